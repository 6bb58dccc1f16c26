import type { EnhancedCodeError } from '@enhanced-code/errors';
import { llmErrors } from '../errors/llm-errors.ts';
import type { Message } from '../messages.ts';
import type { LanguageModel } from '../model.ts';
import { summaryPrompt } from '../prompts/summary-prompt.ts';
import type { TerminalState, Usage } from '../stream-part.ts';
import {
  allMessages,
  type CompactionEntry,
  type ConversationEntry,
  conversationMessages,
  lastCompaction,
  messageTokens,
} from './conversation.ts';

/** Options of `compactConversation`. */
export interface CompactionOptions {
  /** Who writes the summary. */
  readonly model: LanguageModel;
  /** How many tokens of the newest messages stay as they are, at least the last turn. Default 8,000. */
  readonly keepTokens?: number;
  /** Limit of the prompt for the summary in tokens; the oldest messages give way. Default 100,000. */
  readonly budgetTokens?: number;
  /** Limit of the summary in tokens. Default 2,000. */
  readonly summaryTokens?: number;
  /** The share of the tokens that a summary has to free, or it is not taken. Default 0.2. */
  readonly minFreedShare?: number;
  /** The only way to cancel the call. */
  readonly signal?: AbortSignal;
}

/** What became of a compaction. The conversation that was handed in is never changed. */
export type CompactionOutcome =
  | {
      /** The summary was written and frees enough. */
      readonly state: 'finished';
      /** The conversation with the summary as its last entry; all that was there is still there. */
      readonly entries: readonly ConversationEntry[];
      /** The summary. */
      readonly entry: CompactionEntry;
      /** Tokens that writing it took. */
      readonly usage: Usage;
    }
  | {
      /** How it ended without a summary. */
      readonly state: Exclude<TerminalState, 'finished'>;
      /** Why. `EC_LLM_COMPACTION_STALLED` where it would free too little, so that trying again would only cost. */
      readonly error: EnhancedCodeError;
      /** Tokens that were used nevertheless; absent where nobody was asked. */
      readonly usage?: Usage;
    };

/**
 * Lets a model summarise the older part of a conversation. The summary is an entry of its own: originals stay, and
 * `undoCompaction` takes it back. Turns are never cut, and a summary that frees too little is not taken. Never throws.
 */
export async function compactConversation(
  entries: readonly ConversationEntry[],
  options: CompactionOptions,
): Promise<CompactionOutcome> {
  const { model, budgetTokens = 100_000, summaryTokens = 2000, keepTokens = 8000, signal } = options;
  const sent = conversationMessages(entries);
  const beforeTokens = messageTokens(sent);
  const all = allMessages(entries);
  const through = boundaryOf(all, keepTokens);
  const since = lastCompaction(entries);
  const messages = all.slice(since?.through ?? 0, through);
  if (messages.every(({ role }) => role === 'system')) return stalled(messages.length, beforeTokens, 0);
  const prompt = summaryPrompt.render({ messages, earlier: since?.summary }, { budgetTokens });
  const request = { messages: prompt.messages, maxOutputTokens: summaryTokens };
  const { state, text, error, usage } = await model
    .stream(request, signal === undefined ? {} : { signal })
    .result();
  if (state !== 'finished') return failed(model, state, error, usage);
  const draft = { type: 'compaction', summary: text.trim(), through, beforeTokens, afterTokens: 0 } as const;
  const afterTokens = messageTokens(conversationMessages([...entries, draft]));
  const freed = beforeTokens - afterTokens;
  if (draft.summary === '' || freed < beforeTokens * (options.minFreedShare ?? 0.2)) {
    return { ...stalled(through, beforeTokens, draft.summary === '' ? 0 : freed), usage };
  }
  const entry = { ...draft, afterTokens };
  return { state: 'finished', entries: [...entries, entry], entry, usage };
}

/** Where the oldest step that stays begins: with the user or the assistant, so that no call is cut from its result. */
function boundaryOf(messages: readonly Message[], keepTokens: number): number {
  let boundary = 0;
  for (let index = messages.length - 1, tokens = 0; index >= 0; index -= 1) {
    const message = messages[index];
    if (message === undefined) break;
    tokens += messageTokens([message]);
    if (boundary > 0 && tokens > keepTokens) break;
    if (message.role === 'user' || message.role === 'assistant') boundary = index;
  }
  return boundary;
}

function stalled(
  messages: number,
  beforeTokens: number,
  freedTokens: number,
): CompactionOutcome & { state: 'failed' } {
  const error = llmErrors.create('EC_LLM_COMPACTION_STALLED', { messages, beforeTokens, freedTokens });
  return { state: 'failed', error };
}

function failed(
  { provider, modelId }: LanguageModel,
  state: Exclude<TerminalState, 'finished'>,
  error: EnhancedCodeError | undefined,
  usage: Usage,
): CompactionOutcome {
  const reason = 'it ended without an error';
  return { state, usage, error: error ?? llmErrors.create('EC_LLM_INTERNAL', { provider, modelId, reason }) };
}
