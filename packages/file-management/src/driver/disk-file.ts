import { closeSync, fchmodSync, fchownSync, fsync, ftruncateSync, write, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import type { OpenFile } from './driver.ts';
import { errnoOf } from './driver.ts';

const writeLater = promisify(write);
const syncLater = promisify(fsync);
/** Bytes that are written at once: a few are written sooner than they are waited for. */
const AT_ONCE = 65_536;

/** A file of the disk that is open for writing, by its descriptor. */
export class DiskFile implements OpenFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      if (bytes.length - done <= AT_ONCE) done += writeSync(this.#descriptor, bytes, done);
      else done += (await writeLater(this.#descriptor, bytes, done)).bytesWritten;
    }
  }

  async truncate(length: number): Promise<void> {
    ftruncateSync(this.#descriptor, length);
  }

  async setMode(mode: number): Promise<void> {
    fchmodSync(this.#descriptor, mode);
  }

  async setOwner(owner: { readonly uid: number; readonly gid: number }): Promise<void> {
    try {
      fchownSync(this.#descriptor, owner.uid, owner.gid);
    } catch (error) {
      // Only the superuser may give files away; the writer then stays the owner, as with any editor.
      if (!['EPERM', 'EINVAL', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
    }
  }

  async sync(): Promise<void> {
    await syncLater(this.#descriptor);
  }

  async close(): Promise<void> {
    closeSync(this.#descriptor);
  }
}
