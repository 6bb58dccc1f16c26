import { diffLines } from '../../lines/diff-lines.ts';
import type { Hunk, HunkLine } from '../edit-set.ts';

/** A line as an edit writes it: its text, and whether a carriage return ended it. */
type WrittenLine = Pick<HunkLine, 'text' | 'cr'>;

/**
 * Turns two blocks into a hunk. Lines that both have stay, so the file keeps its own version of them. A carriage
 * return at the end of a line is its ending and no part of it.
 */
export function toBlockHunk(search: readonly string[], replace: readonly string[]): Omit<Hunk, 'hint'> {
  const block = { search: search.map(withoutReturn), replace: replace.map(withoutReturn) };
  return { lines: diffBlock(search, replace), block };
}

/** The lines of a block and its replacement as kept, deleted and added lines. */
export function diffBlock(search: readonly string[], replace: readonly string[]): HunkLine[] {
  const [old, now] = [search.map(readWritten), replace.map(readWritten)];
  const lines: HunkLine[] = [];
  let kept = 0;
  const take = (op: HunkLine['op'], from: readonly WrittenLine[], start: number, end: number): void => {
    for (const line of from.slice(start, end)) lines.push({ op, ...line });
  };
  for (const region of diffLines(
    old.map(({ text }) => text),
    now.map(({ text }) => text),
  ).regions) {
    take('keep', old, kept, region.beforeStart);
    take('delete', old, region.beforeStart, region.beforeEnd);
    take('add', now, region.afterStart, region.afterEnd);
    kept = region.beforeEnd;
  }
  take('keep', old, kept, old.length);
  return lines;
}

/** Takes the carriage return off a line, as a mark of how it ends. */
export function readWritten(line: string): WrittenLine {
  return line.endsWith('\r') ? { text: line.slice(0, -1), cr: true } : { text: line };
}

function withoutReturn(line: string): string {
  return readWritten(line).text;
}
