import type { Hunk, HunkLine } from '../edit-set.ts';

/** The lines of a hunk that must be in the file, in order. */
export function oldLines(hunk: Hunk): HunkLine[] {
  return hunk.lines.filter((line) => line.op !== 'add');
}

/** The lines that the file has in their place afterwards. */
export function newLines(hunk: Hunk): HunkLine[] {
  return hunk.lines.filter((line) => line.op !== 'delete');
}

/** Whether the hunk would change anything. */
export function changesSomething(hunk: Hunk): boolean {
  return hunk.lines.some((line) => line.op !== 'keep');
}

/** Whether the hunk puts lines in the place of others. */
export function addsAndDeletes({ lines }: Hunk): boolean {
  return lines.some((line) => line.op === 'add') && lines.some((line) => line.op === 'delete');
}

/** Whether the hunk only adds lines. */
export function addsOnly(hunk: Hunk): boolean {
  return hunk.lines.every((line) => line.op !== 'delete') && changesSomething(hunk);
}
