import { mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DecodedIndex, decodeIndex, indexParts, type StoredFile } from './codec.ts';

const FILE_NAME = 'context-index.bin';
/** A file that changed so shortly before the index was written may have changed again within the same time stamp. */
const UNCERTAIN_MS = 2_000;
/** Systems take a limited number of parts at once. */
const PARTS_PER_WRITE = 512;

/** What was found in a state folder. */
export type LoadedIndex = DecodedIndex | undefined;

/** Writes parts one after the other without putting them together, which would take the memory of the index again. */
async function writeParts(path: string, parts: readonly Buffer[]): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  for (let at = 0; at < parts.length; at += PARTS_PER_WRITE) {
    const some = parts.slice(at, at + PARTS_PER_WRITE).filter(({ length }) => length > 0);
    const expected = some.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await file.writev(some);
    if (bytesWritten !== expected) await file.writeFile(Buffer.concat(some).subarray(bytesWritten));
  }
}

/** The index on disk: safe to delete, shared by processes, replaced as a whole. */
export class IndexFile {
  readonly #folder: string;

  /** @param folder State folder, outside of the tree that is indexed. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the index; `undefined` when there is none. */
  async load(): Promise<LoadedIndex> {
    const path = join(this.#folder, FILE_NAME);
    try {
      const [bytes, { mtimeMs }] = await Promise.all([readFile(path), stat(path)]);
      const decoded = decodeIndex(bytes);
      if (!decoded.ok) return decoded;
      const files = decoded.files.filter(
        (file) => file.hash !== undefined || file.mtimeMs < mtimeMs - UNCERTAIN_MS,
      );
      return { ...decoded, files };
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return isMissing ? undefined : { ok: false, problem: 'damaged' };
    }
  }

  /** Replaces the index. Another process sees the old one or the new one, never a part. */
  async save(files: readonly StoredFile[]): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // A folder of its own, so that two processes, or two indexes of one, never write the same draft.
    const drafts = await mkdtemp(join(this.#folder, 'draft-'));
    try {
      await writeParts(join(drafts, FILE_NAME), indexParts(files));
      await rename(join(drafts, FILE_NAME), join(this.#folder, FILE_NAME));
    } finally {
      await rm(drafts, { recursive: true, force: true });
    }
  }
}
