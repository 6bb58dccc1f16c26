import { termsOfWord } from '../text/split-identifier.ts';

const MOST_REMEMBERED_WORDS = 100_000;
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * Number of a term: a 32-bit hash of it (FNV-1a with the last mixing step of MurmurHash3). A number that depends on
 * nothing but the term needs no table, so that records of several threads, processes and runs go together as they
 * are. Two of 200,000 terms may share a number; then a file counts as holding a word that it does not hold, which
 * shifts a score and never hides a file.
 */
export function termId(term: string): number {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < term.length; index += 1) {
    hash = Math.imul(hash ^ term.charCodeAt(index), PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Numbers of the terms of a word, each once; the last one is that of the word as a whole. */
export function termIds(word: string): number[] {
  return [...new Set(termsOfWord(word).map(termId))];
}

/** A string that shares no memory with the text it was cut from, which would be kept alive as a whole. */
export function ownString(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/** Terms of words, numbered densely in the order in which they came: small numbers serve as places in arrays. */
export class Vocabulary {
  /** 32-bit number of each term by its dense number. */
  hashes = new Uint32Array(4096);
  readonly #dense = new Map<number, number>();
  // Splitting a word is the costliest step of indexing, and the same words come again in every file.
  readonly #ofWord = new Map<string, readonly number[]>();

  /** Dense numbers of the terms of a word. */
  ofWord(word: string): readonly number[] {
    return this.#ofWord.get(word) ?? this.#remember(word);
  }

  /** Starts anew when it has grown large; only between two texts, since dense numbers lose their meaning. */
  trim(): void {
    if (this.#ofWord.size < MOST_REMEMBERED_WORDS) return;
    this.#ofWord.clear();
    this.#dense.clear();
  }

  #remember(word: string): readonly number[] {
    const numbers = termIds(word).map((hash) => this.#denseOf(hash));
    this.#ofWord.set(ownString(word), numbers);
    return numbers;
  }

  #denseOf(hash: number): number {
    const known = this.#dense.get(hash);
    if (known !== undefined) return known;
    const dense = this.#dense.size;
    this.#dense.set(hash, dense);
    if (dense >= this.hashes.length) this.#grow();
    this.hashes[dense] = hash;
    return dense;
  }

  #grow(): void {
    const larger = new Uint32Array(this.hashes.length * 2);
    larger.set(this.hashes);
    this.hashes = larger;
  }
}
