import { type DiffHunk, newSide, oldSide } from './change.ts';

/** How a diff is printed. */
export interface PrintOptions {
  readonly path: string;
  /** The line before a hunk; none if it is undefined. */
  readonly header?: ((hunk: DiffHunk, index: number) => string | undefined) | undefined;
  /** The lines before the hunks. */
  readonly names?: readonly string[];
  /** Changes a printed line, which begins with its prefix. */
  readonly line?: (line: string) => string;
}

/** The header that git prints. */
export function gitHeader(hunk: DiffHunk): string {
  const [oldCount, newCount] = [oldSide(hunk).length, newSide(hunk).length];
  return `@@ -${oldCount === 0 ? hunk.oldStart : hunk.oldStart + 1},${oldCount} +${newCount === 0 ? hunk.newStart : hunk.newStart + 1},${newCount} @@`;
}

/** The two lines that name the file of a diff. */
export function gitNames(path: string): string[] {
  return [`--- a/${path}`, `+++ b/${path}`];
}

/** Prints a unified diff. */
export function printDiff(hunks: readonly DiffHunk[], options: PrintOptions): string {
  const { path, header = gitHeader, names = gitNames(path), line = (text) => text } = options;
  const body = hunks.flatMap((hunk, index) => {
    const head = header(hunk, index);
    const lines = hunk.lines.map(({ op, text }) => line(op + text));
    return head === undefined ? lines : [head, ...lines];
  });
  return [...names, ...body].map((text) => `${text}\n`).join('');
}
