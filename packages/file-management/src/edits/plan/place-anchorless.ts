import type { Hunk } from '../edit-set.ts';
import type { Choice } from '../locate/choose-place.ts';
import { viewSections } from '../locate/choose-section.ts';
import type { SourceLines } from '../locate/source-lines.ts';

/**
 * The place of lines that are added without any line of the file next to them: an empty file, the end of the
 * file where the edit says so, or behind the one section line that it names. A line number is not enough.
 */
export function placeAnchorless(source: SourceLines, { hint }: Hunk): Choice | undefined {
  if (source.contents.length === 0) return { start: 0, hints: [] };
  if (hint.endOfFile === true) return { start: source.contents.length, hints: ['end-of-file'] };
  const { anchors } = viewSections(source, hint.sections ?? [], []);
  const [anchor] = anchors;
  return anchor === undefined || anchors.length > 1 ? undefined : { start: anchor + 1, hints: ['section'] };
}
