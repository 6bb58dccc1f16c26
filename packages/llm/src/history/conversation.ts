import type { Message } from '../messages.ts';
import { FENCE_RULE, fence } from '../prompts/fence.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';

/** A message as a part of a conversation that is kept. */
export interface MessageEntry {
  /** Says that it is a message. */
  readonly type: 'message';
  /** The message. */
  readonly message: Message;
}

/** A summary that stands for the messages before a place. The messages themselves stay in the conversation. */
export interface CompactionEntry {
  /** Says that it is a summary. */
  readonly type: 'compaction';
  /** What the messages said, in the words of a model. */
  readonly summary: string;
  /** How many messages of the conversation it stands for, counted from its beginning. */
  readonly through: number;
  /** Estimated tokens of what was sent before. */
  readonly beforeTokens: number;
  /** Estimated tokens of what is sent with it. */
  readonly afterTokens: number;
}

/** One entry of a conversation. Entries are only added, so that every state before can be seen again. */
export type ConversationEntry = MessageEntry | CompactionEntry;

/** Messages as entries. */
export function toEntries(messages: readonly Message[]): MessageEntry[] {
  return messages.map((message) => ({ type: 'message', message }));
}

/**
 * What a model is sent of a conversation: all of its messages, or with a summary its system messages, the summary of
 * the last compaction and what came after the place that it stands for.
 */
export function conversationMessages(entries: readonly ConversationEntry[]): readonly Message[] {
  const messages = allMessages(entries);
  const compaction = lastCompaction(entries);
  if (compaction === undefined) return messages;
  const { summary, through } = compaction;
  const rules = messages.slice(0, through).filter(({ role }) => role === 'system');
  return [...rules, summaryMessage(summary), ...messages.slice(through)];
}

/** The conversation as it was before its last summary. What was said since stays; without a summary nothing changes. */
export function undoCompaction(entries: readonly ConversationEntry[]): readonly ConversationEntry[] {
  const last = lastCompaction(entries);
  return last === undefined ? entries : entries.filter((entry) => entry !== last);
}

/** Every message that was ever said, also those that a summary stands for. */
export function allMessages(entries: readonly ConversationEntry[]): readonly Message[] {
  return entries.flatMap((entry) => (entry.type === 'message' ? [entry.message] : []));
}

/** The summary that counts. */
export function lastCompaction(entries: readonly ConversationEntry[]): CompactionEntry | undefined {
  const found = entries.findLast(({ type }) => type === 'compaction');
  return found?.type === 'compaction' ? found : undefined;
}

/** A summary is a model's words about what was said, so it is data and no instruction. */
function summaryMessage(summary: string): Message {
  const block = fence('data', summary, { kind: 'summary' });
  const content = `What was said before is summarised in the block. ${FENCE_RULE}\n\n${block}`;
  return { role: 'user', content };
}

/** Estimated tokens of messages, with what every chat format adds to each. */
export function messageTokens(messages: readonly Message[]): number {
  const texts = messages.map(({ content }) =>
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  return texts.reduce((total, text) => total + estimateTokens(text) + 4, 0);
}
