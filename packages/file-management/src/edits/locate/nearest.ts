import type { Divergence, NearCandidate } from '../edit-plan.ts';
import type { HunkLine } from '../edit-set.ts';
import type { HunkSearch } from './hunk-search.ts';
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

/** Finds the places of a file that share most lines with some lines that are not in it as a whole. */
export function findNearest(search: HunkSearch, lines: readonly HunkLine[]): Resemblance {
  const looked = lines.slice(0, LINES);
  const index = search.indexAt(LOOSEST);
  const pattern = search.patternAt(looked, LOOSEST, false);
  const votes = countVotes(index, pattern, looked);
  const starts = [...votes].sort(([, left], [, right]) => right - left).map(([start]) => start);
  const best = bestStart(index, pattern, starts);
  if (best === undefined) return { nearest: [] };
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

// The part before an inserted line agrees at another start than the part behind it: the earlier one counts.
function bestStart(index: LineIndex, pattern: LinePattern, starts: readonly number[]): number | undefined {
  const [first] = starts;
  if (first === undefined) return undefined;
  const close = starts.slice(0, 20).filter((start) => Math.abs(start - first) <= SHIFT);
  return close.reduce(
    (best, start) => (prefix(index, pattern, start) > prefix(index, pattern, best) ? start : best),
    first,
  );
}

function prefix(index: LineIndex, pattern: LinePattern, start: number): number {
  return start < 0 ? 0 : index.agreement(pattern, start);
}

function distinct(starts: readonly number[]): number[] {
  const kept: number[] = [];
  for (const start of starts.slice(0, 50)) {
    if (start >= 0 && kept.every((other) => Math.abs(other - start) > SHIFT)) kept.push(start);
  }
  return kept.length > 0 ? kept : starts.slice(0, 1).map((start) => Math.max(start, 0));
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
    const index = search.indexAt(level);
    const pattern = search.patternAt(lines, level, false);
    const from = Math.max(start, 0);
    const at = firstDifference(index, pattern, start);
    const expected = lines[at]?.text;
    if (expected === undefined) continue;
    const found = search.source.contents[Math.max(start + at, from)];
    return { line: Math.max(start + at, 0) + 1, expected, ...(found === undefined ? {} : { found }) };
  }
  return undefined;
}

function firstDifference(index: LineIndex, pattern: LinePattern, start: number): number {
  let at = 0;
  while (at < pattern.plain.length && index.agreesAt(pattern, at, start + at)) at++;
  return at;
}
