import type { FileSnapshot } from '../content/file-snapshot.ts';
import type { EditSet } from '../edits/edit-set.ts';
import { inverseOf } from '../edits/plan/inverse-of.ts';
import { fileErrors } from '../file-errors.ts';
import type { ListOptions, WorkspaceFile } from '../listing/list-files.ts';
import { typed } from '../paths/path-guard.ts';
import { Turns } from '../state/concurrently.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { pathsOf, planAgainst, withNewHashes } from './apply-edits.ts';
import { candidateHashOf } from './candidate-hash.ts';
import { commitTransaction } from './commit-transaction.ts';
import { toDelta } from './file-delta.ts';
import { type PendingChange, toFileChange } from './pending-changes.ts';
import { PendingFiles } from './pending-files.ts';
import { changedSince } from './stale-reads.ts';
import type * as Public from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/**
 * A transaction over the state folder. Its methods run one after the other, in the order of their calls. What a
 * plain commit does not need is loaded when it is first asked for.
 */
export class OpenTransaction implements Public.Transaction {
  readonly id: string;
  readonly #context: WorkspaceContext;
  readonly #store: TransactionStore;
  readonly #files: PendingFiles;
  readonly #list: ListOptions;
  readonly #held: Set<AsyncDisposable>;
  readonly #turns = new Turns();
  #state: 'open' | 'committed' | 'discarded' | 'closed' = 'open';

  /** `held` is the set of transactions that the workspace lets go of when it is disposed itself. */
  constructor(
    context: WorkspaceContext,
    store: TransactionStore,
    list: ListOptions,
    held: Set<AsyncDisposable>,
  ) {
    this.id = store.pending.id;
    this.#context = context;
    this.#store = store;
    this.#files = new PendingFiles(context, store);
    this.#list = list;
    this.#held = held;
    held.add(this);
  }

