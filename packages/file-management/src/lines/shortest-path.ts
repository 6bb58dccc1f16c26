import type { Box, Comparison } from './comparison.ts';

/** A point of an optimal path that divides a box into two. */
export interface MiddlePoint {
  readonly a: number;
  readonly b: number;
}

/**
 * The state of one search from both corners of a box at once (Myers 1986, the linear-space refinement).
 * A diagonal is `position in a - position in b`; `forward` and `backward` hold the furthest position in `a`
 * per diagonal, shifted by `origin`.
 */
export interface Search {
  readonly comparison: Comparison;
  readonly box: Box;
  readonly origin: number;
  readonly lowest: number;
  readonly highest: number;
  readonly forward: Int32Array;
  readonly backward: Int32Array;
  readonly odd: boolean;
  /** Diagonals of the two corners. */
  readonly first: number;
  readonly last: number;
  /** Whether a step has followed more than `LONG_RUN` equal lines since this was last set to false. */
  longRun: boolean;
  forwardLow: number;
  forwardHigh: number;
  backwardLow: number;
  backwardHigh: number;
}

const FAR = 0x3fffffff;
/** Equal lines in a row that make a place worth dividing at; git's number. */
export const LONG_RUN = 20;

/** Finds where a shortest edit script crosses the middle of a box; undefined when the steps run out. */
export function findMiddle(comparison: Comparison, box: Box): MiddlePoint | undefined {
  const search = startSearch(comparison, box);
  while (comparison.steps > 0) {
    const met = stepBoth(search);
    if (met !== undefined) return met;
  }
  return undefined;
}

/** Follows all paths one change further, from either corner; gives the point where two of them meet. */
export function stepBoth(search: Search): MiddlePoint | undefined {
  widenForward(search);
  const met = stepForward(search);
  if (met !== undefined) return met;
  widenBackward(search);
  return stepBackward(search);
}

/** Begins a search with one point in each corner; what was in the rows before does not matter. */
export function startSearch(comparison: Comparison, box: Box): Search {
  const { aLow, aHigh, bLow, bHigh } = box;
  const first = aLow - bLow;
  const last = aHigh - bHigh;
  const lowest = aLow - bHigh;
  const highest = aHigh - bLow;
  const origin = 1 - lowest;
  const { forward, backward } = comparison.rows;
  forward[first + origin] = aLow;
  backward[last + origin] = aHigh;
  const bounds = { forwardLow: first, forwardHigh: first, backwardLow: last, backwardHigh: last };
  const odd = ((first - last) & 1) === 1;
  const corners = { first, last, longRun: false };
  return { comparison, box, origin, lowest, highest, forward, backward, odd, ...corners, ...bounds };
}

function widenForward(search: Search): void {
  const { forward, origin } = search;
  if (search.forwardLow > search.lowest) forward[--search.forwardLow - 1 + origin] = -1;
  else search.forwardLow++;
  if (search.forwardHigh < search.highest) forward[++search.forwardHigh + 1 + origin] = -1;
  else search.forwardHigh--;
}

function widenBackward(search: Search): void {
  const { backward, origin } = search;
  if (search.backwardLow > search.lowest) backward[--search.backwardLow - 1 + origin] = FAR;
  else search.backwardLow++;
  if (search.backwardHigh < search.highest) backward[++search.backwardHigh + 1 + origin] = FAR;
  else search.backwardHigh--;
}

// Both passes index typed arrays inside their bounds only, hence the plain casts. They are the whole cost of a diff
// of texts that have little in common: what does not change in a pass is read before it.
function stepForward(search: Search): MiddlePoint | undefined {
  const { comparison, origin, forward, backward, forwardLow, forwardHigh, backwardHigh } = search;
  const { a, b } = comparison;
  const { aHigh, bHigh } = search.box;
  // Paths from both corners meet in this pass only when the corners are an odd number of diagonals apart.
  const meetLow = search.odd ? search.backwardLow : FAR;
  let longest = 0;
  let work = 0;
  let above = forward[forwardHigh + 1 + origin] as number;
  for (let diagonal = forwardHigh; diagonal >= forwardLow; diagonal -= 2) {
    const at = diagonal + origin;
    const below = forward[at - 1] as number;
    const start = below < above ? above : below + 1;
    above = below;
    let inA = start;
    for (let inB = start - diagonal; inA < aHigh && inB < bHigh && a[inA] === b[inB]; inB++) inA++;
    forward[at] = inA;
    if (inA - start > longest) longest = inA - start;
    work += inA - start + 1;
    if (diagonal >= meetLow && diagonal <= backwardHigh && (backward[at] as number) <= inA)
      return { a: inA, b: inA - diagonal };
  }
  if (longest > LONG_RUN) search.longRun = true;
  comparison.steps -= work;
  return undefined;
}

function stepBackward(search: Search): MiddlePoint | undefined {
  const { comparison, origin, forward, backward, backwardLow, backwardHigh, forwardHigh } = search;
  const { a, b } = comparison;
  const { aLow, bLow } = search.box;
  const meetLow = search.odd ? FAR : search.forwardLow;
  let longest = 0;
  let work = 0;
  let above = backward[backwardHigh + 1 + origin] as number;
  for (let diagonal = backwardHigh; diagonal >= backwardLow; diagonal -= 2) {
    const at = diagonal + origin;
    const below = backward[at - 1] as number;
    const start = below < above ? below : above - 1;
    above = below;
    let inA = start;
    for (let inB = start - diagonal; inA > aLow && inB > bLow && a[inA - 1] === b[inB - 1]; inB--) inA--;
    backward[at] = inA;
    if (start - inA > longest) longest = start - inA;
    work += start - inA + 1;
    if (diagonal >= meetLow && diagonal <= forwardHigh && inA <= (forward[at] as number))
      return { a: inA, b: inA - diagonal };
  }
  if (longest > LONG_RUN) search.longRun = true;
  comparison.steps -= work;
  return undefined;
}
