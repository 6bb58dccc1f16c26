import { appendJournal, readJournal } from '../commit/journal.ts';
import { removeFinished, settleAll } from '../commit/settle.ts';
import type { FileSnapshot } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';
import { foldHistory, type HistoryEntry } from '../history/history.ts';
import type { TakeBackOrder, UndoResult } from '../history/take-back.ts';
import type { UndoOptions } from '../history/undo.ts';
import type { ListOptions, WorkspaceFile } from '../listing/list-files.ts';
import { checkPath, toFileError, typed } from '../paths/path-guard.ts';
import { readOnce } from '../paths/read-file.ts';
import type { StateParts } from '../state/state-folder.ts';
import { withLock } from '../state/with-lock.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { OpenTransaction } from '../transaction/open-transaction.ts';
import type { CommitPurpose } from '../transaction/pending-changes.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { TransactionStore } from '../transaction/transaction-store.ts';
import { changesOf, hasUnsettled, openIds, pendingTransactions } from './open-transactions.ts';
import type {
  BeginOptions,
  PendingTransaction,
  RecoverOptions,
  RecoveryReport,
  RestoreOptions,
  RetentionOptions,
  RetentionReport,
  Workspace,
} from './workspace.ts';

/**
 * A workspace over a held folder. What many programs never ask of one (listing, patches, the past) is loaded when
 * it is first asked for, and always before anything is written.
 */
export class FolderWorkspace implements Workspace {
  readonly root: string;
  readonly stateFolder: string;
  recovery: RecoveryReport = { commits: [], open: [] };
  readonly #context: WorkspaceContext;
  readonly #list: ListOptions;
  readonly #held = new Set<AsyncDisposable>();

  private constructor(context: WorkspaceContext, list: ListOptions) {
    this.root = context.rootPath;
    this.stateFolder = context.state.path;
    this.#context = context;
    this.#list = list;
  }

  /** Opens the workspace and settles what an interrupted commit left. */
  static async open(
    context: WorkspaceContext,
    list: ListOptions,
    settle: 'at-open' | 'on-demand',
  ): Promise<FolderWorkspace> {
    const workspace = new FolderWorkspace(context, list);
    const parts = await context.state.existing();
    if (parts !== undefined) workspace.recovery = await workspace.#settleAtOpen(parts, settle === 'at-open');
    return workspace;
  }

  list(): Promise<readonly WorkspaceFile[]> {
    return typed(this.root, async () => {
      const { listFiles } = await import('../on-demand.ts');
      return listFiles(this.#context, this.#list);
    });
  }

  async read(path: string): Promise<FileSnapshot> {
    const found = await this.#find(path);
    if (found === undefined) throw fileErrors.create('EC_FILE_NOT_FOUND', { path });
    return found;
  }

  async readText(path: string): Promise<string | undefined> {
    return (await this.#find(path))?.text;
  }

  begin(options: BeginOptions = {}): Promise<Transaction> {
    return this.#do(() => this.#begin(options));
  }

  resume(id: string): Promise<Transaction> {
    return this.#do(async () => {
      const parts = await this.#context.state.existing();
      if (parts === undefined) throw fileErrors.create('EC_FILE_TRANSACTION_UNKNOWN', { transactionId: id });
      return new OpenTransaction(
        this.#context,
        await TransactionStore.resume(parts, id),
        this.#list,
        this.#held,
      );
    });
  }

