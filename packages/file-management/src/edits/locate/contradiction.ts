import type { EditErrorCode } from '../edit-errors.ts';
import type { Candidate, Choice } from './choose-place.ts';
import type { HunkSearch } from './hunk-search.ts';
import { newLines, oldLines } from './old-lines.ts';

/** A reason why the only place with the right lines is not the one that was meant. */
export interface Contradiction {
  readonly code: EditErrorCode;
  /** What speaks against the place. */
  readonly reason: string;
  /** 1-based lines that the reason is about. */
  readonly positions?: readonly number[];
}

/** Lines that must agree at the numbered place, with others between them, before it may have been meant. */
const TELLING_LINES = 2;
/** Lines of the file that an edit may leave out in one place, and places in which it may. */
const GAP_SIZES = [0, 1, 2, 3];
const MOST_GAPS = 2;

/** Context lines that must agree at the numbered place before it is taken for the stale target. */
const TELLING_CONTEXT = 3;

/**
 * What speaks against a place although its lines agree: the numbered place, or that of every hunk, holds the
 * result already, or it holds the context with other lines in it, or the place is out of the order that its
 * neighbours prove. The lines are then found in a copy of what was meant.
 */
export function contradictsNumbers(
  search: HunkSearch,
  { hunk }: Candidate,
  start: number,
  choices: readonly (Choice | undefined)[],
  all: readonly Candidate[],
): Contradiction | undefined {
  const line = hunk.hint.line;
  if (line === undefined || line - 1 === start) return undefined;
  const others = certainNeighbours(line, choices, all);
  if (all.every((one) => isDone(search, one, all))) {
    const positions = all.flatMap((one) => one.hunk.hint.line ?? []);
    return { code: 'EC_EDIT_ALREADY_APPLIED', reason: 'every numbered place holds its result', positions };
  }
  // A neighbour that has drifted as far says that the numbers are off, not the place.
  if (others.some(({ drift }) => drift === start + 1 - line)) return undefined;
  const named = line - 1;
  const positions = [line];
  if (resultStandsAt(search, hunk, named)) {
    return { code: 'EC_EDIT_ALREADY_APPLIED', reason: 'the numbered place holds the result', positions };
  }
  if (contextStandsAt(search, hunk, named)) {
    return {
      code: 'EC_EDIT_NO_MATCH',
      reason: 'the numbered place has other lines in the same context',
      positions,
    };
  }
  if (standsWithGaps(search, hunk, named)) {
    const reason = 'the numbered place has these lines as well, with others between them';
    return { code: 'EC_EDIT_AMBIGUOUS', reason, positions: [line, start + 1] };
  }
  if (outOfOrder(start + 1, others)) {
    return {
      code: 'EC_EDIT_NO_MATCH',
      reason: 'the lines stand on the wrong side of the neighbouring changes',
    };
  }
  return undefined;
}

/** Whether the result of a hunk stands where its number says, moved by what the hunks above it add and delete. */
function isDone(search: HunkSearch, { hunk }: Candidate, all: readonly Candidate[]): boolean {
  const { line } = hunk.hint;
  if (line === undefined) return false;
  const moved = all.reduce((sum, above) => {
    const isAbove = (above.hunk.hint.line ?? line) < line;
    return isAbove ? sum + newLines(above.hunk).length - oldLines(above.hunk).length : sum;
  }, 0);
  return resultStandsAt(search, hunk, line - 1 + moved);
}

/** Whether the lines that a hunk leaves behind stand at a 0-based line already, exactly as it writes them. */
export function resultStandsAt(search: HunkSearch, hunk: Candidate['hunk'], named: number): boolean {
  const result = newLines(hunk);
  const telling = result.filter(({ text }) => text.trim() !== '').length >= TELLING_CONTEXT;
  // What a deletion leaves behind is context alone, of which a little may stand anywhere.
  if (!telling && result.every((line) => line.op === 'keep')) return false;
  return search.indexAt('exact').agreement(search.patternAt(result, 'exact'), named) === result.length;
}

function contextStandsAt(search: HunkSearch, hunk: Candidate['hunk'], named: number): boolean {
  const lines = oldLines(hunk);
  if (named < 0 || lines.every((line) => line.op === 'keep')) return false;
  const index = search.indexAt('exact');
  const pattern = search.patternAt(lines, 'exact');
  const context = lines.flatMap((line, at) => (line.op === 'keep' && line.text.trim() !== '' ? [at] : []));
  return context.length >= TELLING_CONTEXT && context.every((at) => index.agreesAt(pattern, at, named + at));
}

/** Whether the old lines stand from a 0-based line on in order, but for lines of the file that they leave out. */
function standsWithGaps(search: HunkSearch, hunk: Candidate['hunk'], named: number): boolean {
  const lines = oldLines(hunk);
  if (lines.filter(({ text }) => text.trim() !== '').length < TELLING_LINES) return false;
  const index = search.indexAt('exact');
  const pattern = search.patternAt(lines, 'exact');
  let [place, gaps] = [named, 0];
  for (const at of lines.keys()) {
    const left = GAP_SIZES.find((gap) => index.agreesAt(pattern, at, place + gap));
    if (left === undefined || (at === 0 && left > 0)) return false;
    if (left > 0) gaps++;
    place += left + 1;
  }
  return gaps <= MOST_GAPS;
}

interface Neighbour {
  /** 1-based line that a hunk names, and the one it is found at. */
  readonly number: number;
  readonly place: number;
  readonly drift: number;
}

/** The nearest hunks above and below that have one place only. */
function certainNeighbours(
  line: number,
  choices: readonly (Choice | undefined)[],
  all: readonly Candidate[],
): Neighbour[] {
  let above: Neighbour | undefined;
  let below: Neighbour | undefined;
  all.forEach(({ hunk, sighting }, at) => {
    const number = hunk.hint.line;
    const start = sighting.starts.length > 1 ? undefined : choices[at]?.start;
    if (number === undefined || start === undefined) return;
    const neighbour = { number, place: start + 1, drift: start + 1 - number };
    if (number < line && number > (above?.number ?? 0)) above = neighbour;
    if (number > line && number < (below?.number ?? Number.POSITIVE_INFINITY)) below = neighbour;
  });
  return [above, below].filter((neighbour) => neighbour !== undefined);
}

// Two neighbours with one drift leave no room for a third that moved past one of them.
function outOfOrder(place: number, others: readonly Neighbour[]): boolean {
  const [above, below] = others;
  if (below === undefined || above?.drift !== below.drift) return false;
  return place < above.place || place > below.place;
}