  read(path: string): Promise<FileSnapshot> {
    return this.#do(async () => {
      const found = await this.#files.find(path);
      if (found === undefined) throw fileErrors.create('EC_FILE_NOT_FOUND', { path });
      return found;
    });
  }

  readText(path: string): Promise<string | undefined> {
    return this.#do(async () => (await this.#files.find(path))?.text);
  }

  list(): Promise<readonly WorkspaceFile[]> {
    return this.#do(async () => {
      const { listFiles } = await import('../on-demand.ts');
      const onDisk = await listFiles(this.#context, this.#list);
      const files = new Map(onDisk.map((file) => [file.path, file]));
      for (const { path, content } of this.#net()) {
        if (content === null) files.delete(path);
        else files.set(path, { path, size: content.size, mtimeMs: 0, hash: content.hash });
      }
      return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    });
  }

  write(path: string, content: string | Uint8Array, options: Public.WriteOptions = {}): Promise<void> {
    return this.#do(() => this.#files.write(path, content, options));
  }

  apply(edit: EditSet, options: Public.ApplyOptions = {}): Promise<Public.ApplyResult> {
    return this.#do(() => this.#apply(edit, options));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(() => this.#files.rename(from, to));
  }

  delete(path: string): Promise<void> {
    return this.#do(() => this.#files.delete(path));
  }

  setMode(path: string, mode: number): Promise<void> {
    return this.#do(() => this.#files.setMode(path, mode));
  }

  changes(): Promise<readonly Public.FileDelta[]> {
    return this.#do(async () => this.#net().map(toDelta));
  }

  diff(): Promise<string> {
    return this.#do(async () => {
      const { gitDiff } = await import('../on-demand.ts');
      return gitDiff(this.#store.parts.blobs, this.#net().map(toFileChange));
    });
  }

  blocks(): Promise<readonly Public.FileBlock[]> {
    return this.#do(async () => (await import('../on-demand.ts')).fileBlocks(this.#store));
  }

  rejectBlocks(ids: readonly string[]): Promise<void> {
    return this.#do(async () =>
      (await import('../on-demand.ts')).keepBlocks(this.#store, ids, (named) => !named),
    );
  }

  acceptBlocks(ids: readonly string[]): Promise<void> {
    return this.#do(async () =>
      (await import('../on-demand.ts')).keepBlocks(this.#store, ids, (named) => named),
    );
  }

  editBlock(id: string, newText: string): Promise<void> {
    return this.#do(async () => (await import('../on-demand.ts')).editBlock(this.#store, id, newText));
  }

  diagnostics(): Promise<Public.TransactionDiagnostics> {
    return this.#do(async () => (await import('../on-demand.ts')).diagnose(this.#context, this.#store));
  }

  savepoint(): Promise<string> {
    return this.#do(() => this.#savepoint());
  }

  rollbackTo(savepoint: string): Promise<void> {
    return this.#do(() => this.#rollback(savepoint));
  }

  candidateHash(): Promise<string> {
    return this.#do(async () => candidateHashOf(this.#net()));
  }

  outsideChanges(): Promise<readonly Public.StaleRead[]> {
    return this.#do(async () => changedSince(this.#context.root, this.#store.pending.lookedAt()));
  }

  watch(onChange: (changes: readonly Public.StaleRead[]) => void): Promise<Disposable> {
    return this.#do(async () => {
      const { watchOutside } = await import('../on-demand.ts');
      const paths = this.#store.pending.lookedAt().map(({ path }) => path);
      return watchOutside(this.#context, paths, () => this.outsideChanges(), onChange);
    });
  }

  commit(options: Public.CommitOptions = {}): Promise<Public.CommitResult> {
    return this.#do(async () => {
      const onConflicts = this.#files.meet.bind(this.#files);
      const request = { ...this.#store.pending.purpose, ...options, onConflicts };
      const result = await commitTransaction(this.#context, this.#store, request);
      await this.#end('committed').catch(() => undefined);
      return result;
    });
  }

  conflicts(): readonly Public.FileConflict[] {
    return this.#files.conflicts;
  }

  discard(): Promise<void> {
    return this.#do(async () => {
      await this.#store.checkSettled();
      await this.#end('discarded');
    });
  }

  /** Sets what a path shall hold, from given states; for undo and restore, whose content is kept already. */
  preset(change: PendingChange): Promise<void> {
    return this.#do(() => this.#store.record({ type: 'change', change }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#held.delete(this);
    await this.#turns.take(() => this.#store[Symbol.asyncDispose]());
  }

  #net(): readonly PendingChange[] {
    return this.#store.pending.net();
  }

  async #apply(edit: EditSet, options: Public.ApplyOptions): Promise<Public.ApplyResult> {
    const { plan, read } = await planAgainst(this.#files, edit, options);
    const { receipts, refusals, files } = plan;
    if (refusals.length > 0) return { applied: false, receipts, refusals, paths: [] };
    const before = await this.#savepoint();
    try {
      for (const file of files) await this.#files.carryOut(file);
    } catch (error) {
      await this.#rollback(before);
      throw error;
    }
    const hashOf = (path: string): string | undefined => this.#store.pending.get(path)?.content?.hash;
    return {
      applied: true,
      receipts: withNewHashes(plan, hashOf),
      refusals,
      paths: files.flatMap(pathsOf),
      inverse: inverseOf(plan, read, (path) => hashOf(path) ?? ''),
    };
  }

  async #savepoint(): Promise<string> {
    const name = `savepoint-${this.#store.pending.nextSavepoint()}`;
    await this.#store.record({ type: 'savepoint', name });
    return name;
  }

  async #rollback(name: string): Promise<void> {
    if (!this.#store.pending.savepoints().includes(name)) {
      throw fileErrors.create('EC_FILE_SAVEPOINT_UNKNOWN', { savepoint: name });
    }
    await this.#store.record({ type: 'rollback', name });
  }

  /** The transaction is over: nothing of it is kept or held any more. */
  async #end(state: 'committed' | 'discarded'): Promise<void> {
    this.#state = state;
    this.#held.delete(this);
    await this.#store.remove();
  }

  #do<Result>(action: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(async () => {
      if (this.#state === 'open') return typed(this.#context.state.path, action);
      throw fileErrors.create('EC_FILE_TRANSACTION_CLOSED', { transactionId: this.id, state: this.#state });
    });
  }
}
