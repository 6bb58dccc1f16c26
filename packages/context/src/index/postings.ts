import { forEachWord } from '../text/words.ts';
import type { TermTable } from './term-table.ts';

/** Which terms a text holds, and on which lines. */
export interface LinePostings {
  /** Term numbers, ascending. */
  readonly terms: Uint32Array;
  /** Where each term's lines start in `lines`; one more entry than terms. */
  readonly starts: Uint32Array;
  /** 1-based lines, each once per term, ascending within a term. */
  readonly lines: Uint16Array;
}

/** Texts with more lines than this keep the postings of their first lines only. */
export const MOST_LINES = 65_535;

/** Builds postings; it keeps its scratch memory from one text to the next. */
export class PostingsBuilder {
  readonly #table: TermTable;
  #ids = new Uint32Array(4096);
  #at = new Uint16Array(4096);
  #length = 0;
  // Per term: last line that was noted, and its place among the terms of the present text.
  #lastLine = new Uint32Array(4096);
  #slot = new Uint32Array(4096);

  constructor(table: TermTable) {
    this.#table = table;
  }

  /** Postings of one text. */
  build(text: string): LinePostings {
    this.#length = 0;
    const seen: number[] = [];
    const counts: number[] = [];
    forEachWord(text, (word, line) => {
      if (line > MOST_LINES) return;
      for (const id of this.#table.ofWord(word)) this.#note(id, line, seen, counts);
    });
    return this.#gather(seen, counts);
  }

  #note(id: number, line: number, seen: number[], counts: number[]): void {
    if (id >= this.#lastLine.length) this.#growTerms(id + 1);
    const last = this.#lastLine[id] ?? 0;
    if (last === line) return;
    if (last === 0) {
      this.#slot[id] = seen.length;
      seen.push(id);
      counts.push(0);
    }
    this.#lastLine[id] = line;
    const slot = this.#slot[id] ?? 0;
    counts[slot] = (counts[slot] ?? 0) + 1;
    if (this.#length === this.#ids.length) this.#growPairs();
    this.#ids[this.#length] = id;
    this.#at[this.#length] = line;
    this.#length += 1;
  }

  #gather(seen: readonly number[], counts: readonly number[]): LinePostings {
    const terms = Uint32Array.from(seen).sort();
    const starts = new Uint32Array(terms.length + 1);
    for (let index = 0; index < terms.length; index += 1) {
      const id = terms[index] ?? 0;
      starts[index + 1] = (starts[index] ?? 0) + (counts[this.#slot[id] ?? 0] ?? 0);
      this.#slot[id] = index;
      this.#lastLine[id] = 0;
    }
    return { terms, starts, lines: this.#fill(starts) };
  }

  #fill(starts: Uint32Array): Uint16Array {
    const lines = new Uint16Array(this.#length);
    const next = starts.slice();
    for (let pair = 0; pair < this.#length; pair += 1) {
      const slot = this.#slot[this.#ids[pair] ?? 0] ?? 0;
      const at = next[slot] ?? 0;
      lines[at] = this.#at[pair] ?? 0;
      next[slot] = at + 1;
    }
    return lines;
  }

  #growPairs(): void {
    const ids = new Uint32Array(this.#ids.length * 2);
    ids.set(this.#ids);
    this.#ids = ids;
    const at = new Uint16Array(this.#at.length * 2);
    at.set(this.#at);
    this.#at = at;
  }

  #growTerms(atLeast: number): void {
    const size = Math.max(atLeast, this.#lastLine.length * 2);
    const lastLine = new Uint32Array(size);
    lastLine.set(this.#lastLine);
    this.#lastLine = lastLine;
    const slot = new Uint32Array(size);
    slot.set(this.#slot);
    this.#slot = slot;
  }
}

/** Index of a term in the postings, or -1. */
export function findTerm(terms: Uint32Array, id: number): number {
  let low = 0;
  let high = terms.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = terms[middle] ?? 0;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
