import { forEachPlace } from '../text/words.ts';
import type { ByteWriter } from './bytes.ts';
import type { FieldLengths } from './file-record.ts';
import { Vocabulary } from './term.ts';

/** Words of the fields of one file. */
export interface FieldWords {
  readonly base: readonly string[];
  readonly folders: readonly string[];
  readonly names: readonly string[];
  readonly text: string;
}

/** Texts with more lines than this are known by the words of their first lines only. */
export const MOST_LINES = 65_535;

/** A file holds fewer terms than this, since it holds fewer characters. */
const MOST_TERMS = 2 ** 20;

// What is kept for each term of the present file, one number after the other.
const BASE = 0;
const FOLDERS = 1;
const NAMES = 2;
const BODY = 3;
const LAST_LINE = 4;
const LAST_PAIR = 5;
const WIDTH = 6;

function larger(list: Uint32Array<ArrayBuffer>, atLeast: number): Uint32Array<ArrayBuffer> {
  if (atLeast <= list.length) return list;
  const copy = new Uint32Array(Math.max(atLeast, list.length * 2));
  copy.set(list);
  return copy;
}

/** Counts the terms of a file, field by field; it keeps its scratch memory from one file to the next. */
export class TermCollector {
  readonly #vocabulary = new Vocabulary();
  // The terms of the present file by their dense number, and for each dense number its place among them, from 1.
  #seen: number[] = [];
  #place = new Uint32Array(4096);
  #counts = new Uint32Array(4096);
  // Pairs of a term and a line, chained backwards from `LAST_PAIR`; number 0 ends a chain.
  #pairLine = new Uint32Array(4096);
  #pairBefore = new Uint32Array(4096);
  #pairs = 0;
  // Lines of one term, the last one first.
  readonly #lines: number[] = [];

  /** Counts the terms of a file, writes counts and lines to `out` and answers with their numbers, ascending. */
  collect(out: ByteWriter, words: FieldWords): { terms: Uint32Array; lengths: FieldLengths } {
    this.#start();
    const { text } = words;
    forEachPlace(text, (start, end, line) => {
      if (line > MOST_LINES) return;
      const numbers = this.#vocabulary.ofWord(text, start, end);
      for (let at = 0; at < numbers.length; at += 1) this.#noteLine(numbers[at] ?? 0, line);
    });
    const lengths: FieldLengths = {
      base: this.#count(words.base, BASE),
      folders: this.#count(words.folders, FOLDERS),
      names: this.#count(words.names, NAMES),
      body: this.#pairs,
    };
    return { terms: this.#write(out), lengths };
  }

  #start(): void {
    for (const dense of this.#seen) this.#place[dense] = 0;
    this.#vocabulary.trim();
    this.#seen = [];
    this.#pairs = 0;
  }

  #noteLine(dense: number, line: number): void {
    const at = this.#placeOf(dense);
    const counts = this.#counts;
    if (counts[at + LAST_LINE] === line) return;
    counts[at + LAST_LINE] = line;
    counts[at + BODY] = (counts[at + BODY] ?? 0) + 1;
    this.#pairs += 1;
    if (this.#pairs >= this.#pairLine.length) {
      this.#pairLine = larger(this.#pairLine, this.#pairs + 1);
      this.#pairBefore = larger(this.#pairBefore, this.#pairs + 1);
    }
    this.#pairLine[this.#pairs] = line;
    this.#pairBefore[this.#pairs] = counts[at + LAST_PAIR] ?? 0;
    counts[at + LAST_PAIR] = this.#pairs;
  }

  #count(words: readonly string[], field: number): number {
    let length = 0;
    for (const word of words) {
      for (const dense of this.#vocabulary.ofWord(word, 0, word.length)) {
        const at = this.#placeOf(dense) + field;
        this.#counts[at] = (this.#counts[at] ?? 0) + 1;
        length += 1;
      }
    }
    return length;
  }

  /** Where the counts of a term start, given out now if it has none. */
  #placeOf(dense: number): number {
    const known = this.#place[dense] ?? 0;
    if (known > 0) return (known - 1) * WIDTH;
    const place = this.#seen.push(dense);
    this.#place = larger(this.#place, dense + 1);
    this.#counts = larger(this.#counts, place * WIDTH);
    this.#place[dense] = place;
    this.#counts.fill(0, (place - 1) * WIDTH, place * WIDTH);
    return (place - 1) * WIDTH;
  }

  #write(out: ByteWriter): Uint32Array {
    const keys = this.#sortedKeys();
    const terms = new Uint32Array(keys.length);
    for (let at = 0; at < keys.length; at += 1) {
      const key = keys[at] ?? 0;
      terms[at] = Math.floor(key / MOST_TERMS);
      this.#writeCounts(out, (key % MOST_TERMS) * WIDTH);
    }
    for (let at = 0; at < keys.length; at += 1) this.#writeLines(out, ((keys[at] ?? 0) % MOST_TERMS) * WIDTH);
    return terms;
  }

  /** Number and place of each term in one, so that sorting numbers, which is fast, brings the places along. */
  #sortedKeys(): Float64Array {
    const { hashes } = this.#vocabulary;
    const keys = new Float64Array(this.#seen.length);
    for (let place = 0; place < keys.length; place += 1) {
      keys[place] = (hashes[this.#seen[place] ?? 0] ?? 0) * MOST_TERMS + place;
    }
    return keys.sort();
  }

  #writeCounts(out: ByteWriter, at: number): void {
    const counts = this.#counts;
    const base = counts[at + BASE] ?? 0;
    const folders = counts[at + FOLDERS] ?? 0;
    const names = counts[at + NAMES] ?? 0;
    const hasMore = base + folders + names > 0;
    out.number((counts[at + BODY] ?? 0) * 2 + (hasMore ? 1 : 0));
    if (!hasMore) return;
    out.number(base);
    out.number(folders);
    out.number(names);
  }

  #writeLines(out: ByteWriter, at: number): void {
    let count = 0;
    for (let pair = this.#counts[at + LAST_PAIR] ?? 0; pair > 0; pair = this.#pairBefore[pair] ?? 0) {
      this.#lines[count] = this.#pairLine[pair] ?? 0;
      count += 1;
    }
    let before = 0;
    for (let index = count - 1; index >= 0; index -= 1) {
      const line = this.#lines[index] ?? 0;
      out.number(line - before);
      before = line;
    }
  }
}
