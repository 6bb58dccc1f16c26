import type { Message } from '../messages.ts';
import { definePrompt } from './define-prompt.ts';
import { FENCE_RULE } from './fence.ts';
import { dataItem } from './material.ts';
import type { Prompt, PromptItem } from './prompt.ts';

/** Input of `summaryPrompt`. */
export interface SummaryPromptInput {
  /** The messages to summarise, oldest first; the oldest give way first. */
  readonly messages: readonly Message[];
  /** The summary of what was before them, which the new one has to take in. */
  readonly earlier?: string | undefined;
}

const TASK = [
  'You summarise the earlier part of a conversation in which code is changed, so that the work can go on without it.',
  'Write down, in this order and under these headings:',
  'Goal: what the user wants, in their words where the wording matters, with every constraint that they named.',
  'Decisions: what was decided and why, and what was ruled out.',
  'Done: which files were changed and how; names and paths exactly as they are.',
  'Facts: what was found out about the code that is needed later, such as commands, names, errors and their causes.',
  'Open: what is left to do, and what the user was last told or asked.',
  'Leave out greetings and what has become irrelevant. Invent nothing; where something is not known, do not name it.',
].join('\n');

/** Asks for a summary that stands for a part of a conversation. Everything that was said is shown as data. */
export const summaryPrompt: Prompt<SummaryPromptInput> = definePrompt({
  name: 'summary',
  version: 1,
  input: {
    type: 'object',
    properties: { messages: { type: 'array' }, earlier: { type: 'string' } },
    required: ['messages'],
  },
  sections: [
    {
      name: 'role',
      role: 'system',
      priority: 100,
      whenTooLong: 'keep',
      render: () => `${TASK}\n\n${FENCE_RULE}`,
    },
    {
      name: 'earlier summary',
      role: 'user',
      priority: 50,
      whenTooLong: 'shorten',
      render: ({ earlier = '' }) => (earlier === '' ? [] : [dataItem(earlier, 'summary')]),
    },
    {
      name: 'conversation',
      role: 'user',
      priority: 10,
      whenTooLong: 'drop-first',
      render: ({ messages }) => messages.flatMap(turn),
    },
    {
      name: 'task',
      role: 'user',
      priority: 100,
      whenTooLong: 'keep',
      render: () =>
        'Summarise the conversation in the blocks above, the earlier summary included. Write only the summary.',
    },
  ],
});

/** A turn as text; media and thoughts are named or left out. */
function turn(message: Message): PromptItem[] {
  if (message.role === 'system') return [];
  const text =
    message.role === 'tool'
      ? message.content.map(({ toolName, output }) => `${toolName}: ${output}`).join('\n')
      : textOf(message);
  return text === '' ? [] : [dataItem(text, message.role)];
}

function textOf({ content }: Message & { readonly role: 'user' | 'assistant' | 'system' }): string {
  if (typeof content === 'string') return content;
  return content.map(partText).filter(Boolean).join('\n');
}

function partText(
  part: Exclude<(Message & { readonly role: 'user' | 'assistant' })['content'], string>[number],
): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'tool-call') return `calls ${part.toolName} ${part.inputText}`;
  return part.type === 'reasoning' ? '' : `[${part.type} ${part.mediaType}]`;
}
