export { checkHistory, type HistoryProblem, repairHistory } from './check-history.ts';
export {
  type CompactionOptions,
  type CompactionOutcome,
  compactConversation,
} from './compact-conversation.ts';
export {
  type CompactionEntry,
  type ConversationEntry,
  conversationMessages,
  type MessageEntry,
  toEntries,
  undoCompaction,
} from './conversation.ts';
