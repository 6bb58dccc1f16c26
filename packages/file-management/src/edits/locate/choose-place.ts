import type { UsedHint } from '../edit-plan.ts';
import type { Hunk } from '../edit-set.ts';
import type { Sighting } from './hunk-search.ts';

/** A hunk with the places that its lines have in the file. */
export interface Candidate {
  readonly hunk: Hunk;
  readonly sighting: Sighting;
}

/** One of several places, and what spoke for it. */
export interface Choice {
  /** 0-based line. */
  readonly start: number;
  readonly hints: readonly UsedHint[];
}

/** A line number may be this many lines off and still choose the nearest place. */
const NEAR = 10;
/** The next place must be this many times as far. */
const FAR_NEARER = 4;

interface Neighbour {
  readonly line: number;
  /** Lines between the place that the hunk named and the one it was found at. */
  readonly drift: number;
  readonly start: number;
}

/**
 * Chooses a place for every hunk whose lines stand in more than one by its line number. The hunks with one
 * place show how far the file has drifted; without agreement nothing is chosen.
 */
export function chooseByLineNumbers(candidates: readonly Candidate[]): (Choice | undefined)[] {
  const choices = candidates.map(({ sighting }): Choice | undefined =>
    sighting.starts.length === 1 ? { start: sighting.starts[0] ?? 0, hints: [] } : undefined,
  );
  if (hasRepeatedNumbers(candidates)) return choices;
  const settled = settledNeighbours(candidates, choices);
  if (!isAscending(settled)) return choices;
  candidates.forEach((candidate, at) => {
    choices[at] ??= chooseAmong(candidate, settled);
  });
  return choices;
}

// Models that do not know the numbers write the same one everywhere.
function hasRepeatedNumbers(candidates: readonly Candidate[]): boolean {
  const numbers = candidates.flatMap(({ hunk }) => (hunk.hint.line === undefined ? [] : [hunk.hint.line]));
  return new Set(numbers).size < numbers.length;
}

function settledNeighbours(
  candidates: readonly Candidate[],
  choices: readonly (Choice | undefined)[],
): Neighbour[] {
  return candidates
    .flatMap(({ hunk }, at) => {
      const line = hunk.hint.line;
      const start = choices[at]?.start;
      return line === undefined || start === undefined ? [] : [{ line, start, drift: start - (line - 1) }];
    })
    .sort((left, right) => left.line - right.line);
}

// Numbers in another order than the places they belong to are made up.
function isAscending(settled: readonly Neighbour[]): boolean {
  return settled.every(({ start }, at) => start >= (settled[at - 1]?.start ?? 0));
}

function chooseAmong({ hunk, sighting }: Candidate, settled: readonly Neighbour[]): Choice | undefined {
  const line = hunk.hint.line;
  if (line === undefined) return undefined;
  const before = settled.findLast((neighbour) => neighbour.line < line);
  const after = settled.find((neighbour) => neighbour.line > line);
  const possible = sighting.starts.filter(
    (start) => (before === undefined || start > before.start) && (after === undefined || start < after.start),
  );
  const drifts = [...new Set([before, after].flatMap((neighbour) => (neighbour ? [neighbour.drift] : [])))];
  if (drifts.length === 2) return chooseBetween(possible, line - 1, drifts);
  return chooseAt(possible, sighting.starts, line - 1, drifts[0] ?? 0);
}

// Lines were added or removed between the neighbours: a drift between theirs must fit exactly one place.
function chooseBetween(
  possible: readonly number[],
  line: number,
  drifts: readonly number[],
): Choice | undefined {
  const low = line + Math.min(...drifts);
  const high = line + Math.max(...drifts);
  const fitting = possible.filter((start) => start >= low && start <= high);
  const [only] = fitting;
  return only === undefined || fitting.length > 1 ? undefined : { start: only, hints: ['line-drift'] };
}

function chooseAt(
  possible: readonly number[],
  all: readonly number[],
  line: number,
  drift: number,
): Choice | undefined {
  const expected = line + drift;
  if (possible.includes(expected))
    return { start: expected, hints: [drift === 0 ? 'line-number' : 'line-drift'] };
  // Line 1 is what models write who do not know the number: only an exact hit counts.
  if (drift !== 0 || line === 0) return undefined;
  const distance = (start: number): number => Math.abs(start - expected);
  const [first = 0, second = 0] = [...all].sort((left, right) => distance(left) - distance(right));
  if (!possible.includes(first)) return undefined;
  const [near, next] = [distance(first), distance(second)];
  const farNearer = near <= NEAR && next >= near * FAR_NEARER && next - near > NEAR;
  return farNearer ? { start: first, hints: ['near-line'] } : undefined;
}
