import { hashOf } from '../content/file-snapshot.ts';
import type { Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { pack, unpack } from './packed-bytes.ts';
import { PRIVATE_FILE, readIfPresent, removeQuietly, writeNewFile } from './write-file.ts';

/** The hash is the name; what is packed has an ending as well. */
const BLOB_NAME = /^([0-9a-f]{64})(\.z)?$/;
const PACKED = '.z';

/** Bytes of a hash, and the name under which they lie. */
interface Found {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Bytes kept under their SHA-256, each content once, and packed where that saves space. */
export class BlobStore {
  readonly #folder: Folder;
  readonly #temporaryName: () => string;
  /** What this process has put or found whole: the name of each hash, and its size on the disk in bytes. */
  readonly #whole = new Map<string, { readonly name: string; readonly size: number }>();

  constructor(folder: Folder, temporaryName: () => string) {
    this.#folder = folder;
    this.#temporaryName = temporaryName;
  }

  /** Keeps bytes and gives their hash. They outlive the process, but not a loss of power before `secure`. */
  async put(bytes: Uint8Array): Promise<string> {
    const hash = hashOf(bytes);
    if ((await this.#find(hash)) !== undefined) return hash;
    const packed = await pack(bytes);
    const name = packed === undefined ? hash : hash + PACKED;
    const temporary = this.#temporaryName();
    await writeNewFile(this.#folder, temporary, packed ?? bytes, { durable: false });
    await this.#folder.replace(temporary, this.#folder, name);
    this.#whole.set(hash, { name, size: (packed ?? bytes).length });
    return hash;
  }

  /** Puts the kept bytes of a hash on stable storage; the names follow with `sync`. */
  async secure(hash: string): Promise<void> {
    const name = await this.#wholeName(hash);
    const file = await this.#folder.append(name, PRIVATE_FILE);
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }

  // What another process put without waiting may have been damaged by a loss of power since.
  async #wholeName(hash: string): Promise<string> {
    const known = this.#whole.get(hash);
    const now = known && (await this.#folder.stat(known.name));
    return known !== undefined && now?.size === known.size ? known.name : (await this.#get(hash)).name;
  }

  /** The bytes of a hash. Rejects with `EC_FILE_BLOB_MISSING` when they are gone or damaged. */
  async get(hash: string): Promise<Uint8Array> {
    return (await this.#get(hash)).bytes;
  }

  /** Waits until the names of all kept bytes are on stable storage. */
  async sync(): Promise<void> {
    await this.#folder.sync();
  }

  /** Removes bytes that are not to be kept and were put before a time in ms; gives the number of bytes freed. */
  async collect(keep: ReadonlySet<string>, before: number): Promise<number> {
    let freed = 0;
    for (const { name, hash, size, mtimeMs } of await this.#kept()) {
      if (keep.has(hash) || mtimeMs >= before) continue;
      await removeQuietly(this.#folder, name);
      freed += size;
    }
    return freed;
  }

  /** Hash and size on the disk, in bytes, of all that is kept. */
  async sizes(): Promise<ReadonlyMap<string, number>> {
    return new Map((await this.#kept()).map(({ hash, size }) => [hash, size]));
  }

  async #get(hash: string): Promise<Found> {
    const found = await this.#find(hash);
    if (found === undefined) throw fileErrors.create('EC_FILE_BLOB_MISSING', { hash });
    return found;
  }

  /** Only whole bytes count: damaged ones are as good as none, and are put again. */
  async #find(hash: string): Promise<Found | undefined> {
    const names = [hash, hash + PACKED];
    for (const name of this.#whole.get(hash)?.name === hash ? names : names.reverse()) {
      const kept = await readIfPresent(this.#folder, name);
      if (kept === undefined) continue;
      const bytes = name === hash ? kept : await unpack(kept);
      if (bytes === undefined || hashOf(bytes) !== hash) continue;
      this.#whole.set(hash, { name, size: kept.length });
      return { name, bytes };
    }
    this.#whole.delete(hash);
    return undefined;
  }

  async #kept(): Promise<readonly { name: string; hash: string; size: number; mtimeMs: number }[]> {
    const names = (await this.#folder.entries()).map(({ name }) => name);
    const stats = await this.#folder.stats(names);
    return names.flatMap((name, index) => {
      const hash = BLOB_NAME.exec(name)?.[1];
      const stat = stats[index];
      return hash === undefined || stat === undefined
        ? []
        : [{ name, hash, size: stat.size, mtimeMs: stat.mtimeMs }];
    });
  }
}
