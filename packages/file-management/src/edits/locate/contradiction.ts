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

/** Context lines that must agree at the numbered place before it is taken for the stale target. */
const TELLING_CONTEXT = 3;

/**
 * What speaks against a place although its lines agree: the numbered place holds the result already, or it
 * holds the context with other lines in it, or the place is out of the order that its neighbours prove. The
 * lines are then found in a copy of what was meant.
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
  if (outOfOrder(line, start, choices, all)) {
    return {
      code: 'EC_EDIT_NO_MATCH',
      reason: 'the lines stand on the wrong side of the neighbouring changes',
    };
  }
  return undefined;
}

function resultStandsAt(search: HunkSearch, hunk: Candidate['hunk'], named: number): boolean {
  const result = newLines(hunk);
  if (named < 0 || result.every((line) => line.op === 'keep')) return false;
  return search.indexAt('exact').agreement(search.patternAt(result, 'exact', false), named) === result.length;
}

function contextStandsAt(search: HunkSearch, hunk: Candidate['hunk'], named: number): boolean {
  const lines = oldLines(hunk);
  if (named < 0 || lines.every((line) => line.op === 'keep')) return false;
  const index = search.indexAt('exact');
  const pattern = search.patternAt(lines, 'exact', false);
  const context = lines.flatMap((line, at) => (line.op === 'keep' && line.text.trim() !== '' ? [at] : []));
  return context.length >= TELLING_CONTEXT && context.every((at) => index.agreesAt(pattern, at, named + at));
}

// Two neighbours with one drift leave no room for a third that moved past one of them.
function outOfOrder(
  line: number,
  start: number,
  choices: readonly (Choice | undefined)[],
  all: readonly Candidate[],
): boolean {
  const others = all.flatMap(({ hunk, sighting }, at) => {
    const number = hunk.hint.line;
    const place = choices[at]?.start;
    const certain =
      number !== undefined && number !== line && place !== undefined && sighting.starts.length === 1;
    return certain ? [{ number, place, drift: place - number }] : [];
  });
  const before = others
    .filter(({ number }) => number < line)
    .sort((left, right) => right.number - left.number)[0];
  const after = others
    .filter(({ number }) => number > line)
    .sort((left, right) => left.number - right.number)[0];
  if (before === undefined || after === undefined || before.drift !== after.drift) return false;
  return start < before.place || start > after.place;
}
