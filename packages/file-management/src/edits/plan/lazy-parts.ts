import { isPlaceholder } from './placeholders.ts';

/** Lines of a lazy edit between two placeholders. */
export interface LazyPart {
  readonly lines: readonly string[];
  /** 0-based line of the reply's block at which the part begins. */
  readonly line: number;
  /** Whether no placeholder stands before the part. */
  readonly atStart: boolean;
  /** Whether no placeholder stands behind the part. */
  readonly atEnd: boolean;
  /** Whether a blank line sets the part off from the placeholder before it. */
  readonly afterBlank: boolean;
}

/** Cuts a lazy edit at its placeholders; a comment that the file has too is none. */
export function cutAtPlaceholders(lines: readonly string[], file: readonly string[]): LazyPart[] {
  const known = new Set(file.map((line) => line.trim()));
  const marks = lines.flatMap((line, at) => (isPlaceholder(line) && !known.has(line.trim()) ? [at] : []));
  const edges = [-1, ...marks, lines.length];
  return edges.slice(1).flatMap((end, index) => {
    const from = (edges[index] ?? -1) + 1;
    const part = toPart(lines, from, end);
    return part === undefined ? [] : [part];
  });
}

// Blank lines next to a placeholder set it off and belong to no part.
function toPart(all: readonly string[], from: number, to: number): LazyPart | undefined {
  let [start, end] = [from, to];
  if (from > 0) while (start < end && isBlank(all[start])) start++;
  if (to < all.length) while (end > start && isBlank(all[end - 1])) end--;
  if (start === end) return undefined;
  return {
    lines: all.slice(start, end),
    line: start,
    atStart: from === 0,
    atEnd: to === all.length,
    afterBlank: start > from,
  };
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '';
}
