import type { HunkLine } from '../edit-set.ts';
import type { SourceLines } from './source-lines.ts';

/** Characters of a line that are compared. */
const COMPARED = 300;
/** Lines of a file that are compared with a line that stands nowhere in it. */
const FILE_LINES = 50_000;
/** How much of a line must be the same before it resembles another. */
const ALIKE = 0.5;
/** Lines that resemble one. */
const MOST = 3;

/** How much of two lines is the same from either end: 1 if all of it is. */
export function likeness(left: string, right: string | undefined): number {
  if (right === undefined) return 0;
  const [one, other] = [left.trim().slice(0, COMPARED), right.trim().slice(0, COMPARED)];
  if (one === other) return 1;
  let same = 0;
  while (one[same] === other[same]) same++;
  const rest = Math.min(one.length, other.length) - same;
  let behind = 0;
  while (behind < rest && one.at(-1 - behind) === other.at(-1 - behind)) behind++;
  return (0.9 * (same + behind)) / Math.max(one.length, other.length);
}

/**
 * Where lines may have stood of which none is in the file: the places at which a line resembles the longest of
 * them, the most alike first, as the 0-based lines of their beginning.
 */
export function likeStarts({ contents }: SourceLines, lines: readonly HunkLine[]): number[] {
  if (contents.length > FILE_LINES) return [];
  const lengths = lines.map(({ text }) => text.trim().length);
  const at = lengths.indexOf(Math.max(...lengths));
  const wanted = lines[at]?.text ?? '';
  if (wanted.trim() === '') return [];
  return contents
    .map((content, line) => ({ start: line - at, alike: likeness(wanted, content) }))
    .filter(({ alike }) => alike >= ALIKE)
    .sort((left, right) => right.alike - left.alike)
    .slice(0, MOST)
    .map(({ start }) => start);
}
