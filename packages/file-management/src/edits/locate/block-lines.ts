import { indentOf } from './indentation.ts';

/** How the indentation of a file nests its lines. */
export interface BlockLines {
  /** For each line the last one that may still be inside it: where something else begins, or behind the last line. */
  readonly ends: Int32Array;
  /** For each line the nearest one above with less indentation; -1 for none. Blank lines are nobody's parent. */
  readonly parents: Int32Array;
}

/** Lines that close a block, or go on with the head of one. */
const CLOSES = /^\s*[)\]}{]/;

/** Reads the nesting of all lines in one pass from each side, so that long files of equal lines cost no more. */
export function toBlockLines(contents: readonly string[]): BlockLines {
  const parents = new Int32Array(contents.length);
  const above = new Outline();
  const lines = contents.map((content, line) => {
    const depth = indentOf(content).length;
    parents[line] = above.shallowerThan(depth) ?? -1;
    if (content.trim() !== '') above.push(line, depth);
    return { content, line, depth };
  });
  const ends = new Int32Array(contents.length);
  const below = new Outline();
  for (const { content, line, depth } of lines.reverse()) {
    ends[line] = below.shallowerThan(depth + 1) ?? contents.length;
    if (content.trim() !== '' && !CLOSES.test(content)) below.push(line, depth);
  }
  return { ends, parents };
}

/** Lines that have been passed and that a later one may still look back at, each deeper than the one before. */
class Outline {
  readonly #lines: number[] = [];
  readonly #depths: number[] = [];

  /** The line passed last that is less deep. */
  shallowerThan(depth: number): number | undefined {
    return this.#lines[this.#countBelow(depth) - 1];
  }

  push(line: number, depth: number): void {
    const kept = this.#countBelow(depth);
    this.#lines.splice(kept, this.#lines.length, line);
    this.#depths.splice(kept, this.#depths.length, depth);
  }

  #countBelow(depth: number): number {
    let low = 0;
    let high = this.#depths.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#depths[middle] ?? 0) < depth) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
