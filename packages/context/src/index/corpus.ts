import { baseName } from '../text/language.ts';
import type { FileRecord } from './file-record.ts';
import { findTerm } from './postings.ts';
import { TermTable } from './term-table.ts';

/** Mean field lengths over all indexed files, never 0. */
export interface FieldAverages {
  readonly base: number;
  readonly folders: number;
  readonly names: number;
  readonly body: number;
}

function byPath(left: FileRecord, right: FileRecord): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}

/** All records with the statistics that scoring needs. Both are kept up to date file by file. */
export class Corpus {
  /** Numbers of the terms in all records. */
  readonly table = new TermTable();
  readonly #records = new Map<string, FileRecord>();
  readonly #totals = { base: 0, folders: 0, names: 0, body: 0 };
  #documents = new Uint32Array(4096);
  #ordered: readonly FileRecord[] | undefined;
  #byName: Map<string, FileRecord[]> | undefined;

  /** Number of files. */
  get size(): number {
    return this.#records.size;
  }

  /** Record of a path. */
  get(path: string): FileRecord | undefined {
    return this.#records.get(path);
  }

  /** All records, ordered by path, so that nothing depends on the order of a listing. */
  records(): readonly FileRecord[] {
    this.#ordered ??= [...this.#records.values()].sort(byPath);
    return this.#ordered;
  }

  /** Files with a base name, ordered by path. */
  named(name: string): readonly FileRecord[] {
    this.#byName ??= Map.groupBy(this.records(), ({ path }) => baseName(path));
    return this.#byName.get(name) ?? [];
  }

  /** Puts a record in the place of an older one. */
  put(record: FileRecord): void {
    this.remove(record.path);
    this.#records.set(record.path, record);
    this.#count(record, 1);
    this.#forgetOrder();
  }

  /** Forgets a path. */
  remove(path: string): void {
    const record = this.#records.get(path);
    if (record === undefined) return;
    this.#records.delete(path);
    this.#count(record, -1);
    this.#forgetOrder();
  }

  /** In how many files a term stands. */
  documentsWith(term: number): number {
    return this.#documents[term] ?? 0;
  }

  /** Mean field lengths. */
  averages(): FieldAverages {
    const mean = (total: number) => total / Math.max(1, this.#records.size) || 1;
    const { base, folders, names, body } = this.#totals;
    return { base: mean(base), folders: mean(folders), names: mean(names), body: mean(body) };
  }

  #count(record: FileRecord, sign: 1 | -1): void {
    this.#totals.base += sign * record.base.length;
    this.#totals.folders += sign * record.folders.length;
    this.#totals.names += sign * record.names.length;
    this.#totals.body += sign * record.lines.length;
    if (this.#documents.length < this.table.size) this.#grow();
    for (const term of record.terms) this.#add(term, sign);
    for (const term of new Set([...record.base, ...record.folders])) {
      if (findTerm(record.terms, term) < 0) this.#add(term, sign);
    }
  }

  #forgetOrder(): void {
    this.#ordered = undefined;
    this.#byName = undefined;
  }

  #add(term: number, sign: 1 | -1): void {
    this.#documents[term] = (this.#documents[term] ?? 0) + sign;
  }

  #grow(): void {
    const documents = new Uint32Array(Math.max(this.table.size, this.#documents.length * 2));
    documents.set(this.#documents);
    this.#documents = documents;
  }
}
