import type { ContextWarning } from '../entry.ts';
import { contextErrors, throwIfAborted } from '../errors.ts';
import type { ContextSource, SourceFile } from '../source.ts';
import { type LoadInput, loadFiles } from './bulk-load.ts';
import type { StoredFile } from './codec.ts';
import type { Corpus } from './corpus.ts';
import { FileReader } from './file-reader.ts';
import type { FileRecord } from './file-record.ts';
import type { IndexFile } from './index-file.ts';

/** After so many files were read, the index is saved at once and not only at the end. */
const WORTH_SAVING = 500;

/** Equals nothing, so that a file which could not be read is tried again at the next question. */
const UNKNOWN_TIME = Number.NaN;

function isSame(left: SourceFile | undefined, right: SourceFile): boolean {
  if (left === undefined || left.size !== right.size) return false;
  if (Number.isNaN(left.mtimeMs)) return false;
  if (left.hash !== undefined && right.hash !== undefined) return left.hash === right.hash;
  return left.mtimeMs === right.mtimeMs && left.hash === right.hash;
}

/** Keeps a corpus equal to its source and reads only what changed. */
export class Refresher {
  readonly #source: ContextSource;
  readonly #corpus: Corpus;
  readonly #reader = new FileReader();
  readonly #file: IndexFile | undefined;
  readonly #seen = new Map<string, SourceFile>();
  // Found but not read yet: a source that tells each change once must not be asked twice after a cancellation.
  readonly #pending = new Map<string, SourceFile>();
  // The source that the corpus was compared with last.
  #present: ContextSource;
  #revision: string | undefined;
  #isLoaded = false;
  #unsaved = 0;

  constructor(source: ContextSource, corpus: Corpus, file?: IndexFile) {
    this.#source = source;
    this.#present = source;
    this.#corpus = corpus;
    this.#file = file;
  }

  /**
   * Brings the corpus up to date with its source, or with another one that differs from it in a few files. What was
   * read before a cancellation is kept.
   */
  async refresh(
    warnings: ContextWarning[],
    signal?: AbortSignal,
    source: ContextSource = this.#source,
  ): Promise<void> {
    throwIfAborted(signal);
    if (!this.#isLoaded) await this.#loadSaved(warnings);
    this.#turnTo(source);
    for (const file of await this.#findChanges(source, warnings)) this.#pending.set(file.path, file);
    const put: LoadInput['put'] = (...loaded) => this.#put(...loaded);
    const input = { source, reader: this.#reader, put, signal };
    await loadFiles(input, [...this.#pending.values()]);
    if (this.#unsaved >= WORTH_SAVING) await this.save(warnings);
  }

  /** Writes the index down, if there is a place for it and something changed. */
  async save(warnings: ContextWarning[]): Promise<void> {
    if (this.#file === undefined || this.#unsaved === 0) return;
    try {
      await this.#file.save(this.#stored());
    } catch {
      warnings.push({ kind: 'index-not-saved', detail: 'The state folder could not be written.' });
    }
    this.#unsaved = 0;
  }

  /** Record of a text that may be newer than the one in the corpus. */
  read(path: string, text: string): FileRecord {
    return this.#reader.read(path, text);
  }

  /** What one source told of changes says nothing of another one's files. */
  #turnTo(source: ContextSource): void {
    if (source === this.#present) return;
    this.#present = source;
    this.#revision = undefined;
    this.#pending.clear();
  }

  #stored(): StoredFile[] {
    return this.#corpus.records().flatMap((record) => {
      const file = this.#seen.get(record.path);
      return file === undefined || Number.isNaN(file.mtimeMs) ? [] : [{ ...file, record }];
    });
  }

  async #loadSaved(warnings: ContextWarning[]): Promise<void> {
    this.#isLoaded = true;
    const saved = await this.#file?.load();
    if (saved === undefined) return;
    if (!saved.ok) {
      warnings.push({ kind: 'index-rebuilt', detail: `The saved index is ${saved.problem}.` });
      return;
    }
    for (const { record, size, mtimeMs, hash } of saved.files) {
      this.#corpus.put(record);
      this.#seen.set(record.path, {
        path: record.path,
        size,
        mtimeMs,
        ...(hash === undefined ? {} : { hash }),
      });
    }
  }

  async #findChanges(source: ContextSource, warnings: ContextWarning[]): Promise<SourceFile[]> {
    try {
      const changes = this.#revision === undefined ? undefined : await source.changedSince?.(this.#revision);
      if (changes === undefined) return await this.#findAll(source, warnings);
      this.#revision = changes.revision;
      for (const path of changes.removed) this.#forget(path);
      return changes.changed.filter((file) => !isSame(this.#seen.get(file.path), file));
    } catch (cause) {
      throw contextErrors.create('EC_CONTEXT_SOURCE_FAILED', {}, { cause });
    }
  }

  /** The mark is taken before the list, so that a change during the list is told the next time. */
  async #findAll(source: ContextSource, warnings: ContextWarning[]): Promise<SourceFile[]> {
    this.#revision = undefined;
    const mark = await source.changedSince?.(undefined);
    const changed = this.#compare(await source.list());
    this.#revision = mark?.revision;
    for (const detail of source.incomplete?.() ?? []) {
      warnings.push({ kind: 'source-incomplete', detail });
    }
    return changed;
  }

  #compare(files: readonly SourceFile[]): SourceFile[] {
    const present = new Set(files.map((file) => file.path));
    for (const path of [...this.#seen.keys()]) if (!present.has(path)) this.#forget(path);
    return files.filter((file) => !isSame(this.#seen.get(file.path), file));
  }

  #forget(path: string): void {
    this.#seen.delete(path);
    this.#pending.delete(path);
    this.#corpus.remove(path);
    this.#unsaved += 1;
  }

  #put(file: SourceFile, record: FileRecord, isCertain: boolean): void {
    this.#corpus.put(record);
    this.#seen.set(file.path, isCertain ? file : { ...file, mtimeMs: UNKNOWN_TIME });
    this.#pending.delete(file.path);
    this.#unsaved += 1;
  }
}
