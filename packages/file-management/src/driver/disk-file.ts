import type { promises } from 'node:fs';
import type { OpenFile } from './driver.ts';
import { errnoOf } from './driver.ts';

/** A file of the disk that is open for writing. */
export class DiskFile implements OpenFile {
  readonly #handle: promises.FileHandle;

  constructor(handle: promises.FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#handle.write(bytes, done)).bytesWritten;
    }
  }

  async truncate(length: number): Promise<void> {
    await this.#handle.truncate(length);
  }

  async setMode(mode: number): Promise<void> {
    await this.#handle.chmod(mode);
  }

  async setOwner(owner: { readonly uid: number; readonly gid: number }): Promise<void> {
    try {
      await this.#handle.chown(owner.uid, owner.gid);
    } catch (error) {
      // Only the superuser may give files away; the writer then stays the owner, as with any editor.
      if (!['EPERM', 'EINVAL', 'ENOSYS'].includes(errnoOf(error) ?? '')) throw error;
    }
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
