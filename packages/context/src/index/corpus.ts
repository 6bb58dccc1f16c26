import { baseName } from '../text/language.ts';
import { subjectName } from '../text/subject-name.ts';
import type { FieldLengths, FileRecord } from './file-record.ts';
import { InvertedIndex } from './inverted.ts';
import { Layouts } from './layouts.ts';

function byPath(left: FileRecord, right: FileRecord): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}

/** Files by a name that they share with others, each list ordered by path. */
class NameIndex {
  readonly #nameOf: (record: FileRecord) => string;
  readonly #files = new Map<string, FileRecord[]>();

  constructor(nameOf: (record: FileRecord) => string) {
    this.#nameOf = nameOf;
  }

  get(name: string): readonly FileRecord[] {
    return (this.#files.get(name) ?? []).sort(byPath);
  }

  add(record: FileRecord): void {
    const name = this.#nameOf(record);
    const known = this.#files.get(name);
    if (known === undefined) this.#files.set(name, [record]);
    else known.push(record);
  }

  remove(record: FileRecord): void {
    const name = this.#nameOf(record);
    const rest = (this.#files.get(name) ?? []).filter((each) => each !== record);
    if (rest.length > 0) this.#files.set(name, rest);
    else this.#files.delete(name);
  }
}

/** All records with the statistics that scoring needs. Both are kept up to date file by file. */
export class Corpus {
  /** Which files hold which terms. */
  readonly terms = new InvertedIndex();
  /** How the files that were looked into last are divided. */
  readonly layouts = new Layouts();
  readonly #records = new Map<string, FileRecord>();
  readonly #totals = { base: 0, folders: 0, names: 0, body: 0 };
  readonly #byName = new NameIndex(({ path }) => baseName(path));
  readonly #tests = new NameIndex(({ path }) => subjectName(path));
  #ordered: readonly FileRecord[] | undefined;
  #revision = 0;

  /** Number of files. */
  get size(): number {
    return this.#records.size;
  }

  /** Grows with each change. */
  get revision(): number {
    return this.#revision;
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
    return this.#byName.get(name);
  }

  /** Tests that are named after a subject, ordered by path. */
  testsNamed(subject: string): readonly FileRecord[] {
    return this.#tests.get(subject);
  }

  /** Puts a record in the place of an older one. */
  put(record: FileRecord): void {
    this.remove(record.path);
    this.#records.set(record.path, record);
    this.#count(record, 1);
    this.terms.add(record);
    this.#byName.add(record);
    if (record.role === 'test') this.#tests.add(record);
  }

  /** Forgets a path. */
  remove(path: string): void {
    const record = this.#records.get(path);
    if (record === undefined) return;
    this.#records.delete(path);
    this.#count(record, -1);
    this.terms.remove(record);
    this.layouts.forget(record);
    this.#byName.remove(record);
    if (record.role === 'test') this.#tests.remove(record);
  }

  /** Mean field lengths over all files, never 0. */
  averages(): FieldLengths {
    const mean = (total: number) => total / Math.max(1, this.#records.size) || 1;
    const { base, folders, names, body } = this.#totals;
    return { base: mean(base), folders: mean(folders), names: mean(names), body: mean(body) };
  }

  #count({ lengths }: FileRecord, sign: 1 | -1): void {
    this.#revision += 1;
    this.#ordered = undefined;
    this.#totals.base += sign * lengths.base;
    this.#totals.folders += sign * lengths.folders;
    this.#totals.names += sign * lengths.names;
    this.#totals.body += sign * lengths.body;
  }
}
