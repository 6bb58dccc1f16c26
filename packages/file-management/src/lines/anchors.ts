import type { Box, Comparison } from './comparison.ts';

/** A line that occurs once on both sides, by its positions. */
export interface Anchor {
  readonly a: number;
  readonly b: number;
}

/** The anchors of a box in order on both sides, and whether each line of the box is one. */
export interface Anchors {
  readonly chain: readonly Anchor[];
  readonly onlyUnique: boolean;
}

/**
 * The longest chain of lines that are unique on both sides and keep their order (the idea of a patience
 * diff). Where every line of the box is unique the chain is the longest common subsequence itself.
 */
export function findAnchors(comparison: Comparison, box: Box): Anchors {
  const { aLow, aHigh, bLow, bHigh } = box;
  const placesA = uniquePlaces(comparison.a, aLow, aHigh);
  const placesB = uniquePlaces(comparison.b, bLow, bHigh);
  const shared: Anchor[] = [];
  for (const [line, a] of placesA) {
    const b = placesB.get(line) ?? -1;
    if (a >= 0 && b >= 0) shared.push({ a, b });
  }
  const onlyUnique = placesA.size === aHigh - aLow && placesB.size === bHigh - bLow;
  return { chain: longestRising(shared), onlyUnique };
}

/** Position of each line number, or -1 when it occurs more than once; in order of first occurrence. */
function uniquePlaces(lines: Int32Array, low: number, high: number): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = low; at < high; at++) {
    const line = lines[at] as number;
    places.set(line, places.has(line) ? -1 : at);
  }
  return places;
}

/** The longest part of `anchors` (sorted by `a`) in which `b` rises too: piles with back links. */
function longestRising(anchors: readonly Anchor[]): Anchor[] {
  const tops: number[] = [];
  const previous = new Int32Array(anchors.length);
  anchors.forEach((anchor, index) => {
    const pile = firstPileAtLeast(tops, anchors, anchor.b);
    previous[index] = pile > 0 ? (tops[pile - 1] as number) : -1;
    tops[pile] = index;
  });
  const chain: Anchor[] = [];
  for (let at = tops.at(-1) ?? -1; at >= 0; at = previous[at] as number) chain.push(anchors[at] as Anchor);
  return chain.reverse();
}

function firstPileAtLeast(tops: readonly number[], anchors: readonly Anchor[], b: number): number {
  let low = 0;
  let high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((anchors[tops[middle] as number] as Anchor).b < b) low = middle + 1;
    else high = middle;
  }
  return low;
}
