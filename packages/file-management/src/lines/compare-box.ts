import { type Anchor, findAnchors } from './anchors.ts';
import { compareByTable, tableWords } from './bit-table.ts';
import { type Box, type Comparison, markBox } from './comparison.ts';
import { findMiddle } from './shortest-path.ts';

/** Marks what changed inside a box, with a shortest script as long as the comparison's budget lasts. */
export function compareBox(comparison: Comparison, whole: Box): void {
  const box = trimBox(comparison, whole);
  if (box.aLow === box.aHigh || box.bLow === box.bHigh) {
    markBox(comparison, box);
    return;
  }
  const middle = findMiddle(comparison, box);
  if (middle === undefined) compareHardBox(comparison, box);
  else {
    compareBox(comparison, { ...box, aHigh: middle.a, bHigh: middle.b });
    compareBox(comparison, { ...box, aLow: middle.a, bLow: middle.b });
  }
}

/** A box without the equal lines at its start and its end. */
export function trimBox({ a, b }: Comparison, box: Box): Box {
  let { aLow, aHigh, bLow, bHigh } = box;
  while (aLow < aHigh && bLow < bHigh && a[aLow] === b[bLow]) {
    aLow++;
    bLow++;
  }
  while (aLow < aHigh && bLow < bHigh && a[aHigh - 1] === b[bHigh - 1]) {
    aHigh--;
    bHigh--;
  }
  return { aLow, aHigh, bLow, bHigh };
}

/** A box with too many differences for the search: still exact where that is cheap, else divided. */
function compareHardBox(comparison: Comparison, box: Box): void {
  const { chain, onlyUnique } = findAnchors(comparison, box);
  const words = tableWords(box);
  if (onlyUnique) compareGaps(comparison, box, chain, markBox);
  else if (words <= comparison.words) {
    comparison.words -= words;
    compareByTable(comparison, box);
  } else {
    comparison.minimal = false;
    if (chain.length > 0) compareGaps(comparison, box, chain, compareBox);
    else compareSlices(comparison, box, words);
  }
}

type Visit = (comparison: Comparison, box: Box) => void;

function compareGaps(comparison: Comparison, box: Box, chain: readonly Anchor[], visit: Visit): void {
  let { aLow, bLow } = box;
  for (const anchor of chain) {
    visit(comparison, { aLow, aHigh: anchor.a, bLow, bHigh: anchor.b });
    aLow = anchor.a + 1;
    bLow = anchor.b + 1;
  }
  visit(comparison, { aLow, aHigh: box.aHigh, bLow, bHigh: box.bHigh });
}

/** The last resort: both sides are cut into equally many slices, so that their tables fit the budget. */
function compareSlices(comparison: Comparison, box: Box, words: number): void {
  const width = box.aHigh - box.aLow;
  const height = box.bHigh - box.bLow;
  const slices = Math.ceil(words / Math.max(1, comparison.words)) + 1;
  if (slices > Math.min(width, height)) {
    markBox(comparison, box);
    return;
  }
  for (let slice = 0; slice < slices; slice++) {
    const aLow = box.aLow + Math.trunc((width * slice) / slices);
    const aHigh = box.aLow + Math.trunc((width * (slice + 1)) / slices);
    const bLow = box.bLow + Math.trunc((height * slice) / slices);
    const bHigh = box.bLow + Math.trunc((height * (slice + 1)) / slices);
    const part = { aLow, aHigh, bLow, bHigh };
    comparison.words -= tableWords(part);
    compareByTable(comparison, part);
  }
}
