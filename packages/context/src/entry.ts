/** How much of a file is in the prompt, from everything to its name only. */
export type ContextTier = 'whole' | 'passages' | 'outline' | 'name';

/** A run of whole lines. */
export interface Passage {
  /** First line, 1-based. */
  readonly startLine: number;
  /** Last line, 1-based and included. */
  readonly endLine: number;
  /** The lines with their own line ends; without the last line end, unless the whole file is shown. */
  readonly text: string;
}

/** One signal behind a choice. */
export interface ContextReason {
  /** Name of the signal, such as `path`, `words`, `history`, `symbol`, `pinned`. */
  readonly signal: string;
  /** What matched, readable by a person. */
  readonly detail: string;
  /** Part of the entry's score that this signal gave. */
  readonly score: number;
}

/** What is shown of one file. */
export interface EntryContent {
  /** Path relative to the root of the source. */
  readonly path: string;
  /** How much of the file is shown. */
  readonly tier: ContextTier;
  /** Shown lines in file order; empty in the tier `name`. */
  readonly passages: readonly Passage[];
  /** Language by the file's name, where it is known. */
  readonly language?: string;
}

/** One chosen file. */
export interface ContextEntry extends EntryContent {
  /** What the cost function said of this entry, in tokens. */
  readonly tokens: number;
  /** Score of the file, comparable within one selection only. */
  readonly score: number;
  /** Why it was chosen, strongest signal first. */
  readonly reasons: readonly ContextReason[];
}

/** Why a file that matched is not shown. */
export type LeftOutReason =
  | 'over budget'
  | 'less likely'
  | 'binary or unreadable'
  | 'too large'
  | 'minified'
  | 'not found';

/** A file that matched or was asked for, and is not shown. */
export interface LeftOut {
  /** Path relative to the root of the source. */
  readonly path: string;
  /** Why it is not there. */
  readonly reason: LeftOutReason;
  /** Score of the file, comparable with the scores of the entries. */
  readonly score: number;
}

/** Something that made an answer less good than it could be. */
export interface ContextWarning {
  /** What was given up. */
  readonly kind:
    | 'history-unavailable'
    | 'index-rebuilt'
    | 'index-not-saved'
    | 'instruction-shortened'
    | 'source-incomplete'
    | 'stage-failed';
  /** What happened, readable by a person. */
  readonly detail: string;
}

/** The part of a prompt that is the same as in the turn before. */
export interface CachePrefix {
  /** How many of the first entries are the first of `previous`, byte for byte. */
  readonly stableEntries: number;
  /** Their tokens, in the measure of `cost`. */
  readonly prefixTokens: number;
}

/** The files chosen for one instruction. */
export interface ContextSelection {
  /**
   * Chosen files, pinned first, then the most likely first. With `previous`: what was shown before in its old order,
   * then what is new, the most likely last; a path may then stand twice, the second time with what the first lacks.
   */
  readonly entries: readonly ContextEntry[];
  /** With `previous`: what a prompt cache can serve again. */
  readonly cache?: CachePrefix;
  /** The best files that were not chosen, at most a hundred, and pinned paths that do not exist. */
  readonly leftOut: readonly LeftOut[];
  /** Sum of the entries' costs in tokens; never above the budget. */
  readonly usedTokens: number;
  /** The budget that was asked for, in tokens. */
  readonly budgetTokens: number;
  /** Paths by likelihood, best first, at most a hundred. */
  readonly ranking: readonly string[];
  /** What was given up on the way; empty when nothing was. */
  readonly warnings: readonly ContextWarning[];
}
