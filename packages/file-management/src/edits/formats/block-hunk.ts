import { diffLines } from '../../lines/diff-lines.ts';
import type { Hunk, HunkLine } from '../edit-set.ts';

/** Turns two blocks into a hunk. Lines that both have stay, so the file keeps its own version of them. */
export function toBlockHunk(search: readonly string[], replace: readonly string[]): Omit<Hunk, 'hint'> {
  return { lines: diffBlock(search, replace), block: { search, replace } };
}

/** The lines of a block and its replacement as kept, deleted and added lines. */
export function diffBlock(search: readonly string[], replace: readonly string[]): HunkLine[] {
  const lines: HunkLine[] = [];
  let kept = 0;
  const keepUntil = (end: number): void => {
    for (; kept < end; kept++) lines.push({ op: 'keep', text: search[kept] ?? '' });
  };
  for (const region of diffLines(search, replace).regions) {
    keepUntil(region.beforeStart);
    for (const text of search.slice(region.beforeStart, region.beforeEnd)) lines.push({ op: 'delete', text });
    for (const text of replace.slice(region.afterStart, region.afterEnd)) lines.push({ op: 'add', text });
    kept = region.beforeEnd;
  }
  keepUntil(search.length);
  return lines;
}