  pending(): Promise<readonly PendingTransaction[]> {
    return this.#do(async () => {
      const parts = await this.#context.state.existing();
      return parts === undefined ? [] : pendingTransactions(parts);
    });
  }

  history(): Promise<readonly HistoryEntry[]> {
    return this.#do(() => this.#history());
  }

  diffOf(id: string): Promise<string> {
    return this.#do(async () => {
      const parts = await this.#context.state.existing();
      if (parts === undefined) throw fileErrors.create('EC_FILE_TRANSACTION_UNKNOWN', { transactionId: id });
      const { gitDiff } = await import('../on-demand.ts');
      return gitDiff(parts.blobs, await changesOf(parts, id));
    });
  }

  checkpoint(label: string): Promise<string> {
    return this.#do(async () => {
      const parts = await this.#context.state.parts();
      const id = this.#context.newId();
      const at = new Date(this.#context.now()).toISOString();
      await this.#locked(parts, () => appendJournal(parts.journal, { type: 'checkpoint', id, at, label }));
      return id;
    });
  }

  undo(options: UndoOptions = {}): Promise<UndoResult> {
    return this.#do(async () => {
      const { changeToUndo } = await import('../on-demand.ts');
      const entry = changeToUndo(await this.#history(), options.transactionId);
      return this.#takeBack({ kind: 'undo', of: entry.id, entries: [entry] }, options);
    });
  }

  redo(options: UndoOptions = {}): Promise<UndoResult> {
    return this.#do(async () => {
      const { undoToRedo } = await import('../on-demand.ts');
      const entry = undoToRedo(await this.#history(), options.transactionId);
      return this.#takeBack({ kind: 'redo', of: entry.id, entries: [entry] }, options);
    });
  }

  restore(options: RestoreOptions): Promise<UndoResult> {
    return this.#do(async () => {
      const { changesAfter } = await import('../on-demand.ts');
      const { to, before = false, paths } = options;
      const entries = changesAfter(await this.#history(), { to, before, ...(paths && { paths }) });
      const label = before ? `restore to before ${to}` : `restore ${to}`;
      return this.#takeBack({ kind: 'restore', entries, label, ...(paths && { paths }) }, options);
    });
  }

  recover(options: RecoverOptions = {}): Promise<RecoveryReport> {
    return this.#do(async () => {
      const parts = await this.#context.state.existing();
      if (parts === undefined) return { commits: [], open: [] };
      const commits = await this.#locked(parts, async () => {
        const settled = await settleAll(this.#context, parts, options);
        if (options.dryRun !== true) await removeFinished(parts);
        return settled;
      });
      return { commits, open: await openIds(parts) };
    });
  }

  collect(options: RetentionOptions = {}): Promise<RetentionReport> {
    return this.#do(async () => {
      const parts = await this.#context.state.existing();
      if (parts === undefined) return { collected: [], freedBytes: 0 };
      const { collect } = await import('../on-demand.ts');
      return this.#locked(parts, () => collect(this.#context, parts, options));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const transaction of [...this.#held]) await transaction[Symbol.asyncDispose]();
    await this.#context.state[Symbol.asyncDispose]();
    await this.#context.root[Symbol.asyncDispose]();
  }

  async #settleAtOpen(parts: StateParts, settle: boolean): Promise<RecoveryReport> {
    try {
      return settle && (await hasUnsettled(parts))
        ? await this.recover()
        : { commits: [], open: await openIds(parts) };
    } catch (failure) {
      const open = await openIds(parts).catch(() => []);
      return { commits: [], open, failure: toFileError(failure, this.stateFolder) };
    }
  }

  async #find(path: string): Promise<FileSnapshot | undefined> {
    checkPath(path);
    return readOnce(this.#context.root, path);
  }

  async #begin({ label, origin }: BeginOptions, purpose?: CommitPurpose): Promise<OpenTransaction> {
    const id = this.#context.newId();
    const at = new Date(this.#context.now()).toISOString();
    const store = await TransactionStore.begin(await this.#context.state.parts(), {
      type: 'begin',
      id,
      at,
      ...(label === undefined ? {} : { label }),
      ...(origin === undefined ? {} : { origin }),
      ...(purpose === undefined ? {} : { purpose }),
    });
    return new OpenTransaction(this.#context, store, this.#list, this.#held);
  }

  async #takeBack(
    order: Omit<TakeBackOrder, 'dryRun'>,
    options: { dryRun?: boolean; signal?: AbortSignal },
  ): Promise<UndoResult> {
    const { dryRun = false, signal } = options;
    const parts = await this.#context.state.parts();
    const { takeBack } = await import('../on-demand.ts');
    return takeBack(this.#context, parts, (purpose) => this.#begin({}, purpose), {
      ...order,
      dryRun,
      ...(signal && { signal }),
    });
  }

  #locked<Result>(parts: StateParts, act: () => Promise<Result>): Promise<Result> {
    return withLock(this.#context, parts, undefined, act);
  }

  async #history(): Promise<readonly HistoryEntry[]> {
    const parts = await this.#context.state.existing();
    return parts === undefined ? [] : foldHistory(await readJournal(parts.journal));
  }

  #do<Result>(action: () => Promise<Result>): Promise<Result> {
    return typed(this.stateFolder, action);
  }
}
