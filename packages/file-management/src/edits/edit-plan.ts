import type { EditErrorCode } from './edit-errors.ts';
import type { EditFormat } from './edit-set.ts';

/** One replacement of text: UTF-16 offsets into the base text, end exclusive. */
export interface TextSpan {
  /** First code unit that is replaced. */
  readonly start: number;
  /** Code unit behind the last one that is replaced. */
  readonly end: number;
  /** What stands there afterwards. */
  readonly newText: string;
}

/** The text that an edit is planned against. */
export interface BaseFile {
  /** Path inside the workspace. */
  readonly path: string;
  /** Decoded text with its line endings and without byte order mark. */
  readonly text: string;
  /** Hash of the file's bytes. */
  readonly hash: string;
}

/** What will happen to one file if the plan is carried out. */
export type PlannedFile =
  | {
      /** Its content changes. */
      readonly kind: 'modify';
      /** Path inside the workspace. */
      readonly path: string;
      /** Hash of the bytes that the plan was made for. */
      readonly baseHash: string;
      /** Sorted and disjoint. */
      readonly spans: readonly TextSpan[];
      /** The whole new text. */
      readonly text: string;
      /** New permission bits, where the edit sets them. */
      readonly mode?: number;
    }
  | {
      /** It is made. */
      readonly kind: 'create';
      /** Path inside the workspace. */
      readonly path: string;
      /** The whole text. */
      readonly text: string;
      /** Permission bits, where the edit sets them. */
      readonly mode?: number;
    }
  | {
      /** It is removed. */
      readonly kind: 'delete';
      /** Path inside the workspace. */
      readonly path: string;
      /** Hash of the bytes that the plan was made for. */
      readonly baseHash: string;
    }
  | {
      /** It gets another path. */
      readonly kind: 'rename';
      /** Its present path. */
      readonly path: string;
      /** The path that it gets. */
      readonly newPath: string;
      /** Hash of the bytes that the plan was made for. */
      readonly baseHash: string;
      /** Changes of the content, sorted and disjoint; often none. */
      readonly spans: readonly TextSpan[];
      /** The whole new text. */
      readonly text: string;
      /** New permission bits, where the edit sets them. */
      readonly mode?: number;
    };

/** How closely lines of an edit had to agree with the file, from strict to loose. */
export const matchLevels = [
  'exact',
  'trailing-blanks',
  'punctuation',
  'indentation',
  'punctuation-and-indentation',
] as const;

/** Name of one match level. */
export type MatchLevel = (typeof matchLevels)[number];

/** What was forgiven beyond the match level. */
export type Relaxation =
  | 'context-prefix-missing'
  | 'context-left-out'
  | 'line-endings'
  | 'line-gutter'
  | 'html-escapes'
  | 'backslash-escapes'
  | 'blank-edge-lines'
  | 'joined-hunks'
  | 'after-earlier-edit';

/** What chose among several places with the same text. */
export type UsedHint = 'line-number' | 'line-drift' | 'near-line' | 'section' | 'end-of-file';

/** How one hunk or one other edit of a file found its place. */
export interface EditReceipt {
  /** Format of the edit. */
  readonly format: EditFormat;
  /** Path of the file. */
  readonly path: string;
  /** 0-based index in the edit set. */
  readonly editIndex: number;
  /** 0-based index of the hunk in its edit. */
  readonly hunkIndex: number;
  /** How closely its lines agreed with the file. */
  readonly level: MatchLevel;
  /** What else was forgiven; often nothing. */
  readonly relaxations: readonly Relaxation[];
  /** What chose among several places; empty when there was one. */
  readonly hints: readonly UsedHint[];
  /** 1-based first line of the place in the base text; 0 for a new or whole file. */
  readonly line: number;
  /** Lines between the place that a line number named and the place found; absent without a number. */
  readonly linesMoved?: number;
  /** Hash of the file's bytes before all edits of the set, as the caller gave it; absent for a new file. */
  readonly baseHash?: string;
  /** Hash of its bytes after all edits of the set; absent for a deleted file, and without `PlanOptions.hashText`. */
  readonly newHash?: string;
}

/** A place that resembles what the edit asked for. */
export interface NearCandidate {
  /** 1-based line of the file. */
  readonly line: number;
  /** How many of the edit's old lines agree there. */
  readonly matching: number;
  /** How many old lines the edit has. */
  readonly total: number;
}

/** The first line at which the edit and the nearest place part. */
export interface Divergence {
  /** 1-based line of the file. */
  readonly line: number;
  /** The line of the edit. */
  readonly expected: string;
  /** The line of the file; absent behind its end. */
  readonly found?: string;
}

/** Why an edit was not planned. It holds lines of the file, so it is for the model and not for a log. */
export interface EditRefusal {
  /** Why it was refused. */
  readonly code: EditErrorCode;
  /** Path as far as it is known, else empty. */
  readonly path: string;
  /** 0-based index in the edit set; -1 where it is about the whole reply. */
  readonly editIndex: number;
  /** 0-based index of the hunk in its edit. */
  readonly hunkIndex?: number;
  /** Where it parts from the nearest place; absent without such a place. */
  readonly firstDivergence?: Divergence;
  /** At most three, nearest first. */
  readonly nearest: readonly NearCandidate[];
  /** Every 1-based line at which the old lines stand, where that is more than once. */
  readonly positions: readonly number[];
  /** Whether the file holds the result of the edit already. */
  readonly alreadyApplied: boolean;
  /** What is wrong, in words without file content. */
  readonly reason?: string;
}

/** What carrying out an edit set would do. With any refusal, nothing of it may be carried out. */
export interface EditPlan {
  /** What happens to each file; to be carried out only without refusals. */
  readonly files: readonly PlannedFile[];
  /** How each hunk or edit found its place. */
  readonly receipts: readonly EditReceipt[];
  /** Why edits were not planned. */
  readonly refusals: readonly EditRefusal[];
}
