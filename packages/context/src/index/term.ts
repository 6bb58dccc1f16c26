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

const FIRST_PLACES = 8192;

/**
 * Terms of words, numbered densely in the order in which they came: small numbers serve as places in arrays. A word is
 * looked up by its characters where it stands, without being cut out of the text, and is told apart from others by two
 * hashes: that both are the same for two of 100,000 words happens once in some billion trees.
 */
export class Vocabulary {
  /** 32-bit number of each term by its dense number. */
  hashes = new Uint32Array(4096);
  readonly #dense = new Map<number, number>();
  // Splitting a word is the costliest step of indexing, and the same words come again in every file. For each place
  // the number of a word, from 1; for each word its two hashes and its terms.
  #places = new Uint32Array(FIRST_PLACES);
  #first = new Int32Array(FIRST_PLACES / 2);
  #second = new Int32Array(FIRST_PLACES / 2);
  #terms: (readonly number[])[] = [];

  /** Dense numbers of the terms of the word at some place in a text. */
  ofWord(text: string, start: number, end: number): readonly number[] {
    let first = OFFSET_BASIS | 0;
    let second = end - start;
    for (let index = start; index < end; index += 1) {
      const code = text.charCodeAt(index);
      first = Math.imul(first ^ code, PRIME);
      second = (Math.imul(second, 31) + code) | 0;
    }
    const at = this.#placeOf(first, second);
    const number = this.#places[at] ?? 0;
    return this.#terms[number - 1] ?? this.#remember(text.slice(start, end), first, second, at);
  }

  /** Starts anew when it has grown large; only between two texts, since dense numbers lose their meaning. */
  trim(): void {
    if (this.#terms.length < MOST_REMEMBERED_WORDS) return;
    this.#places.fill(0);
    this.#terms = [];
    this.#dense.clear();
  }

  /** Place of a word, or the free one that it would get. */
  #placeOf(first: number, second: number): number {
    const mask = this.#places.length - 1;
    for (let at = (first ^ (first >>> 15)) & mask; ; at = (at + 1) & mask) {
      const number = this.#places[at] ?? 0;
      if (number === 0) return at;
      if (this.#first[number - 1] === first && this.#second[number - 1] === second) return at;
    }
  }

  #remember(word: string, first: number, second: number, at: number): readonly number[] {
    const terms = termIds(word).map((hash) => this.#denseOf(hash));
    const number = this.#terms.push(terms);
    this.#first[number - 1] = first;
    this.#second[number - 1] = second;
    this.#places[at] = number;
    if (number >= this.#first.length) this.#growPlaces();
    return terms;
  }

  #growPlaces(): void {
    const words = this.#terms.length;
    const [first, second] = [new Int32Array(words * 2), new Int32Array(words * 2)];
    first.set(this.#first);
    second.set(this.#second);
    this.#first = first;
    this.#second = second;
    this.#places = new Uint32Array(words * 4);
    for (let number = 1; number <= words; number += 1) {
      const at = this.#placeOf(first[number - 1] ?? 0, second[number - 1] ?? 0);
      this.#places[at] = number;
    }
  }

  #denseOf(hash: number): number {
    const known = this.#dense.get(hash);
    if (known !== undefined) return known;
    const dense = this.#dense.size;
    this.#dense.set(hash, dense);
    if (dense >= this.hashes.length) this.#growHashes();
    this.hashes[dense] = hash;
    return dense;
  }

  #growHashes(): void {
    const larger = new Uint32Array(this.hashes.length * 2);
    larger.set(this.hashes);
    this.hashes = larger;
  }
}
