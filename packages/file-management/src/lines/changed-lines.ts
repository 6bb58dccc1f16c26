import { compareBox } from './compare-box.ts';
import { startComparison } from './comparison.ts';
import { settleGroups } from './settle-groups.ts';

/** Which lines of two texts have no partner on the other side; the others are matched in order. */
export interface ChangedLines {
  /** 1 where a line of the first text is removed. */
  readonly before: Uint8Array;
  /** 1 where a line of the second text is added. */
  readonly after: Uint8Array;
  /** Whether no script with fewer changed lines exists. */
  readonly minimal: boolean;
}

/** Steps of the search for a shortest script before a bounded method takes over: about 10 ms. */
export const SEARCH_STEPS = 2_000_000;
/** Words of the exact table method before lines are matched by anchors and slices only: about 30 ms. */
export const TABLE_WORDS = 12_000_000;

/** The lines between the common start and the common end of both sides. */
export interface Middle {
  readonly start: number;
  readonly beforeEnd: number;
  readonly afterEnd: number;
}

/** Compares two lists of lines; `effort` scales both budgets. */
export function findChangedLines(
  before: readonly string[],
  after: readonly string[],
  effort = 1,
): ChangedLines {
  const changed = { before: new Uint8Array(before.length), after: new Uint8Array(after.length) };
  const middle = findMiddlePart(before, after);
  const { start, beforeEnd, afterEnd } = middle;
  if (start === beforeEnd || start === afterEnd) {
    changed.before.fill(1, start, beforeEnd);
    changed.after.fill(1, start, afterEnd);
    return { ...changed, minimal: true };
  }
  const minimal = compareMiddle(before, after, middle, changed, effort);
  settleGroups(before, changed.before, changed.after);
  settleGroups(after, changed.after, changed.before);
  return { ...changed, minimal };
}

/** Finds what is left without the common start and the common end. */
export function findMiddlePart(before: readonly string[], after: readonly string[]): Middle {
  let start = 0;
  let beforeEnd = before.length;
  let afterEnd = after.length;
  while (start < beforeEnd && start < afterEnd && before[start] === after[start]) start++;
  while (start < beforeEnd && start < afterEnd && before[beforeEnd - 1] === after[afterEnd - 1]) {
    beforeEnd--;
    afterEnd--;
  }
  return { start, beforeEnd, afterEnd };
}

function compareMiddle(
  before: readonly string[],
  after: readonly string[],
  { start, beforeEnd, afterEnd }: Middle,
  changed: { before: Uint8Array; after: Uint8Array },
  effort: number,
): boolean {
  const numbers = new Map<string, number>();
  const left = numberLines(before, start, beforeEnd, numbers);
  const beforeNumbers = numbers.size;
  const right = numberLines(after, start, afterEnd, numbers);
  // A line that only one side has is changed for certain; without such lines the search is short.
  const keptLeft = keepShared(left, start, seen(right, numbers.size), changed.before);
  const keptRight = keepShared(right, start, seen(left, beforeNumbers), changed.after);
  const budget = { steps: SEARCH_STEPS * effort, words: TABLE_WORDS * effort };
  const comparison = startComparison(keptLeft.lines, keptRight.lines, numbers.size, budget);
  const aHigh = comparison.a.length;
  compareBox(comparison, { aLow: 0, aHigh, bLow: 0, bHigh: comparison.b.length });
  copyMarks(comparison.changedA, keptLeft.places, changed.before);
  copyMarks(comparison.changedB, keptRight.places, changed.after);
  return comparison.minimal;
}

/** Numbers for lines: equal lines get equal ones, from `numbers`, which grows. */
export function numberLines(
  lines: readonly string[],
  from: number,
  to: number,
  numbers: Map<string, number>,
) {
  const result = new Int32Array(to - from);
  for (let at = from; at < to; at++) {
    const line = lines[at] as string;
    let number = numbers.get(line);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(line, number);
    }
    result[at - from] = number;
  }
  return result;
}

function seen(lines: Int32Array, numbers: number): Uint8Array {
  const flags = new Uint8Array(numbers);
  for (const line of lines) flags[line] = 1;
  return flags;
}

/** The lines that the other side has too, with their places; the others are marked as changed. */
function keepShared(lines: Int32Array, start: number, other: Uint8Array, changed: Uint8Array) {
  const kept = new Int32Array(lines.length);
  const places = new Int32Array(lines.length);
  let count = 0;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as number;
    if (other[line] === 1) {
      kept[count] = line;
      places[count++] = start + at;
    } else changed[start + at] = 1;
  }
  return { lines: kept.subarray(0, count), places: places.subarray(0, count) };
}

/** Marks the places of marked lines. */
export function copyMarks(marks: Uint8Array, places: Int32Array, changed: Uint8Array): void {
  for (let at = 0; at < marks.length; at++) if (marks[at] === 1) changed[places[at] as number] = 1;
}
