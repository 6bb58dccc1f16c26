import type { Hunk, HunkLine } from '../edit-set.ts';
import type { HunkSearch, Sighting } from './hunk-search.ts';
import { addsOnly, newLines } from './old-lines.ts';
import type { SourceLines } from './source-lines.ts';

/**
 * Where the result of a hunk stands in the file already, as a 0-based line. It is looked for when the old
 * lines are not there, and only exactly or up to trailing blanks.
 */
export function findResult(search: HunkSearch, hunk: Hunk): number | undefined {
  const result = newLines(hunk);
  if (result.every((line) => line.text.trim() === '')) return undefined;
  for (const level of ['exact', 'trailing-blanks'] as const) {
    const [first] = search.indexAt(level).find(search.patternAt(result, level));
    if (first !== undefined) return first;
  }
  return undefined;
}

/**
 * Whether the result of a hunk that only adds lines stands at its place already. Its old lines are then found in
 * the result, if they are all on one side or the added lines end like the context before them, and the lines
 * would be added twice.
 */
export function addsAgain(search: HunkSearch, hunk: Hunk, { level }: Sighting, start: number): boolean {
  if (!addsOnly(hunk)) return false;
  const result = newLines(hunk);
  const added = result.filter((line) => line.op === 'add');
  if (added.every((line) => line.text.trim() === '')) return endsWithResult(search, hunk, start);
  const holdsOld = (at: number): boolean => at <= start && start <= at + added.length;
  return search.indexAt(level).find(search.patternAt(result, level)).some(holdsOld);
}

// Blank lines may stand anywhere once more; only at the end of a file, where the hunk shows its end, they tell.
function endsWithResult({ source }: HunkSearch, { lines }: Hunk, start: number): boolean {
  const showsEnd = lines[0]?.op === 'keep' && lines.at(-1)?.op === 'add';
  const stands = lines.every(({ text }, at) => source.contents[start + at]?.trimEnd() === text.trimEnd());
  return showsEnd && stands && start + lines.length === source.contents.length;
}

/**
 * Whether a line that a hunk adds at its edge stands in the file with the plus sign in front. It is then a line
 * of context that begins with a plus sign and lost its prefix.
 */
export function addsContext(source: SourceLines, { lines, block }: Hunk, start: number): boolean {
  if (block !== undefined) return false;
  const isOld = (line: HunkLine): boolean => line.op !== 'add';
  const firstOld = lines.findIndex(isOld);
  const end = start + lines.filter(isOld).length;
  const behind = lines.slice(lines.findLastIndex(isOld) + 1);
  const stands = (added: readonly HunkLine[], at: number): boolean =>
    added.some(({ text }) => source.contents[at] === `+${text}`);
  return stands(lines.slice(0, firstOld), start - 1) || stands(behind, end);
}
