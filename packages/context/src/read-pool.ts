import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileRecord } from './index/file-record.ts';
import { type PackedRecords, unpackRecords } from './index/packed-records.ts';

/** A file on its way to a thread. */
export interface FileText {
  readonly path: string;
  readonly text: string;
}

/** More threads than this wait for the texts, which one thread reads. */
const MOST_THREADS = 4;

/**
 * What a thread keeps is small; with more room it would only collect garbage later. One that runs out of it all the
 * same is gone, and the caller does its work.
 */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 48 };

/** One thread that answers in the order in which it was asked. */
class ReadThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (packed: PackedRecords | undefined) => void }[] = [];
  #isGone = false;

  constructor() {
    // The source and the built package keep the thread's module beside this one, each with its own extension.
    const url = new URL(`./read-worker${extname(new URL(import.meta.url).pathname)}`, import.meta.url);
    this.#worker = new Worker(url, { execArgv: [], resourceLimits: LIMITS });
    this.#worker.on('message', (packed: PackedRecords) => this.#waiting.shift()?.resolve(packed));
    this.#worker.on('error', () => this.#giveUp());
    this.#worker.on('exit', () => this.#giveUp());
  }

  get load(): number {
    return this.#isGone ? Number.POSITIVE_INFINITY : this.#waiting.length;
  }

  read(files: readonly FileText[]): Promise<PackedRecords | undefined> {
    if (this.#isGone) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<PackedRecords | undefined>();
    this.#waiting.push({ resolve });
    this.#worker.postMessage(files);
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #giveUp(): void {
    this.#isGone = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(undefined);
  }
}

/** Threads that turn texts into records. They end with the pool, and what they remembered with them. */
export class ReadPool implements AsyncDisposable {
  readonly #threads: readonly ReadThread[];

  /** @param size How many threads; default: one for each core, at most four. */
  constructor(size: number = Math.min(MOST_THREADS, availableParallelism())) {
    this.#threads = Array.from({ length: size }, () => new ReadThread());
  }

  /** How many threads there are. */
  get size(): number {
    return this.#threads.length;
  }

  /** Records of some texts, or `undefined` when no thread can do it: then the caller does. */
  async read(files: readonly FileText[]): Promise<FileRecord[] | undefined> {
    const [first] = this.#threads.toSorted((left, right) => left.load - right.load);
    const packed = await first?.read(files);
    return packed === undefined ? undefined : unpackRecords(packed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread[Symbol.asyncDispose]()));
  }
}
