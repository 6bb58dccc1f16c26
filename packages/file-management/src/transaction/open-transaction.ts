import { decodeText, encodeText } from '../content/encoding.ts';
import { type FileSnapshot, type FileState, toSnapshot } from '../content/file-snapshot.ts';
import type { BaseFile, PlannedFile } from '../edits/edit-plan.ts';
import type { EditSet } from '../edits/edit-set.ts';
import { fileErrors } from '../file-errors.ts';
import { type ListOptions, listFiles, type WorkspaceFile } from '../listing/list-files.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { checkPath, typed } from '../paths/path-guard.ts';
import { readOnce, readReplaceable } from '../paths/read-file.ts';
import { Turns } from '../state/concurrently.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { pathsOf, planAgainst } from './apply-edits.ts';
import { candidateHashOf } from './candidate-hash.ts';
import { type CommitRequest, commitTransaction } from './commit-transaction.ts';
import { diagnose } from './diagnose.ts';
import { editBlock, fileBlocks, keepBlocks } from './file-blocks.ts';
import { toDelta } from './file-delta.ts';
import { gitDiff } from './git-diff.ts';
import type { PendingChange } from './pending-changes.ts';
import { checkRoom } from './pending-room.ts';
import { keepState } from './rebase.ts';
import { changedSince } from './stale-reads.ts';
import type * as Public from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** A transaction over the state folder. Its methods run one after the other, in the order of their calls. */
export class OpenTransaction implements Public.Transaction {
  readonly id: string;
  readonly #context: WorkspaceContext;
  readonly #store: TransactionStore;
  readonly #list: ListOptions;
  readonly #held: Set<AsyncDisposable>;
  readonly #turns = new Turns();
  #state: 'open' | 'committed' | 'discarded' | 'closed' = 'open';
  #conflicts: readonly Public.FileConflict[] = [];
  #theirs: ReadonlyMap<string, FileState | null> = new Map();

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
    this.#list = list;
    this.#held = held;
    held.add(this);
  }

  read(path: string): Promise<FileSnapshot> {
    return this.#do(async () => {
      const found = await this.#find(path);
      if (found === undefined) throw fileErrors.create('EC_FILE_NOT_FOUND', { path });
      return found;
    });
  }

  readText(path: string): Promise<string | undefined> {
    return this.#do(async () => (await this.#find(path))?.text);
  }

  list(): Promise<readonly WorkspaceFile[]> {
    return this.#do(async () => {
      const files = new Map(
        (await listFiles(this.#context.root, this.#list)).map((file) => [file.path, file]),
      );
      for (const { path, content } of this.#store.pending.net()) {
        if (content === null) files.delete(path);
        else files.set(path, { path, size: content.size, mtimeMs: 0, hash: content.hash });
      }
      return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    });
  }

  write(path: string, content: string | Uint8Array, options: Public.WriteOptions = {}): Promise<void> {
    return this.#do(() => this.#write(path, content, options));
  }

  apply(edit: EditSet): Promise<Public.ApplyResult> {
    return this.#do(() => this.#apply(edit));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#do(() => this.#rename(from, to));
  }

  delete(path: string): Promise<void> {
    return this.#do(async () => this.#set(await this.#existing(path), null));
  }

  setMode(path: string, mode: number): Promise<void> {
    return this.#do(async () => {
      const change = await this.#existing(path);
      await this.#set(change, { ...change.content, mode: mode & 0o777 });
    });
  }

  changes(): Promise<readonly Public.FileDelta[]> {
    return this.#do(async () => this.#store.pending.net().map(toDelta));
  }

  diff(): Promise<string> {
    return this.#do(() => gitDiff(this.#store.parts.blobs, this.#store.pending.net().map(toFileChange)));
  }

  blocks(): Promise<readonly Public.FileBlock[]> {
    return this.#do(() => fileBlocks(this.#store));
  }

  rejectBlocks(ids: readonly string[]): Promise<void> {
    return this.#do(() => keepBlocks(this.#store, ids, (named) => !named));
  }

  acceptBlocks(ids: readonly string[]): Promise<void> {
    return this.#do(() => keepBlocks(this.#store, ids, (named) => named));
  }

  editBlock(id: string, newText: string): Promise<void> {
    return this.#do(() => editBlock(this.#store, id, newText));
  }

  diagnostics(): Promise<Public.TransactionDiagnostics> {
    return this.#do(() => diagnose(this.#context, this.#store));
  }

  savepoint(): Promise<string> {
    return this.#do(() => this.#savepoint());
  }

  rollbackTo(savepoint: string): Promise<void> {
    return this.#do(() => this.#rollback(savepoint));
  }

  candidateHash(): Promise<string> {
    return this.#do(async () => candidateHashOf(this.#store.pending.net()));
  }

  outsideChanges(): Promise<readonly Public.StaleRead[]> {
    return this.#do(async () => {
      const { pending } = this.#store;
      const touched = pending.net().map(({ path, base }) => ({ path, state: base }));
      return changedSince(this.#context.root, [...touched, ...pending.readOnly()]);
    });
  }

  commit(options: Public.CommitOptions = {}): Promise<Public.CommitResult> {
    return this.commitAs(options);
  }

  /** Commits with what only the workspace itself may say, such as which change is undone. */
  commitAs(request: CommitRequest): Promise<Public.CommitResult> {
    return this.#do(async () => {
      const result = await commitTransaction(this.#context, this.#store, {
        ...request,
        onConflicts: ({ conflicts, theirs }) => {
          this.#conflicts = conflicts;
          this.#theirs = theirs;
        },
      });
      await this.#end('committed').catch(() => undefined);
      return result;
    });
  }

  conflicts(): readonly Public.FileConflict[] {
    return this.#conflicts;
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

  /** What a path holds with the pending changes; undefined for no file. Remembers what was seen. */
  async #find(path: string): Promise<FileSnapshot | undefined> {
    checkPath(path);
    const change = this.#store.pending.get(path);
    if (change !== undefined) return this.#snapshot(path, change.content);
    const found = await readOnce(this.#context.root, path);
    if (this.#store.pending.seen(path) === undefined) {
      const state = found === undefined ? null : await keepState(this.#store, found);
      await this.#store.record({ type: 'read', path, state });
    }
    return found;
  }

  async #snapshot(path: string, content: FileState | null): Promise<FileSnapshot | undefined> {
    if (content === null) return undefined;
    const bytes = await this.#store.parts.blobs.get(content.hash);
    return toSnapshot(path, { bytes, stat: { mode: content.mode, mtimeMs: 0 } });
  }

  /** The pending change of a path, made now if there is none: what it is based on is kept from here on. */
  async #touch(path: string): Promise<PendingChange> {
    checkPath(path);
    const known = this.#store.pending.get(path);
    const theirs = this.#theirs.get(path);
    if (known !== undefined) return theirs === undefined ? known : { ...known, base: theirs };
    checkRoom(this.#store.pending, path);
    await using walk = new FolderWalk(this.#context.root);
    const disk = await readReplaceable(walk, path);
    const present = disk === undefined ? null : await keepState(this.#store, disk);
    const base = this.#store.pending.seen(path) ?? present;
    return { path, base, content: base };
  }

  async #existing(path: string): Promise<PendingChange & { readonly content: FileState }> {
    const change = await this.#touch(path);
    if (change.content === null) throw fileErrors.create('EC_FILE_NOT_FOUND', { path });
    return { ...change, content: change.content };
  }

  async #set(change: PendingChange, content: FileState | null): Promise<void> {
    await this.#store.record({ type: 'change', change: { ...change, content } });
    this.#conflicts = this.#conflicts.filter(({ path }) => path !== change.path);
  }

  async #write(path: string, content: string | Uint8Array, options: Public.WriteOptions): Promise<void> {
    const change = await this.#touch(path);
    if (options.overwrite === 'refuse' && change.content !== null)
      throw fileErrors.create('EC_FILE_EXISTS', { path });
    const bytes = typeof content === 'string' ? await this.#encode(path, content, change.content) : content;
    const mode = options.mode ?? change.content?.mode ?? change.base?.mode ?? this.#context.driver.fileMode;
    await this.#set(change, await this.#store.keep(bytes, mode & 0o777));
  }

  /** A text takes the encoding and the byte order mark of the file that it replaces. */
  async #encode(path: string, text: string, present: FileState | null): Promise<Uint8Array> {
    const model = present === null ? undefined : decodeText(await this.#store.parts.blobs.get(present.hash));
    const { encoding = 'utf-8', bom = false } = model ?? {};
    return encodeText(path, { text: bom ? text.replace(/^\ufeff/, '') : text, encoding, bom });
  }

  async #rename(from: string, to: string): Promise<void> {
    const source = await this.#existing(from);
    const target = await this.#touch(to);
    if (target.content !== null) throw fileErrors.create('EC_FILE_EXISTS', { path: to });
    await this.#set(source, null);
    const origin = source.base === null ? source.from : from;
    await this.#set({ ...target, ...(origin === undefined ? {} : { from: origin }) }, source.content);
  }

  async #apply(edit: EditSet): Promise<Public.ApplyResult> {
    const plan = await planAgainst(
      { base: (path) => this.#baseFile(path), carryOut: (file) => this.#carryOut(file) },
      edit,
    );
    const { receipts, refusals, files } = plan;
    if (refusals.length > 0) return { applied: false, receipts, refusals, paths: [] };
    const before = await this.#savepoint();
    try {
      for (const file of files) await this.#carryOut(file);
    } catch (error) {
      await this.#rollback(before);
      throw error;
    }
    return { applied: true, receipts, refusals, paths: files.flatMap(pathsOf) };
  }

  async #baseFile(path: string): Promise<BaseFile | undefined> {
    const found = await this.#find(path);
    if (found === undefined) return undefined;
    if (found.text === undefined) throw fileErrors.create('EC_FILE_BINARY', { path });
    return { path, text: found.text, hash: found.hash };
  }

  async #carryOut(file: PlannedFile): Promise<void> {
    if (file.kind === 'delete') return this.#set(await this.#existing(file.path), null);
    if (file.kind === 'rename') await this.#rename(file.path, file.newPath);
    const path = file.kind === 'rename' ? file.newPath : file.path;
    const mode = file.mode === undefined ? {} : { mode: file.mode };
    await this.#write(path, file.text, file.kind === 'create' ? { ...mode, overwrite: 'refuse' } : mode);
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
}

function toFileChange({ path, base, content, from }: PendingChange): Parameters<typeof gitDiff>[1][number] {
  return { path, before: base, after: content, ...(from === undefined ? {} : { from }) };
}
