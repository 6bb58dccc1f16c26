import { join } from 'node:path';
import { errnoOf, type FileDriver, type Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { BlobStore } from './blob-store.ts';
import { RecordLog } from './record-log.ts';
import { stateKey, unusableState } from './state-location.ts';
import { findMoved, type WorkspaceIdentity, writeIdentity } from './workspace-identity.ts';
import { ensureFolder, PRIVATE_FOLDER } from './write-file.ts';

/** The parts of an existing state folder. */
export interface StateParts {
  readonly folder: Folder;
  readonly blobs: BlobStore;
  readonly transactions: Folder;
  /** The records of unfinished commits. */
  readonly commits: Folder;
  readonly locks: Folder;
  readonly journal: RecordLog;
  /** Every folder that is held open for the parts. */
  readonly held: readonly Folder[];
}

/** Format of the journal, the history of a workspace. */
export const JOURNAL_FORMAT = { format: 'enhanced-code/file-journal', version: 1 } as const;

/** What locating a state folder needs. */
export interface StateOptions {
  readonly driver: FileDriver;
  /** Folder that holds the state folders of all workspaces. */
  readonly base: string;
  /** Real path of the workspace. */
  readonly root: string;
  readonly identity: WorkspaceIdentity;
  readonly temporaryName: () => string;
}

/** The state folder of one workspace. Nothing is made on the disk before something has to be kept. */
export class StateFolder implements AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  readonly #options: StateOptions;
  #parts: Promise<StateParts> | undefined;

  constructor(options: StateOptions) {
    this.#options = options;
    this.path = join(options.base, stateKey(options.root));
  }

  /** The parts, if the state folder exists already, also when the workspace was moved since. */
  async existing(): Promise<StateParts | undefined> {
    if (this.#parts === undefined && !(await this.#isThere()) && !(await this.#adopt())) return undefined;
    return this.parts();
  }

  /** The parts; the state folder is made where it is missing. */
  parts(): Promise<StateParts> {
    this.#parts ??= this.#open().catch((error: unknown) => {
      this.#parts = undefined;
      throw error;
    });
    return this.#parts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const parts = await this.#parts?.catch(() => undefined);
    this.#parts = undefined;
    if (parts === undefined) return;
    for (const folder of parts.held) await folder[Symbol.asyncDispose]();
  }

  async #isThere(): Promise<boolean> {
    try {
      await this.#options.driver.realPath(this.path);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw this.#unusable(error);
    }
  }

  async #adopt(): Promise<boolean> {
    const { driver, base, identity, root } = this.#options;
    try {
      return await findMoved(driver, base, { identity, root, key: stateKey(root) });
    } catch (error) {
      throw this.#unusable(error);
    }
  }

  async #open(): Promise<StateParts> {
    const { driver, base } = this.#options;
    try {
      await driver.makeFolders(base, PRIVATE_FOLDER);
      await using parent = await driver.open(await driver.realPath(base));
      const folder = await ensureFolder(parent, stateKey(this.#options.root));
      return await this.#fill(parent, folder);
    } catch (error) {
      throw this.#unusable(error);
    }
  }

  async #fill(parent: Folder, folder: Folder): Promise<StateParts> {
    const { identity, root, temporaryName } = this.#options;
    try {
      await checkPrivate(parent, stateKey(root), this.path);
      await writeIdentity(folder, identity, root, temporaryName());
      return await openParts(folder, temporaryName);
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      throw error;
    }
  }

  #unusable(error: unknown): unknown {
    return unusableState(error, this.path);
  }
}

async function openParts(folder: Folder, temporaryName: () => string): Promise<StateParts> {
  const held: Folder[] = [folder];
  const part = async (name: string): Promise<Folder> => {
    const opened = await ensureFolder(folder, name);
    held.unshift(opened);
    return opened;
  };
  try {
    const blobs = new BlobStore(await part('blobs'), temporaryName);
    const [transactions, commits, locks] = [
      await part('transactions'),
      await part('commits'),
      await part('locks'),
    ];
    const journal = new RecordLog(folder, 'journal', JOURNAL_FORMAT);
    return { folder, blobs, transactions, commits, locks, journal, held };
  } catch (error) {
    for (const opened of held.slice(0, -1)) await opened[Symbol.asyncDispose]();
    throw error;
  }
}

/** Before-images may be private: a state folder that others may enter, or that is not ours, is refused. */
async function checkPrivate(parent: Folder, name: string, path: string): Promise<void> {
  const stat = await parent.stat(name);
  const self = process.getuid?.();
  if (stat?.owner !== undefined && self !== undefined && stat.owner.uid !== self) {
    throw fileErrors.create('EC_FILE_STATE_UNUSABLE', {
      folder: path,
      reason: 'it belongs to somebody else',
    });
  }
  if (stat !== undefined && process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
    throw fileErrors.create('EC_FILE_STATE_UNUSABLE', { folder: path, reason: 'others may enter it' });
  }
}
