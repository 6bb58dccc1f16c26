import { readCommit } from '../commit/commit-record.ts';
import type { FileBytes, FileState } from '../content/file-snapshot.ts';
import type { Folder } from '../driver/driver.ts';
import { errnoOf } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { RecordLog } from '../state/record-log.ts';
import type { StateParts } from '../state/state-folder.ts';
import { PRIVATE_FOLDER } from '../state/write-file.ts';
import { PendingChanges, type TransactionRecord } from './pending-changes.ts';

/** Format of the log of an open transaction. */
const FORMAT = { format: 'enhanced-code/file-transaction', version: 1 } as const;
const ID = /^[A-Za-z0-9_-]{1,80}$/;

/** An open transaction as it is kept: its folder, its log and what the log comes to. */
export class TransactionStore implements AsyncDisposable {
  readonly folder: Folder;
  readonly parts: StateParts;
  readonly pending = new PendingChanges();
  readonly #log: RecordLog;
  #known = 0;

  private constructor(folder: Folder, parts: StateParts) {
    this.folder = folder;
    this.parts = parts;
    this.#log = new RecordLog(folder, 'log', FORMAT);
  }

  /** Makes a new transaction. */
  static async begin(
    parts: StateParts,
    begin: TransactionRecord & { type: 'begin' },
  ): Promise<TransactionStore> {
    checkId(begin.id);
    await parts.transactions.makeFolder(begin.id, PRIVATE_FOLDER);
    const store = new TransactionStore(await parts.transactions.folder(begin.id), parts);
    return store.#orLetGo(() => store.record(begin));
  }

  /** Opens a transaction that was begun before. Rejects with `EC_FILE_TRANSACTION_UNKNOWN` when it is not open. */
  static async resume(parts: StateParts, id: string): Promise<TransactionStore> {
    const store = new TransactionStore(await openFolder(parts, id), parts);
    return store.#orLetGo(async () => {
      await store.#catchUp();
      if (store.pending.id !== id)
        throw fileErrors.create('EC_FILE_TRANSACTION_UNKNOWN', { transactionId: id });
    });
  }

  /** Adds a record: it holds when this returns, also after the process is killed. */
  async record(record: TransactionRecord): Promise<void> {
    await this.checkUnshared();
    await this.#log.append([record], false);
    this.#known++;
    this.pending.take(record);
  }

  /** Keeps bytes for the transaction and says what they are. */
  async keep(bytes: Uint8Array, mode: number): Promise<FileState> {
    return { hash: await this.parts.blobs.put(bytes), mode, size: bytes.length };
  }

  /** Keeps the bytes of a file as it was read and says what they are. */
  keepBytes({ bytes, mode }: FileBytes): Promise<FileState> {
    return this.keep(bytes, mode);
  }

  /** Rejects when another process added records since. */
  async checkUnshared(): Promise<void> {
    if ((await this.#log.read()).length === this.#known) return;
    throw fileErrors.create('EC_FILE_TRANSACTION_SHARED', { transactionId: this.pending.id });
  }

  /** Rejects while a commit of the transaction is interrupted: its record must not be lost. */
  async checkSettled(): Promise<void> {
    if ((await readCommit(this.parts.commits, this.pending.id)) === undefined) return;
    throw fileErrors.create('EC_FILE_COMMIT_UNFINISHED', { transactionId: this.pending.id });
  }

  /** Removes all that is kept of the transaction itself. */
  async remove(): Promise<void> {
    try {
      for (const { name } of await this.folder.entries()) await this.folder.remove(name);
    } finally {
      await this.folder[Symbol.asyncDispose]();
    }
    await this.parts.transactions.removeFolder(this.pending.id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder[Symbol.asyncDispose]();
  }

  /** The store when an action on it succeeds; else its folder is not held any longer. */
  async #orLetGo(action: () => Promise<void>): Promise<TransactionStore> {
    try {
      await action();
      return this;
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #catchUp(): Promise<void> {
    const records = (await this.#log.read()) as readonly TransactionRecord[];
    for (const record of records.slice(this.#known)) this.pending.take(record);
    this.#known = records.length;
  }
}

async function openFolder(parts: StateParts, id: string): Promise<Folder> {
  checkId(id);
  try {
    return await parts.transactions.folder(id);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw fileErrors.create('EC_FILE_TRANSACTION_UNKNOWN', { transactionId: id }, { cause: error });
  }
}

/** An id becomes the name of a folder: it must not be able to name another one. */
function checkId(id: string): void {
  if (!ID.test(id))
    throw fileErrors.create('EC_FILE_TRANSACTION_UNKNOWN', { transactionId: id.slice(0, 80) });
}
