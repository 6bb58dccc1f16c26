import type { Box, Comparison } from './comparison.ts';
import { LONG_RUN, type MiddlePoint, type Search, startSearch, stepBoth } from './shortest-path.ts';

/** Where a box is divided, and on which sides of the point a shortest script is looked for at any price. */
export interface Division extends MiddlePoint {
  readonly exactBefore: boolean;
  readonly exactAfter: boolean;
}

/** Changes after which a long run of equal lines may end the search; git's number. */
const ENOUGH_CHANGES = 256;
/** How much further than its changes a path has to be to count as a find; git's number. */
const WORTH = 4;

/**
 * Divides a box where git does: at the middle of a shortest script, or, when more than 256 changes have not led
 * to it, at the end of a long run of equal lines; after `limit` changes at the point that is furthest from its
 * corner. Merges have git's verdicts only if they rest on the same alignment.
 */
export function divideAsGit(comparison: Comparison, box: Box, exact: boolean, limit: number): Division {
  const search = startSearch(comparison, box);
  for (let changes = 1; ; changes++) {
    search.longRun = false;
    const met = stepBoth(search);
    if (met !== undefined) return { ...met, exactBefore: true, exactAfter: true };
    if (exact) continue;
    const find = search.longRun && changes > ENOUGH_CHANGES ? runOfEqualLines(search, changes) : undefined;
    if (find !== undefined) return find;
    if (changes >= limit) return furthestPoint(search);
  }
}

function runOfEqualLines(search: Search, changes: number): Division | undefined {
  const before = bestForward(search, changes);
  if (before !== undefined) return { ...before, exactBefore: true, exactAfter: false };
  const after = bestBackward(search, changes);
  return after && { ...after, exactBefore: false, exactAfter: true };
}

function bestForward(search: Search, changes: number): MiddlePoint | undefined {
  const { box, first, origin, forward, forwardHigh, forwardLow } = search;
  const { aLow, aHigh, bLow, bHigh } = box;
  let best = WORTH * changes;
  let found: MiddlePoint | undefined;
  for (let diagonal = forwardHigh; diagonal >= forwardLow; diagonal -= 2) {
    const a = forward[diagonal + origin] as number;
    const b = a - diagonal;
    const value = a - aLow + b - bLow - Math.abs(diagonal - first);
    const inside = a >= aLow + LONG_RUN && a < aHigh && b >= bLow + LONG_RUN && b < bHigh;
    if (value <= best || !inside || !isRun(search.comparison, a - LONG_RUN, b - LONG_RUN)) continue;
    best = value;
    found = { a, b };
  }
  return found;
}

function bestBackward(search: Search, changes: number): MiddlePoint | undefined {
  const { box, last, origin, backward, backwardHigh, backwardLow } = search;
  const { aLow, aHigh, bLow, bHigh } = box;
  let best = WORTH * changes;
  let found: MiddlePoint | undefined;
  for (let diagonal = backwardHigh; diagonal >= backwardLow; diagonal -= 2) {
    const a = backward[diagonal + origin] as number;
    const b = a - diagonal;
    const value = aHigh - a + bHigh - b - Math.abs(diagonal - last);
    const inside = a > aLow && a <= aHigh - LONG_RUN && b > bLow && b <= bHigh - LONG_RUN;
    if (value <= best || !inside || !isRun(search.comparison, a, b)) continue;
    best = value;
    found = { a, b };
  }
  return found;
}

function isRun({ a, b }: Comparison, inA: number, inB: number): boolean {
  for (let at = 0; at < LONG_RUN; at++) if (a[inA + at] !== b[inB + at]) return false;
  return true;
}

/** The point that a path has come furthest to, from the corner where that is further. */
function furthestPoint(search: Search): Division {
  const { aLow, aHigh, bLow, bHigh } = search.box;
  const forward = furthestForward(search);
  const backward = furthestBackward(search);
  const isForward = aHigh + bHigh - (backward.a + backward.b) < forward.a + forward.b - (aLow + bLow);
  return { ...(isForward ? forward : backward), exactBefore: isForward, exactAfter: !isForward };
}

function furthestForward({ box, origin, forward, forwardHigh, forwardLow }: Search): MiddlePoint {
  let furthest: MiddlePoint = { a: -1, b: 0 };
  for (let diagonal = forwardHigh; diagonal >= forwardLow; diagonal -= 2) {
    const a = Math.min(forward[diagonal + origin] as number, box.aHigh, box.bHigh + diagonal);
    if (2 * a - diagonal > furthest.a + furthest.b) furthest = { a, b: a - diagonal };
  }
  return furthest;
}

function furthestBackward({ box, origin, backward, backwardHigh, backwardLow }: Search): MiddlePoint {
  let furthest: MiddlePoint = { a: Number.POSITIVE_INFINITY, b: 0 };
  for (let diagonal = backwardHigh; diagonal >= backwardLow; diagonal -= 2) {
    const a = Math.max(backward[diagonal + origin] as number, box.aLow, box.bLow + diagonal);
    if (2 * a - diagonal < furthest.a + furthest.b) furthest = { a, b: a - diagonal };
  }
  return furthest;
}
