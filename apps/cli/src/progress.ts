import { basename } from 'node:path';
import type { RunHandle } from '@enhanced-code/core';
import type { RunEvent } from '@enhanced-code/streaming';
import type { CommandContext } from './command.ts';
import type { Json } from './envelope.ts';
import { terminalSafe } from './render/terminal-safe.ts';

/** Follows a run and tells of it: lines on stderr for a person, every event on stdout with `--jsonl`. */
export async function followRun(handle: RunHandle, context: CommandContext): Promise<void> {
  let characters = 0;
  for await (const event of handle) {
    context.event(event as unknown as Json);
    if (event.type === 'attempt-start') characters = 0;
    if (event.type === 'text-delta') characters += event.text.length;
    const line = progressLine(event, characters);
    if (line !== undefined) context.progress(context.paintProgress.dim(terminalSafe(line)));
  }
}

/** What a person is told of an event; nothing for those that say too little. */
function progressLine(event: RunEvent, characters: number): string | undefined {
  switch (event.type) {
    case 'run-start':
      return `run ${event.runId}: ${event.model.provider} ${event.model.modelId} on ${basename(event.workspace)}`;
    case 'context-selected':
      return `  context   ${event.entries.length} files, ${event.usedTokens} of ${event.budgetTokens} tokens`;
    case 'prompt-rendered':
      return `  prompt    ${event.tokens} tokens`;
    case 'attempt-start':
      return `  model     ${event.modelId} is answering`;
    case 'edit-parsed':
      return `  edit ${event.index + 1}    ${event.path ?? 'file not named'} (after ${characters} characters)`;
    case 'attempt-reset':
      return '  model     the answer is taken back and asked for again';
    case 'edit-refused':
      return `  refused   ${event.refusal.path ?? ''} ${event.refusal.code}`;
    case 'check-result':
      return `  check     ${event.status}${event.added.length > 0 ? `, ${event.added.length} new errors` : ''}`;
    case 'change':
      return `  change    ${event.files.map(({ path, added, removed }) => `${path} +${added} -${removed}`).join(', ')}`;
    case 'commit-done':
      return `  commit    transaction ${event.transactionId}`;
    case 'warning':
      return `  warning   ${event.message}`;
    default:
      return undefined;
  }
}
