import { contextErrors, throwIfAborted } from '../errors.ts';
import type { ContextSource, SourceFile } from '../source.ts';
import type { Corpus } from './corpus.ts';
import { type FileReader, HUGE_BYTES } from './file-record.ts';

/** How many files are read at once: enough to hide the wait for the disk, few enough to bound memory. */
const PARALLEL_READS = 32;

function isSame(left: SourceFile | undefined, right: SourceFile): boolean {
  if (left === undefined || left.size !== right.size) return false;
  if (left.hash !== undefined && right.hash !== undefined) return left.hash === right.hash;
  return left.mtimeMs === right.mtimeMs && left.hash === right.hash;
}

/** Keeps a corpus equal to its source and reads only what changed. */
export class Refresher {
  readonly #source: ContextSource;
  readonly #corpus: Corpus;
  readonly #reader: FileReader;
  readonly #seen = new Map<string, SourceFile>();
  #revision: string | undefined;

  constructor(source: ContextSource, corpus: Corpus, reader: FileReader) {
    this.#source = source;
    this.#corpus = corpus;
    this.#reader = reader;
  }

  /** Brings the corpus up to date. What was read before a cancellation is kept. */
  async refresh(signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const changed = await this.#findChanges();
    for (let start = 0; start < changed.length; start += PARALLEL_READS) {
      throwIfAborted(signal);
      await Promise.all(changed.slice(start, start + PARALLEL_READS).map((file) => this.#load(file)));
    }
  }

  async #findChanges(): Promise<SourceFile[]> {
    try {
      const answer = await this.#source.changedSince?.(this.#revision);
      if (answer === undefined || this.#revision === undefined) {
        const changed = this.#compare(await this.#source.list());
        this.#revision = answer?.revision;
        return changed;
      }
      this.#revision = answer.revision;
      for (const path of answer.removed) this.#forget(path);
      return answer.changed.filter((file) => !isSame(this.#seen.get(file.path), file));
    } catch (cause) {
      throw contextErrors.create('EC_CONTEXT_SOURCE_FAILED', {}, { cause });
    }
  }

  #compare(files: readonly SourceFile[]): SourceFile[] {
    const present = new Set(files.map((file) => file.path));
    for (const path of this.#seen.keys()) if (!present.has(path)) this.#forget(path);
    return files.filter((file) => !isSame(this.#seen.get(file.path), file));
  }

  #forget(path: string): void {
    this.#seen.delete(path);
    this.#corpus.remove(path);
  }

  async #load(file: SourceFile): Promise<void> {
    if (file.size > HUGE_BYTES) {
      this.#corpus.put(this.#reader.nameOnly(file.path, file.size, 'huge'));
    } else {
      // A file that vanished or may not be read is known by name until the next scan tells more.
      const text = await this.#source.read(file.path).catch(() => undefined);
      const record =
        text === undefined
          ? this.#reader.nameOnly(file.path, file.size, 'binary')
          : this.#reader.read(file.path, text);
      this.#corpus.put(record);
    }
    this.#seen.set(file.path, file);
  }
}
