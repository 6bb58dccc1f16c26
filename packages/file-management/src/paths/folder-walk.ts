import { DriverError, errnoOf, type Folder } from '../driver/driver.ts';

/** Where a path leads: the held folder that has the name, and the name in it. */
export interface Place {
  readonly folder: Folder;
  readonly name: string;
}

/** Splits a path into its folder (empty for the root) and its last name. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { folder: at < 0 ? '' : path.slice(0, at), name: path.slice(at + 1) };
}

/**
 * Opens folders below a held root step by step, never following a link, and holds each one until disposed,
 * so that all operations on one folder reach the same one.
 */
export class FolderWalk implements AsyncDisposable {
  readonly #root: Folder;
  readonly #held = new Map<string, Promise<Folder>>();

  constructor(root: Folder) {
    this.#root = root;
  }

  /** The folder of a path and the name in it. Rejects with `ENOENT` when a folder on the way is missing. */
  async place(path: string): Promise<Place> {
    const { folder, name } = splitPath(path);
    return { folder: await this.folder(folder), name };
  }

  /** A folder by its path; the empty path is the root. */
  folder(path: string): Promise<Folder> {
    if (path === '') return Promise.resolve(this.#root);
    const held = this.#held.get(path) ?? this.#open(path);
    this.#held.set(path, held);
    return held;
  }

  /** The nearest existing folder on the way to a path, itself included. */
  async nearest(path: string): Promise<{ readonly path: string; readonly folder: Folder }> {
    try {
      return { path, folder: await this.folder(path) };
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || path === '') throw error;
      return this.nearest(splitPath(path).folder);
    }
  }

  /** Makes the missing folders on the way to a path and says which were made, outermost first. */
  async make(path: string, mode: number): Promise<readonly string[]> {
    const { path: existing } = await this.nearest(path);
    const made: string[] = [];
    for (let next = nextBelow(existing, path); next !== undefined; next = nextBelow(next, path)) {
      const { folder, name } = await this.place(next);
      await folder.makeFolder(name, mode);
      made.push(next);
    }
    return made;
  }

  /** Lets a folder go that was removed, so that a new one of that name is opened afresh. */
  async forget(path: string): Promise<void> {
    const held = this.#held.get(path);
    this.#held.delete(path);
    await closeQuietly(held);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(held.map(closeQuietly));
  }

  async #open(path: string): Promise<Folder> {
    const { folder: parent, name } = splitPath(path);
    try {
      return await openStep(await this.folder(parent), name);
    } catch (error) {
      this.#held.delete(path);
      throw error;
    }
  }
}

/** Systems disagree about the error for a link where a folder was wanted; here it is always `ELOOP`. */
async function openStep(parent: Folder, name: string): Promise<Folder> {
  try {
    return await parent.folder(name);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTDIR' || (await parent.stat(name))?.kind !== 'link') throw error;
    throw new DriverError('ELOOP', 'open', name);
  }
}

async function closeQuietly(held: Promise<Folder> | undefined): Promise<void> {
  const folder = await held?.catch(() => undefined);
  await folder?.[Symbol.asyncDispose]();
}

function nextBelow(above: string, path: string): string | undefined {
  if (above === path) return undefined;
  const end = path.indexOf('/', above === '' ? 0 : above.length + 1);
  return end < 0 ? path : path.slice(0, end);
}
