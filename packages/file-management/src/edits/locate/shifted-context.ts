import type { Hunk } from '../edit-set.ts';
import type { Candidate } from './choose-place.ts';
import type { Contradiction } from './contradiction.ts';
import type { HunkSearch } from './hunk-search.ts';
import { keepsIndentation } from './match-key.ts';
import { oldLines } from './old-lines.ts';

/** Lines of the file that the context of an edit may pass over. */
const MOST_LEFT_OUT = 3;

/**
 * What speaks against a place where some lines agree but for their indentation: these very lines stand a little
 * further on as they are written. The edit then either indents them wrongly or leaves out the lines between, and
 * its change belongs to one side of those or to the other.
 */
export function contradictsIndentation(
  search: HunkSearch,
  { hunk, sighting }: Candidate,
  start: number,
): Contradiction | undefined {
  if (keepsIndentation(sighting.level)) return undefined;
  const lines = oldLines(hunk);
  const index = search.indexAt('trailing-blanks');
  const pattern = search.patternAt(lines, 'trailing-blanks');
  const { first, last } = changesOf(hunk);
  const stands = (at: number, moved: number): boolean => index.agreesAt(pattern, at, start + at + moved);
  const fromTop = (moved: number) => countWhile(lines.length, (at) => stands(at, moved));
  const fromEnd = (moved: number) => countWhile(lines.length, (at) => stands(lines.length - 1 - at, moved));
  const [top, end] = [fromTop(0), fromEnd(0)];
  for (let moved = 1; moved <= MOST_LEFT_OUT; moved++) {
    const [head, tail] = [fromTop(-moved), fromEnd(moved)];
    const tailElsewhere = top > 0 && top + tail >= lines.length && last >= lines.length - tail;
    const headElsewhere = end > 0 && end + head >= lines.length && first <= head;
    if (tailElsewhere || headElsewhere) {
      const reason = 'the same lines stand close by as they are written';
      return { code: 'EC_EDIT_INDENTATION', reason, positions: [start + 1] };
    }
  }
  return undefined;
}

/** How many old lines stand before the first and before the last line that is added or deleted. */
function changesOf({ lines }: Hunk): { readonly first: number; readonly last: number } {
  let old = 0;
  const places: number[] = [];
  for (const { op } of lines) {
    if (op !== 'keep') places.push(old);
    if (op !== 'add') old++;
  }
  return { first: places[0] ?? Number.NaN, last: places.at(-1) ?? Number.NaN };
}

function countWhile(most: number, holds: (at: number) => boolean): number {
  let count = 0;
  while (count < most && holds(count)) count++;
  return count;
}
