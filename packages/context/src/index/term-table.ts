import { termsOfWord } from '../text/split-identifier.ts';

const MOST_REMEMBERED_WORDS = 200_000;

/** Numbers for terms, so that records hold integers instead of strings. Numbers are never taken back. */
export class TermTable {
  readonly #ids = new Map<string, number>();
  // Splitting a word is the costliest step of indexing, and the same words come again in every file.
  #ofWord = new Map<string, readonly number[]>();

  /** How many terms there are; numbers run from 0 to size - 1. */
  get size(): number {
    return this.#ids.size;
  }

  /** Number of a term, given out now if it has none. */
  idOf(term: string): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(term, id);
    return id;
  }

  /** Number of a term, or `undefined` when no file ever held it. */
  find(term: string): number | undefined {
    return this.#ids.get(term);
  }

  /** Numbers of the terms of a word. */
  ofWord(word: string): readonly number[] {
    const known = this.#ofWord.get(word);
    if (known !== undefined) return known;
    const ids = [...new Set(termsOfWord(word).map((term) => this.idOf(term)))];
    if (this.#ofWord.size >= MOST_REMEMBERED_WORDS) this.#ofWord = new Map();
    this.#ofWord.set(word, ids);
    return ids;
  }

  /** All terms, ordered by their number. */
  terms(): string[] {
    return [...this.#ids.keys()];
  }
}
