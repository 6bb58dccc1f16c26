import type { MatchLevel, Relaxation, UsedHint } from '../edit-plan.ts';
import type { Hunk } from '../edit-set.ts';
import type { Reindent } from '../locate/indentation.ts';

/** A hunk with the one place it goes to, and how that was found. */
export interface PlacedHunk {
  readonly hunk: Hunk;
  readonly hunkIndex: number;
  /** 0-based line of the first old line. */
  readonly start: number;
  readonly level: MatchLevel;
  readonly reindent: Reindent;
  readonly relaxations: readonly Relaxation[];
  readonly hints: readonly UsedHint[];
}

/** Lines of a file that are replaced: 0-based, end exclusive. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly NewLine[];
  /** What becomes of a missing or present newline at the end of the file, if the change reaches it. */
  readonly finalNewline: 'keep' | 'add' | 'drop';
  /** 0-based index of the hunk, for reports. */
  readonly hunkIndex: number;
}

/** A line to write. */
export interface NewLine {
  readonly text: string;
  /** Its own ending, where the edit knows it; otherwise that of its neighbours. */
  readonly ending?: string;
}
