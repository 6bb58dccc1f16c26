import { type FileRecord, forEachTerm, type TermCounts } from './file-record.ts';

// Counts of a posting in one number: 16 bits for the text, 8 for names, 4 for the base name, 4 for folders. A count
// that does not fit is cut; scoring has long saturated there.
const BODY_MOST = 0xffff;
const NAMES_MOST = 0xff;
const PATH_MOST = 0xf;

/** Packs the counts of one posting. */
export function pack({ body, names, base, folders }: TermCounts): number {
  const path = (Math.min(base, PATH_MOST) << 4) | Math.min(folders, PATH_MOST);
  return ((Math.min(body, BODY_MOST) << 16) | (Math.min(names, NAMES_MOST) << 8) | path) >>> 0;
}

/** Lines of the text that hold the term. */
export const bodyOf = (packed: number): number => packed >>> 16;
/** Defined names that hold it. */
export const namesOf = (packed: number): number => (packed >>> 8) & NAMES_MOST;
/** Times in the base name. */
export const baseOf = (packed: number): number => (packed >>> 4) & PATH_MOST;
/** Times in the folders. */
export const foldersOf = (packed: number): number => packed & PATH_MOST;

/** Open addressing over 32-bit keys; two thirds of the places stay free or more. */
class KeyTable {
  readonly #places: Uint32Array;
  readonly #mask: number;
  /** Keys by the number that they got, in the order of their first use. */
  keys: Uint32Array;
  size = 0;

  constructor(expected: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 1.5)));
    this.#places = new Uint32Array(places);
    this.#mask = places - 1;
    this.keys = new Uint32Array(Math.max(16, expected));
  }

  find(key: number): number {
    for (let at = key & this.#mask; ; at = (at + 1) & this.#mask) {
      const number = this.#places[at] ?? 0;
      if (number === 0) return -1;
      if (this.keys[number - 1] === key) return number - 1;
    }
  }

  add(key: number): number {
    for (let at = key & this.#mask; ; at = (at + 1) & this.#mask) {
      const number = this.#places[at] ?? 0;
      if (number > 0 && this.keys[number - 1] !== key) continue;
      if (number > 0) return number - 1;
      this.keys[this.size] = key;
      this.size += 1;
      this.#places[at] = this.size;
      return this.size - 1;
    }
  }

  /** Whether another key would crowd it. */
  get isFull(): boolean {
    return this.size >= this.keys.length;
  }
}

/** Postings of files that do not change any more, in three lists of numbers. */
export class Postings {
  /** How many files there were when it was made. */
  readonly size: number;
  readonly #table: KeyTable;
  readonly #starts: Uint32Array;
  readonly #slots: Uint32Array;
  readonly #counts: Uint32Array;

  constructor(records: readonly FileRecord[]) {
    this.size = records.length;
    this.#table = tableOf(records);
    const frequencies = new Uint32Array(this.#table.size + 1);
    for (const { terms } of records) {
      for (const term of terms) {
        const at = this.#table.find(term) + 1;
        frequencies[at] = (frequencies[at] ?? 0) + 1;
      }
    }
    for (let at = 1; at < frequencies.length; at += 1) {
      frequencies[at] = (frequencies[at] ?? 0) + (frequencies[at - 1] ?? 0);
    }
    this.#starts = frequencies;
    this.#slots = new Uint32Array(frequencies.at(-1) ?? 0);
    this.#counts = new Uint32Array(this.#slots.length);
    this.#fill(records);
  }

  /** Calls `visit` for each file that holds a term, in the order of the slots. */
  forEach(term: number, visit: (slot: number, packed: number) => void): void {
    const number = this.#table.find(term);
    if (number < 0) return;
    const end = this.#starts[number + 1] ?? 0;
    for (let at = this.#starts[number] ?? 0; at < end; at += 1) {
      visit(this.#slots[at] ?? 0, this.#counts[at] ?? 0);
    }
  }

  #fill(records: readonly FileRecord[]): void {
    const next = this.#starts.slice();
    records.forEach((record, slot) => {
      forEachTerm(record, (id, counts) => {
        const number = this.#table.find(id);
        const at = next[number] ?? 0;
        this.#slots[at] = slot;
        this.#counts[at] = pack(counts);
        next[number] = at + 1;
      });
    });
  }
}

function tableOf(records: readonly FileRecord[]): KeyTable {
  let table = new KeyTable(4096);
  for (const { terms } of records) {
    for (const term of terms) {
      if (table.isFull) table = regrown(table);
      table.add(term);
    }
  }
  return table;
}

function regrown(table: KeyTable): KeyTable {
  const larger = new KeyTable(table.keys.length * 2);
  for (const key of table.keys) larger.add(key);
  return larger;
}
