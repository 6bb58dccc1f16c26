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
    const [first] = search.indexAt(level).find(search.patternAt(result, level, false));
    if (first !== undefined) return first;
  }
  return undefined;
}

/**
 * Whether the lines that a hunk adds stand at their place already. A hunk that only adds lines still finds
 * its context after it was applied if all of it is on one side, and would add them twice.
 */
export function addsAgain(search: HunkSearch, hunk: Hunk, sighting: Sighting, start: number): boolean {
  if (!addsOnly(hunk)) return false;
  const firstAdd = hunk.lines.findIndex((line) => line.op === 'add');
  const before = hunk.lines.slice(0, firstAdd);
  const added = hunk.lines.filter((line) => line.op === 'add');
  const oneRun = hunk.lines.slice(firstAdd, firstAdd + added.length).every((line) => line.op === 'add');
  if (!oneRun || added.every((line) => line.text.trim() === '')) return false;
  const place = start + before.length;
  const onlyBefore = before.length === hunk.lines.length - added.length;
  const standsAt = (line: number): boolean => stands(search, added, sighting, line);
  return (onlyBefore && standsAt(place)) || (before.length === 0 && standsAt(place - added.length));
}

function stands(search: HunkSearch, lines: readonly HunkLine[], { level }: Sighting, at: number): boolean {
  if (at < 0) return false;
  const pattern = search.patternAt(lines, level, false);
  return search.indexAt(level).agreement(pattern, at) === lines.length;
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
  return stands(lines.slice(0, Math.max(0, firstOld)), start - 1) || stands(behind, end);
}
