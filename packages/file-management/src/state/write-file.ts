import type { Folder } from '../driver/driver.ts';
import { errnoOf } from '../driver/driver.ts';

/** Permission bits of files in the state folder: they may hold private content. */
export const PRIVATE_FILE = 0o600;
/** Permission bits of folders in the state folder. */
export const PRIVATE_FOLDER = 0o700;

/** How a new file is written. */
export interface WriteOptions {
  /** Whether to wait until the bytes are on stable storage. */
  readonly durable: boolean;
}

/** Writes a new private file in full, or leaves none behind. */
export async function writeNewFile(
  folder: Folder,
  name: string,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<void> {
  const file = await folder.create(name, PRIVATE_FILE);
  try {
    try {
      await file.write(bytes);
      if (options.durable) await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await removeQuietly(folder, name);
    throw error;
  }
}

/** Replaces a file of the state folder so that a reader sees the old or the new content, durably. */
export async function replaceFile(
  folder: Folder,
  name: string,
  bytes: Uint8Array,
  temporary: string,
): Promise<void> {
  await writeNewFile(folder, temporary, bytes, { durable: true });
  try {
    await folder.replace(temporary, folder, name);
  } catch (error) {
    await removeQuietly(folder, temporary);
    throw error;
  }
  await folder.sync();
}

/** Removes a name if it is there; whether it could is of no matter to the caller. */
export async function removeQuietly(folder: Folder, name: string): Promise<void> {
  await folder.remove(name).catch(() => undefined);
}

/** Reads a file of the state folder, from an offset in bytes on; undefined when there is none. */
export async function readIfPresent(folder: Folder, name: string, from = 0): Promise<Uint8Array | undefined> {
  try {
    return (await folder.read(name, from)).bytes;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Opens a folder of the state folder, making it first where it is missing. */
export async function ensureFolder(parent: Folder, name: string): Promise<Folder> {
  try {
    return await parent.folder(name);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
  await parent.makeFolder(name, PRIVATE_FOLDER).catch((error: unknown) => {
    // Another process may have been quicker.
    if (errnoOf(error) !== 'EEXIST') throw error;
  });
  await parent.sync();
  return parent.folder(name);
}
