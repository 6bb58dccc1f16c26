import { hashOf } from '../content/file-snapshot.ts';
import type { Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { PRIVATE_FILE, readIfPresent, removeQuietly, writeNewFile } from './write-file.ts';

const BLOB_NAME = /^[0-9a-f]{64}$/;

/** Bytes kept under their SHA-256, each content once. */
export class BlobStore {
  readonly #folder: Folder;
  readonly #temporaryName: () => string;

  constructor(folder: Folder, temporaryName: () => string) {
    this.#folder = folder;
    this.#temporaryName = temporaryName;
  }

  /** Keeps bytes and gives their hash. They outlive the process, but not a loss of power before `secure`. */
  async put(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    const known = await readIfPresent(this.#folder, hash);
    if (known !== undefined && hashOf(known) === hash) return hash;
    const temporary = this.#temporaryName();
    await writeNewFile(this.#folder, temporary, bytes, { mode: PRIVATE_FILE, durable: false });
    await this.#folder.replace(temporary, this.#folder, hash);
    return hash;
  }

  /** Puts the kept bytes of a hash on stable storage; the names follow with `sync`. */
  async secure(hash: string): Promise<void> {
    // What was put without waiting may have been damaged by a loss of power since.
    await this.get(hash);
    const file = await this.#folder.append(hash, PRIVATE_FILE);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** The bytes of a hash. Rejects with `EC_FILE_BLOB_MISSING` when they are gone or damaged. */
  async get(hash: string): Promise<Uint8Array> {
    const bytes = await readIfPresent(this.#folder, hash);
    if (bytes === undefined || hashOf(bytes) !== hash)
      throw fileErrors.create('EC_FILE_BLOB_MISSING', { hash });
    return bytes;
  }

  /** Whether the bytes of a hash are kept; their content is not checked. */
  async has(hash: string): Promise<boolean> {
    return (await this.#folder.stat(hash)) !== undefined;
  }

  /** Waits until the names of all kept bytes are on stable storage. */
  async sync(): Promise<void> {
    await this.#folder.sync();
  }

  /** Removes bytes that are not to be kept and were put before a time in ms; gives the number of bytes freed. */
  async collect(keep: ReadonlySet<string>, before: number): Promise<number> {
    const names = await this.#names();
    const stats = await this.#folder.stats(names);
    let freed = 0;
    for (const [index, name] of names.entries()) {
      const stat = stats[index];
      if (stat === undefined || keep.has(name) || stat.mtimeMs >= before) continue;
      await removeQuietly(this.#folder, name);
      freed += stat.size;
    }
    return freed;
  }

  /** Hash and size in bytes of all that is kept. */
  async sizes(): Promise<ReadonlyMap<string, number>> {
    const names = (await this.#folder.entries())
      .map(({ name }) => name)
      .filter((name) => BLOB_NAME.test(name));
    const stats = await this.#folder.stats(names);
    return new Map(names.map((name, index) => [name, stats[index]?.size ?? 0]));
  }

  async #names(): Promise<readonly string[]> {
    return (await this.#folder.entries()).map(({ name }) => name).filter((name) => BLOB_NAME.test(name));
  }
}
