import { type Box, type Comparison, markBox } from './comparison.ts';

/** Cells per word: 30, so that a sum of two words and a carry still is a small integer. */
const CELLS = 30;
const FULL = 0x3fffffff;
/** Largest table that is kept whole (4 bytes each); larger boxes are halved first. */
const WHOLE_TABLE = 1 << 22;

/** Words that the table of a box has. */
export function tableWords(box: Box): number {
  return Math.ceil((box.aHigh - box.aLow) / CELLS) * (box.bHigh - box.bLow);
}

/**
 * Marks the changed elements of a box exactly, whatever its content: a table of the longest common
 * subsequence with 30 cells per word (Crochemore, Iliopoulos, Pinzon and Reid 2001). A cleared bit in a row
 * says that the length grows at this element of `a`. Boxes whose table would be large are halved as
 * Hirschberg does (1975), at the cost of counting each cell twice.
 */
export function compareByTable(comparison: Comparison, box: Box): void {
  if (box.aLow === box.aHigh || box.bLow === box.bHigh) markBox(comparison, box);
  else if (tableWords(box) <= WHOLE_TABLE || box.bHigh - box.bLow === 1) traceTable(comparison, box);
  else halve(comparison, box);
}

function halve(comparison: Comparison, box: Box): void {
  const middle = (box.bLow + box.bHigh) >> 1;
  const upper = { ...box, bHigh: middle };
  const lower = { ...box, bLow: middle };
  const split = box.aLow + bestSplit(lengths(comparison, upper, false), lengths(comparison, lower, true));
  compareByTable(comparison, { ...upper, aHigh: split });
  compareByTable(comparison, { ...lower, aLow: split });
}

/** The count of elements of `a` that go with the first half so that both lengths together are greatest. */
function bestSplit(fromStart: Int32Array, fromEnd: Int32Array): number {
  const size = fromStart.length - 1;
  let best = 0;
  let bestLength = -1;
  for (let at = 0; at <= size; at++) {
    const length = (fromStart[at] as number) + (fromEnd[size - at] as number);
    if (length > bestLength) {
      best = at;
      bestLength = length;
    }
  }
  return best;
}

/** Which cells of a row each line number matches. */
interface Matches {
  /** Last position of each line number in the box's `a`; `next` chains to the earlier ones. */
  readonly head: Map<number, number>;
  readonly next: Int32Array;
  /** How often each line number occurs. */
  readonly count: Map<number, number>;
  /** Kept masks of frequent lines, so that a row costs no more than its words; at most 4 × 30 of them. */
  readonly kept: Map<number, Int32Array>;
  /** The mask of a rare line, set for one row and cleared again. */
  readonly scratch: Int32Array;
}

function findMatches(comparison: Comparison, box: Box, reversed: boolean): Matches {
  const size = box.aHigh - box.aLow;
  const head = new Map<number, number>();
  const count = new Map<number, number>();
  const next = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    const line = comparison.a[reversed ? box.aHigh - 1 - at : box.aLow + at] as number;
    next[at] = head.get(line) ?? -1;
    head.set(line, at);
    count.set(line, (count.get(line) ?? 0) + 1);
  }
  return { head, next, count, kept: new Map(), scratch: new Int32Array(Math.ceil(size / CELLS)) };
}

/** Fills row `to` from row `from` for one line of `b`. */
function addRow(rows: Int32Array, from: number, to: number, matches: Matches, line: number): void {
  const { scratch, kept } = matches;
  const mask = kept.get(line);
  if (mask !== undefined) {
    nextRow(rows, from, to, mask);
    return;
  }
  setMask(scratch, matches, line);
  nextRow(rows, from, to, scratch);
  if ((matches.count.get(line) ?? 0) * 4 > scratch.length) kept.set(line, scratch.slice());
  clearMask(scratch, matches, line);
}

function setMask(mask: Int32Array, matches: Matches, line: number): void {
  for (let at = matches.head.get(line) ?? -1; at !== -1; at = matches.next[at] as number) {
    const word = Math.trunc(at / CELLS);
    mask[word] = (mask[word] as number) | (1 << (at % CELLS));
  }
}

function clearMask(mask: Int32Array, matches: Matches, line: number): void {
  for (let at = matches.head.get(line) ?? -1; at !== -1; at = matches.next[at] as number) {
    mask[Math.trunc(at / CELLS)] = 0;
  }
}

/** One row from the one before it, both `words` long and in the same array or not. */
function nextRow(rows: Int32Array, from: number, to: number, mask: Int32Array): void {
  let carry = 0;
  for (let word = 0; word < mask.length; word++) {
    const old = rows[from + word] as number;
    const matches = mask[word] as number;
    const sum = old + (old & matches) + carry;
    carry = sum >>> CELLS;
    rows[to + word] = (sum & FULL) | (old & ~matches);
  }
}

/** Length of the longest common subsequence of the box's `b` with each prefix (or suffix) of its `a`. */
function lengths(comparison: Comparison, box: Box, reversed: boolean): Int32Array {
  const size = box.aHigh - box.aLow;
  const matches = findMatches(comparison, box, reversed);
  const row = new Int32Array(matches.scratch.length).fill(FULL);
  for (let at = 0; at < box.bHigh - box.bLow; at++) {
    const line = comparison.b[reversed ? box.bHigh - 1 - at : box.bLow + at] as number;
    addRow(row, 0, 0, matches, line);
  }
  const result = new Int32Array(size + 1);
  for (let at = 0; at < size; at++) result[at + 1] = (result[at] as number) + (grows(row, 0, at) ? 1 : 0);
  return result;
}

function grows(rows: Int32Array, offset: number, at: number): boolean {
  return (((rows[offset + Math.trunc(at / CELLS)] as number) >>> (at % CELLS)) & 1) === 0;
}

function traceTable(comparison: Comparison, box: Box): void {
  const { a, b, changedA, changedB } = comparison;
  const { rows, words } = fillTable(comparison, box);
  let inA = box.aHigh;
  let inB = box.bHigh;
  while (inA > box.aLow && inB > box.bLow) {
    if (!grows(rows, (inB - box.bLow) * words, inA - 1 - box.aLow)) changedA[--inA] = 1;
    else if (a[inA - 1] !== b[inB - 1]) changedB[--inB] = 1;
    else {
      inA--;
      inB--;
    }
  }
  markBox(comparison, { aLow: box.aLow, aHigh: inA, bLow: box.bLow, bHigh: inB });
}

function fillTable(comparison: Comparison, box: Box): { rows: Int32Array; words: number } {
  const count = box.bHigh - box.bLow;
  const matches = findMatches(comparison, box, false);
  const words = matches.scratch.length;
  const rows = new Int32Array((count + 1) * words).fill(FULL, 0, words);
  for (let at = 0; at < count; at++) {
    addRow(rows, at * words, (at + 1) * words, matches, comparison.b[box.bLow + at] as number);
  }
  return { rows, words };
}
