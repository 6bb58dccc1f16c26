import { throwIfAborted } from '../errors.ts';
import { ReadPool } from '../read-pool.ts';
import type { ContextSource, SourceFile } from '../source.ts';
import { type FileReader, HUGE_BYTES } from './file-reader.ts';
import type { FileRecord } from './file-record.ts';

/** What loading needs. */
export interface LoadInput {
  readonly source: ContextSource;
  readonly reader: FileReader;
  /** Takes a finished record over; it is not certain when the file could not be read. */
  readonly put: (file: SourceFile, record: FileRecord, isCertain: boolean) => void;
  readonly signal: AbortSignal | undefined;
}

/** Below this many bytes starting threads costs more than it saves. */
const WORTH_THREADS = 4_000_000;
/** How much is sent to a thread at once. */
const BATCH_BYTES = 400_000;
const BATCH_FILES = 64;
/** Batches under way for each thread: one that it reads and one that waits. */
const BATCHES_AHEAD = 2;

/** Files that are read and handed on together. */
function batchesOf(files: readonly SourceFile[]): SourceFile[][] {
  const batches: SourceFile[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const size = Math.min(file.size, HUGE_BYTES);
    const batch = batches.at(-1);
    if (batch === undefined || bytes + size > BATCH_BYTES || batch.length >= BATCH_FILES) {
      batches.push([file]);
      bytes = size;
    } else {
      batch.push(file);
      bytes += size;
    }
  }
  return batches;
}

interface Read {
  readonly file: SourceFile;
  readonly text: string | undefined;
  readonly hasFailed: boolean;
}

async function readOne(source: ContextSource, file: SourceFile): Promise<Read> {
  if (file.size > HUGE_BYTES) return { file, text: undefined, hasFailed: false };
  try {
    return { file, text: await source.read(file.path), hasFailed: false };
  } catch {
    // It vanished or may not be read: known by name until it can be.
    return { file, text: undefined, hasFailed: true };
  }
}

function readAll({ source }: LoadInput, files: readonly SourceFile[]): Promise<Read[]> {
  return Promise.all(files.map((file) => readOne(source, file)));
}

function putHere({ reader, put }: LoadInput, { file, text, hasFailed }: Read): void {
  const { path, size } = file;
  const state = size > HUGE_BYTES ? 'huge' : 'binary';
  const record = text === undefined ? reader.nameOnly(path, size, state) : reader.read(path, text);
  put(file, record, !hasFailed);
}

async function putThere(input: LoadInput, pool: ReadPool, reads: readonly Read[]): Promise<void> {
  const texts = reads.flatMap(({ file: { path }, text }) => (text === undefined ? [] : [{ path, text }]));
  const records = await pool.read(texts);
  const byPath = new Map(records?.map((record) => [record.path, record]));
  for (const each of reads) {
    const record = byPath.get(each.file.path);
    if (record === undefined) putHere(input, each);
    else input.put(each.file, record, true);
  }
}

async function loadWithThreads(input: LoadInput, batches: readonly SourceFile[][]): Promise<void> {
  await using pool = new ReadPool();
  const underWay = new Set<Promise<void>>();
  for (const batch of batches) {
    throwIfAborted(input.signal);
    const task = putThere(input, pool, await readAll(input, batch));
    underWay.add(task);
    task.finally(() => underWay.delete(task));
    if (underWay.size >= pool.size * BATCHES_AHEAD) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

/** Reads files and makes their records, with all cores when there is much to do. */
export async function loadFiles(input: LoadInput, files: readonly SourceFile[]): Promise<void> {
  const bytes = files.reduce((sum, { size }) => sum + Math.min(size, HUGE_BYTES), 0);
  const batches = batchesOf(files);
  if (bytes >= WORTH_THREADS) return loadWithThreads(input, batches);
  for (const batch of batches) {
    throwIfAborted(input.signal);
    for (const each of await readAll(input, batch)) putHere(input, each);
  }
}
