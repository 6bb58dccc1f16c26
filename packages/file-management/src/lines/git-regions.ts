import { copyMarks, findMiddlePart, type Middle, numberLines } from './changed-lines.ts';
import { trimBox } from './compare-box.ts';
import { type Box, type Comparison, markBox, startComparison } from './comparison.ts';
import { type ChangedRegion, toRegions } from './diff-lines.ts';
import { divideAsGit } from './git-divide.ts';
import { classifyLines, isWorthComparing, someAreNever } from './line-classes.ts';
import { settleGroups } from './settle-groups.ts';

/**
 * The changed regions of two texts exactly as git's default method finds them, heuristics included. They are not
 * always fewest; `diffLines` is for that. A merge needs the very same alignment to come to git's verdict.
 */
export function gitRegions(before: readonly string[], after: readonly string[]): ChangedRegion[] {
  const changed = { before: new Uint8Array(before.length), after: new Uint8Array(after.length) };
  const middle = findMiddlePart(before, after);
  const { start, beforeEnd, afterEnd } = middle;
  if (start === beforeEnd || start === afterEnd) {
    changed.before.fill(1, start, beforeEnd);
    changed.after.fill(1, start, afterEnd);
  } else compareMiddle(before, after, middle, changed);
  settleGroups(before, changed.before, changed.after);
  settleGroups(after, changed.after, changed.before);
  return toRegions(changed);
}

function compareMiddle(
  before: readonly string[],
  after: readonly string[],
  { start, beforeEnd, afterEnd }: Middle,
  changed: { before: Uint8Array; after: Uint8Array },
): void {
  const numbers = new Map<string, number>();
  const left = numberLines(before, 0, before.length, numbers);
  const right = numberLines(after, 0, after.length, numbers);
  const keptLeft = keep(left, right, numbers.size, { from: start, to: beforeEnd }, changed.before);
  const keptRight = keep(right, left, numbers.size, { from: start, to: afterEnd }, changed.after);
  const comparison = startComparison(keptLeft.lines, keptRight.lines, numbers.size, { steps: 0, words: 0 });
  const box = { aLow: 0, aHigh: comparison.a.length, bLow: 0, bHigh: comparison.b.length };
  compare(comparison, box, false, costLimit(box.aHigh + box.bHigh + 3));
  copyMarks(comparison.changedA, keptLeft.places, changed.before);
  copyMarks(comparison.changedB, keptRight.places, changed.after);
}

/** Changes after which git gives up looking for a shortest script: about the root of the size, at least 256. */
function costLimit(size: number): number {
  return Math.max(256, roughRoot(size));
}

/** Twice the power of two whose square is just below a number: git's quick square root. */
export function roughRoot(value: number): number {
  let root = 1;
  for (let left = value; left > 0; left = Math.floor(left / 4)) root *= 2;
  return root;
}

function compare(comparison: Comparison, whole: Box, exact: boolean, limit: number): void {
  const box = trimBox(comparison, whole);
  if (box.aLow === box.aHigh || box.bLow === box.bHigh) {
    markBox(comparison, box);
    return;
  }
  const { a, b, exactBefore, exactAfter } = divideAsGit(comparison, box, exact, limit);
  compare(comparison, { ...box, aHigh: a, bHigh: b }, exactBefore, limit);
  compare(comparison, { ...box, aLow: a, bLow: b }, exactAfter, limit);
}

/** The lines that take part in the search, with their places; the others are marked as changed. */
function keep(
  lines: Int32Array,
  other: Int32Array,
  numbers: number,
  { from, to }: { readonly from: number; readonly to: number },
  changed: Uint8Array,
): { readonly lines: Int32Array; readonly places: Int32Array } {
  const classes = classifyLines(lines, other, numbers, { from, to }, roughRoot(lines.length));
  const judged = someAreNever(classes);
  const kept = new Int32Array(to - from);
  const places = new Int32Array(to - from);
  let count = 0;
  for (let at = from; at < to; at++) {
    if (!judged || isWorthComparing(classes, at - from)) {
      kept[count] = lines[at] as number;
      places[count++] = at;
    } else changed[at] = 1;
  }
  return { lines: kept.subarray(0, count), places: places.subarray(0, count) };
}
