import { type Clock, systemClock } from '../clock.ts';
import { nodeModule } from '../node-module.ts';
import type { AnswerStore, AnswerStoreOptions } from './answer-store.ts';

/** Options of `fileAnswerStore`. */
export interface FileAnswerStoreOptions extends AnswerStoreOptions {
  /** Default is the machine's clock. */
  readonly clock?: Clock;
  /** Makes the name of a file that is being written, each one new. Default is `crypto.randomUUID`. */
  readonly newId?: () => string;
}

const fs = () => nodeModule('node:fs/promises');
const paths = () => nodeModule('node:path');

const DEFAULT_BYTES = 256 * 2 ** 20;
const SUFFIX = '.answer';

/** A file that is being written for longer than this was left by a process that ended, in milliseconds. */
const LEFT_OVER_MS = 3_600_000;

/**
 * Keeps answers as one file per key, readable by their owner only. Several processes may share a folder: a file is
 * written beside its place and then renamed. The folder is not for the code that is worked on, since answers quote it.
 */
export function fileAnswerStore(folder: string, options: FileAnswerStoreOptions = {}): AnswerStore {
  const { maxBytes = DEFAULT_BYTES, clock = systemClock, newId = () => crypto.randomUUID() } = options;
  const pathOf = (key: string): string => paths().join(folder, key + SUFFIX);
  return {
    async get(key) {
      const text = await fs().readFile(pathOf(key), 'utf8').catch(absent);
      if (text !== undefined) await touch(pathOf(key), clock.now());
      return text;
    },
    async set(key, text) {
      if (Buffer.byteLength(text) > maxBytes) return;
      await fs().mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = paths().join(folder, `${key}.${newId()}.tmp`);
      await fs().writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
      await fs().rename(temporary, pathOf(key));
      await touch(pathOf(key), clock.now());
      await shrink(folder, maxBytes, clock.now());
    },
    delete: (key) => fs().rm(pathOf(key), { force: true }),
  };
}

interface KeptFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Removes the files unused for longest until the rest fits, and what a killed process had left half written. */
async function shrink(folder: string, maxBytes: number, now: number): Promise<void> {
  const names = await fs().readdir(folder);
  const files = await filesOf(
    folder,
    names.filter((name) => name.endsWith(SUFFIX)),
  );
  const partial = await filesOf(
    folder,
    names.filter((name) => name.endsWith('.tmp')),
  );
  const left = partial.filter(({ usedAt }) => now - usedAt > LEFT_OVER_MS);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { path } of left) await fs().rm(path, { force: true });
  for (const { path, bytes } of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) return;
    await fs().rm(path, { force: true });
    total -= bytes;
  }
}

async function filesOf(folder: string, names: readonly string[]): Promise<KeptFile[]> {
  const found = await Promise.all(
    names.map(async (name) => {
      const path = paths().join(folder, name);
      const stats = await fs().stat(path).catch(absent);
      return stats === undefined ? [] : [{ path, bytes: stats.size, usedAt: stats.mtimeMs }];
    }),
  );
  return found.flat();
}

/** Another process may remove a file at any time; that it is gone is no failure. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}

async function touch(path: string, now: number): Promise<void> {
  await fs()
    .utimes(path, now / 1000, now / 1000)
    .catch(absent);
}
