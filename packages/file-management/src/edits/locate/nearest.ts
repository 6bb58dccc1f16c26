import type { Divergence, NearCandidate } from '../edit-plan.ts';
import type { HunkLine } from '../edit-set.ts';
import type { HunkSearch } from './hunk-search.ts';
import { likeness, likeStarts } from './likeness.ts';
import type { LineIndex, LinePattern } from './line-index.ts';

/** What resembles lines that are not in the file. It informs; nothing is ever applied by it. */
export interface Resemblance {
  readonly nearest: readonly NearCandidate[];
  readonly firstDivergence?: Divergence;
}

const LOOSEST = 'punctuation-and-indentation';
/** Lines that stand in more places than this say nothing about one. */
const COMMON = 40;
/** Old lines that are looked up. */
const LINES = 400;
/** Lines by which a place may be shifted in its middle, by an insertion or deletion. */
const SHIFT = 12;
const SHOWN = 3;
/** Places that are compared line by line. */
const RANKED = 30;

/** Finds the places of a file that share most lines with some lines that are not in it as a whole. */
export function findNearest(search: HunkSearch, lines: readonly HunkLine[], line?: number): Resemblance {
  const looked = lines.slice(0, LINES);
  const index = search.indexAt(LOOSEST);
  const pattern = search.patternAt(looked, LOOSEST);
  const votes = countVotes(index, pattern, looked);
  const voted = [...votes].sort(([, left], [, right]) => right - left).map(([start]) => start);
  const possible = voted.length > 0 ? voted.slice(0, RANKED) : likeStarts(search.source, looked);
  const starts = rank(search, looked, pattern, possible, line);
  const [first] = starts;
  if (first === undefined) return { nearest: [] };
  const best = bestStart(index, pattern, first, starts);
  const shown = distinct([best, ...starts]).slice(0, SHOWN);
  const nearest = shown.map((start) => toCandidate(index, pattern, start, lines.length));
  const firstDivergence = divergenceAt(search, looked, best);
  return firstDivergence === undefined ? { nearest } : { nearest, firstDivergence };
}

function countVotes(index: LineIndex, pattern: LinePattern, lines: readonly HunkLine[]): Map<number, number> {
  const votes = new Map<number, number>();
  lines.forEach((line, at) => {
    const places = line.text.trim() === '' ? [] : index.placesOfLine(pattern, at);
    if (places.length > COMMON) return;
    for (const place of places) votes.set(place - at, (votes.get(place - at) ?? 0) + 1 + 1 / places.length);
  });
  return votes;
}

// Lines that agree count most, rare ones more than common ones; those that differ still resemble each other
// more at the right place, and a number breaks ties.
function rank(
  search: HunkSearch,
  lines: readonly HunkLine[],
  pattern: LinePattern,
  starts: readonly number[],
  line?: number,
): number[] {
  const index = search.indexAt(LOOSEST);
  const weights = lines.map((_line, at) => 1 + 1 / Math.max(1, index.placesOfLine(pattern, at).length));
  const scored = starts.map((start) => {
    const alike = lines.reduce((sum, { text }, at) => {
      const agrees = index.agreesAt(pattern, at, start + at);
      return sum + (agrees ? (weights[at] ?? 1) : 0.5 * likeness(text, search.source.contents[start + at]));
    }, 0);
    return { start, score: alike + (line === start + 1 ? 1 : 0) };
  });
  return scored.sort((left, right) => right.score - left.score).map(({ start }) => start);
}

// The part before an inserted line agrees at another start than the part behind it: the earlier one counts.
function bestStart(index: LineIndex, pattern: LinePattern, first: number, starts: readonly number[]): number {
  if (index.agreement(pattern, first) > 0) return first;
  const close = starts.filter((start) => Math.abs(start - first) <= SHIFT);
  return close.find((start) => index.agreement(pattern, start) > 1) ?? first;
}

/** Places that are far enough from each other; the beginning of the file where all lie before it. */
function distinct(starts: readonly number[]): number[] {
  const kept: number[] = [];
  for (const start of starts) {
    if (start >= 0 && kept.every((other) => Math.abs(other - start) > SHIFT)) kept.push(start);
  }
  return kept.length > 0 ? kept : [0];
}

function toCandidate(index: LineIndex, pattern: LinePattern, start: number, total: number): NearCandidate {
  const matching = pattern.plain.reduce(
    (sum, _number, at) => sum + (index.agreesAt(pattern, at, start + at) ? 1 : 0),
    0,
  );
  return { line: start + 1, matching, total };
}

function divergenceAt(search: HunkSearch, lines: readonly HunkLine[], start: number): Divergence | undefined {
  for (const level of [LOOSEST, 'exact'] as const) {
    const at = search.indexAt(level).agreement(search.patternAt(lines, level), start);
    const expected = lines[at]?.text;
    if (expected === undefined) continue;
    const line = Math.max(start + at, 0);
    const found = search.source.contents[line];
    return { line: line + 1, expected, ...(found === undefined ? {} : { found }) };
  }
  return undefined;
}
