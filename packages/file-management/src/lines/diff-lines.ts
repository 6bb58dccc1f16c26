import { type ChangedLines, findChangedLines } from './changed-lines.ts';
import { splitLines } from './split-lines.ts';

/** A run of lines that is replaced: line indexes count from 0, ends are exclusive, either side may be empty. */
export interface ChangedRegion {
  /** First line that is removed. */
  readonly beforeStart: number;
  /** Line behind the last one that is removed. */
  readonly beforeEnd: number;
  /** First line that is added. */
  readonly afterStart: number;
  /** Line behind the last one that is added. */
  readonly afterEnd: number;
}

/** The difference of two texts by lines. */
export interface LineDiff {
  /** Lines of the first text, each with its ending. */
  readonly before: readonly string[];
  /** Lines of the second text, each with its ending. */
  readonly after: readonly string[];
  /** Changed regions in order; between two of them stands at least one unchanged line. */
  readonly regions: readonly ChangedRegion[];
  /** How many lines are removed and added, together. */
  readonly changedLines: number;
  /**
   * Whether no script with fewer changed lines exists. It is false only where the budget ran out and lines
   * were matched by anchors; the regions are right in either case.
   */
  readonly minimal: boolean;
}

/** Settings of `diffLines`. */
export interface DiffLinesOptions {
  /**
   * Scales the budget after which the search stops to be minimal. 1 (the default) bounds it to about 50 ms
   * on one core; 0 matches by anchors only.
   */
  readonly effort?: number;
}

/**
 * Compares two texts by lines. A line differs also when only its ending does. Takes texts or lists of lines.
 * The time is bounded: it grows with the size of the texts, and by a fixed budget with their difference.
 */
export function diffLines(
  before: string | readonly string[],
  after: string | readonly string[],
  { effort = 1 }: DiffLinesOptions = {},
): LineDiff {
  const left = typeof before === 'string' ? splitLines(before) : before;
  const right = typeof after === 'string' ? splitLines(after) : after;
  const changed = findChangedLines(left, right, effort);
  const regions = toRegions(changed);
  const changedLines = regions.reduce((sum, region) => sum + size(region), 0);
  return { before: left, after: right, regions, changedLines, minimal: changed.minimal };
}

function size(region: ChangedRegion): number {
  return region.beforeEnd - region.beforeStart + region.afterEnd - region.afterStart;
}

/** Groups marked lines to regions. */
export function toRegions({ before, after }: Pick<ChangedLines, 'before' | 'after'>): ChangedRegion[] {
  const regions: ChangedRegion[] = [];
  let beforeStart = 0;
  let afterStart = 0;
  while (beforeStart < before.length || afterStart < after.length) {
    let beforeEnd = beforeStart;
    let afterEnd = afterStart;
    while (before[beforeEnd] === 1) beforeEnd++;
    while (after[afterEnd] === 1) afterEnd++;
    if (beforeEnd > beforeStart || afterEnd > afterStart) {
      regions.push({ beforeStart, beforeEnd, afterStart, afterEnd });
    }
    beforeStart = beforeEnd + 1;
    afterStart = afterEnd + 1;
  }
  return regions;
}
