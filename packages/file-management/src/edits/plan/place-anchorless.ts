import type { Hunk } from '../edit-set.ts';
import type { Choice } from '../locate/choose-place.ts';
import { sectionAnchors } from '../locate/choose-section.ts';
import type { HunkSearch } from '../locate/hunk-search.ts';

/**
 * The place of lines that are added without any line of the file next to them: an empty file, the end of the
 * file where the edit says so, or behind the one section line that it names. A line number is not enough.
 */
export function placeAnchorless(search: HunkSearch, { hint }: Hunk): Choice | undefined {
  const { contents } = search.source;
  if (contents.length === 0) return { start: 0, hints: [] };
  if (hint.endOfFile === true) return { start: contents.length, hints: ['end-of-file'] };
  const [anchor, another] = sectionAnchors(search, hint.sections ?? []);
  return anchor === undefined || another !== undefined
    ? undefined
    : { start: anchor + 1, hints: ['section'] };
}
