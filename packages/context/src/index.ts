export {
  type ContextIndex,
  type ContextOptions,
  createContext,
  type SelectOptions,
} from './context-index.ts';
export type {
  CachePrefix,
  ContextEntry,
  ContextReason,
  ContextSelection,
  ContextTier,
  ContextWarning,
  EntryContent,
  LeftOut,
  LeftOutReason,
  Passage,
} from './entry.ts';
export { contextErrors } from './errors.ts';
export { type GitHistoryOptions, gitHistory } from './git/git-history.ts';
export { estimateEntryCost } from './pack/estimate.ts';
export type {
  OutlineItem,
  SearchKind,
  SearchMatch,
  SearchOptions,
  SearchResult,
} from './search/search-types.ts';
export type { ContextSource, PastCommit, SourceChanges, SourceFile } from './source.ts';
export type { ContextStages, NearFile, RerankCandidate, StageCall } from './stages/stages.ts';
export { type FittedSelection, fitSelection, type GaveWay } from './window/fit-selection.ts';
export {
  type GivesWay,
  planWindow,
  type WindowOptions,
  type WindowPart,
  type WindowPlan,
} from './window/plan-window.ts';
