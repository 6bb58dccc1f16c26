import { type FileRecord, forEachTerm } from './file-record.ts';
import { Postings, pack } from './postings.ts';

/** So many changed files are kept apart, and a share of all files more, before the postings are made anew. */
const MOST_RECENT = 256;
const RECENT_SHARE = 0.05;
/** Numbers in `lengths` for each file. */
const LENGTHS = 4;

/**
 * Which files hold which terms. Most files stand in one frozen set of postings. Those that changed since it was made
 * are few and kept apart, so that a change costs its own size; when they are no longer few, the set is made anew.
 * A file has a number, its slot, until then.
 */
export class InvertedIndex {
  #frozen = new Postings([]);
  #records: (FileRecord | undefined)[] = [];
  readonly #slots = new Map<FileRecord, number>();
  // Slot and packed counts, one after the other, of the files that are not frozen.
  readonly #recent = new Map<number, number[]>();
  readonly #waiting = new Set<FileRecord>();
  #lengths = new Uint32Array(0);

  /** One more than the largest slot. */
  get slotCount(): number {
    return this.#records.length;
  }

  /** Adds a file. */
  add(record: FileRecord): void {
    this.#waiting.add(record);
  }

  /** Takes a file away. */
  remove(record: FileRecord): void {
    this.#waiting.delete(record);
    const slot = this.#slots.get(record);
    if (slot === undefined) return;
    this.#slots.delete(record);
    this.#records[slot] = undefined;
  }

  /** Lengths of the fields of all files: base name, folders, names and text of slot n from index 4 n on. */
  get lengths(): Uint32Array {
    this.#takeWaiting();
    return this.#lengths;
  }

  /** File of a slot, or `undefined` when it is gone. */
  record(slot: number): FileRecord | undefined {
    return this.#records[slot];
  }

  /** Slot of a file, or -1 when it has none. */
  slotOf(record: FileRecord): number {
    return this.#slots.get(record) ?? -1;
  }

  /** Calls `visit` for each file that holds a term, in the order of the slots. */
  forEach(term: number, visit: (slot: number, packed: number) => void): void {
    this.#takeWaiting();
    const records = this.#records;
    this.#frozen.forEach(term, (slot, packed) => {
      if (records[slot] !== undefined) visit(slot, packed);
    });
    const recent = this.#recent.get(term) ?? [];
    for (let at = 0; at < recent.length; at += 2) {
      const slot = recent[at] ?? 0;
      if (records[slot] !== undefined) visit(slot, recent[at + 1] ?? 0);
    }
  }

  /** In how many files a term stands. */
  documentsWith(term: number): number {
    let count = 0;
    this.forEach(term, () => {
      count += 1;
    });
    return count;
  }

  #takeWaiting(): void {
    if (this.#waiting.size === 0) return;
    const apart = this.#records.length - this.#frozen.size + this.#waiting.size;
    if (apart > MOST_RECENT + RECENT_SHARE * this.#frozen.size) this.#freeze();
    else for (const record of this.#waiting) this.#append(record);
    this.#waiting.clear();
  }

  #freeze(): void {
    const records = [...this.#slots.keys(), ...this.#waiting];
    this.#frozen = new Postings(records);
    this.#records = records;
    this.#recent.clear();
    this.#slots.clear();
    this.#lengths = new Uint32Array((records.length + MOST_RECENT) * LENGTHS);
    for (const [slot, record] of records.entries()) this.#place(record, slot);
  }

  #place(record: FileRecord, slot: number): void {
    this.#slots.set(record, slot);
    const at = slot * LENGTHS;
    if (at >= this.#lengths.length) {
      const larger = new Uint32Array(2 * at + MOST_RECENT * LENGTHS);
      larger.set(this.#lengths);
      this.#lengths = larger;
    }
    const { base, folders, names, body } = record.lengths;
    this.#lengths.set([base, folders, names, body], at);
  }

  #append(record: FileRecord): void {
    const slot = this.#records.push(record) - 1;
    this.#place(record, slot);
    forEachTerm(record, (term, counts) => {
      const known = this.#recent.get(term);
      if (known === undefined) this.#recent.set(term, [slot, pack(counts)]);
      else known.push(slot, pack(counts));
    });
  }
}
