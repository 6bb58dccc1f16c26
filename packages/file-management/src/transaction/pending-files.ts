import { encodeLike } from '../content/encode-like.ts';
import { decodeText } from '../content/encoding.ts';
import { type FileSnapshot, type FileState, toSnapshot } from '../content/file-snapshot.ts';
import type { BaseFile, PlannedFile } from '../edits/edit-plan.ts';
import { fileErrors } from '../file-errors.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { checkPath } from '../paths/path-guard.ts';
import { readOnce, readReplaceable } from '../paths/read-file.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import type { PendingChange } from './pending-changes.ts';
import { checkRoom } from './pending-room.ts';
import type { Rebased } from './rebase.ts';
import type { FileConflict, WriteOptions } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** The files of a workspace as a transaction sees and changes them. */
export class PendingFiles {
  readonly #context: WorkspaceContext;
  readonly #store: TransactionStore;
  #conflicts: readonly FileConflict[] = [];
  #theirs: ReadonlyMap<string, FileState | null> = new Map();

  constructor(context: WorkspaceContext, store: TransactionStore) {
    this.#context = context;
    this.#store = store;
  }

  /** Conflicts that the last commit met and that no write has settled yet. */
  get conflicts(): readonly FileConflict[] {
    return this.#conflicts;
  }

  /** Takes note of conflicts: a write to such a path then builds on what the disk holds. */
  meet({ conflicts, theirs }: Rebased): void {
    this.#conflicts = conflicts;
    this.#theirs = theirs;
  }

  /** What a path holds with the pending changes; undefined for no file. Remembers what was seen. */
  async find(path: string): Promise<FileSnapshot | undefined> {
    checkPath(path);
    const change = this.#store.pending.get(path);
    if (change !== undefined) return this.#snapshot(path, change.content);
    const found = await readOnce(this.#context.root, path);
    if (this.#store.pending.seen(path) === undefined) {
      const state = found === undefined ? null : await this.#store.keepBytes(found);
      await this.#store.record({ type: 'read', path, state });
    }
    return found;
  }

  /** The text of a path for planning edits; undefined for no file. */
  async base(path: string): Promise<BaseFile | undefined> {
    const found = await this.find(path);
    if (found === undefined) return undefined;
    if (found.text === undefined) throw fileErrors.create('EC_FILE_BINARY', { path });
    return { path, text: found.text, hash: found.hash };
  }

  async write(path: string, content: string | Uint8Array, options: WriteOptions): Promise<void> {
    const change = await this.#touch(path);
    if (options.overwrite === 'refuse' && change.content !== null) {
      throw fileErrors.create('EC_FILE_EXISTS', { path });
    }
    const wanted = this.#keepsModes ? options.mode : undefined;
    if (wanted === undefined) this.#checkWritable(path, change.content);
    const bytes = typeof content === 'string' ? await this.#encode(path, content, change.content) : content;
    const mode = wanted ?? change.content?.mode ?? change.base?.mode ?? this.#context.driver.fileMode;
    await this.#set(change, await this.#store.keep(bytes, mode & 0o777));
  }

  async rename(from: string, to: string): Promise<void> {
    const source = await this.#existing(from);
    const target = await this.#touch(to);
    if (target.content !== null) throw fileErrors.create('EC_FILE_EXISTS', { path: to });
    await this.#set(source, null);
    const origin = source.base === null ? source.from : from;
    await this.#set({ ...target, ...(origin === undefined ? {} : { from: origin }) }, source.content);
  }

  async delete(path: string): Promise<void> {
    const change = await this.#existing(path);
    this.#checkWritable(path, change.content);
    await this.#set(change, null);
  }

  async setMode(path: string, mode: number): Promise<void> {
    const change = await this.#existing(path);
    if (this.#keepsModes) await this.#set(change, { ...change.content, mode: mode & 0o777 });
  }

  /** Where no permission bits are kept, none can be asked for: the change would never be there. */
  get #keepsModes(): boolean {
    return this.#context.driver.capabilities.modes;
  }

  /** A file that nobody may write was protected on purpose: only who sets its permission bits first may change it. */
  #checkWritable(path: string, content: FileState | null): void {
    const writable = content === null || (content.mode & 0o222) !== 0;
    if (writable || !this.#keepsModes) return;
    throw fileErrors.create('EC_FILE_NOT_WRITABLE', { path, errno: 'EACCES', operation: 'write' });
  }

  /** Carries out what an edit plan says of one file. */
  async carryOut(file: PlannedFile): Promise<void> {
    if (file.kind === 'delete') return this.delete(file.path);
    if (file.kind === 'rename') await this.rename(file.path, file.newPath);
    const path = file.kind === 'rename' ? file.newPath : file.path;
    const mode = file.mode === undefined ? {} : { mode: file.mode };
    await this.write(path, file.text, file.kind === 'create' ? { ...mode, overwrite: 'refuse' } : mode);
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
    checkRoom(this.#store.pending, path);
    if (known !== undefined) return theirs === undefined ? known : { ...known, base: theirs };
    await using walk = new FolderWalk(this.#context.root);
    const disk = await readReplaceable(walk, path);
    const present = disk === undefined ? null : await this.#store.keepBytes(disk);
    const seen = this.#store.pending.seen(path);
    const base = seen === undefined ? present : seen;
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

  /** A text takes the encoding and the byte order mark of the file that it replaces. */
  async #encode(path: string, text: string, present: FileState | null): Promise<Uint8Array> {
    const model = present === null ? undefined : decodeText(await this.#store.parts.blobs.get(present.hash));
    return encodeLike(path, text, model);
  }
}
