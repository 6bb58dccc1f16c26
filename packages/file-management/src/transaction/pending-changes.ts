import type { EntryKind, FileChange } from '../commit/commit-record.ts';
import { type FileState, sameState } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';

/** What a transaction wants of one path. */
export interface PendingChange {
  readonly path: string;
  /** What the path held when the transaction first touched it; null for no file. */
  readonly base: FileState | null;
  /** What it shall hold; null for no file. */
  readonly content: FileState | null;
  /** The path that the content was moved from. */
  readonly from?: string;
}

/** Why the workspace makes a commit. */
export interface CommitPurpose {
  readonly kind?: EntryKind;
  /** Id of the change that an undo or redo is about. */
  readonly of?: string;
  /** Folders to remove at the end if they are empty, innermost first. */
  readonly emptied?: readonly string[];
  /** What the history shows, unless the caller of the commit says otherwise. */
  readonly label?: string;
}

/** One record of the log of an open transaction. */
export type TransactionRecord =
  | {
      readonly type: 'begin';
      readonly id: string;
      readonly at: string;
      readonly label?: string;
      readonly origin?: string;
      /** For what the workspace itself began it, such as an undo that has to be reviewed. */
      readonly purpose?: CommitPurpose;
    }
  | { readonly type: 'change'; readonly change: PendingChange }
  | { readonly type: 'read'; readonly path: string; readonly state: FileState | null }
  | { readonly type: 'savepoint'; readonly name: string }
  | { readonly type: 'rollback'; readonly name: string };

/** The pending changes of a transaction: a fold over its log. */
export class PendingChanges {
  #changes = new Map<string, PendingChange>();
  readonly #reads = new Map<string, FileState | null>();
  readonly #savepoints = new Map<string, ReadonlyMap<string, PendingChange>>();
  #named = 0;
  label: string | undefined;
  origin: string | undefined;
  purpose: CommitPurpose = {};
  at = '';
  id = '';

  /** Takes one record in. */
  take(record: TransactionRecord): void {
    if (record.type === 'begin') {
      this.id = record.id;
      this.at = record.at;
      this.purpose = record.purpose ?? {};
      this.label = record.label;
      this.origin = record.origin;
    } else if (record.type === 'change') this.#change(record.change);
    else if (record.type === 'read') this.#read(record.path, record.state);
    else if (record.type === 'savepoint') this.#save(record.name);
    else this.#rollback(record.name);
  }

  /** What is pending for a path. */
  get(path: string): PendingChange | undefined {
    return this.#changes.get(path);
  }

  /** What the transaction has seen of a path: undefined when it never looked. */
  seen(path: string): FileState | null | undefined {
    return this.#reads.get(path);
  }

  /** The changes that change something, sorted by path. */
  net(): readonly PendingChange[] {
    return [...this.#changes.values()]
      .filter(({ base, content }) => !sameState(base ?? undefined, content ?? undefined))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Paths that were read and are not changed, with what they held. */
  readOnly(): readonly { readonly path: string; readonly state: FileState | null }[] {
    const changed = new Set(this.net().map(({ path }) => path));
    return [...this.#reads].filter(([path]) => !changed.has(path)).map(([path, state]) => ({ path, state }));
  }

  /** Paths that were read or changed, with what they held when they were looked at first. */
  lookedAt(): readonly { readonly path: string; readonly state: FileState | null }[] {
    return [...this.net().map(({ path, base }) => ({ path, state: base })), ...this.readOnly()];
  }

  /** Names of the savepoints that can be rolled back to, oldest first. */
  savepoints(): readonly string[] {
    return [...this.#savepoints.keys()];
  }

  /** Number of the next savepoint: names are never used twice, so a rolled back one stays invalid. */
  nextSavepoint(): number {
    return this.#named + 1;
  }

  #save(name: string): void {
    this.#savepoints.set(name, new Map(this.#changes));
    this.#named++;
  }

  #change(change: PendingChange): void {
    this.#changes.set(change.path, change);
  }

  /** The first look counts: later decisions build on it. */
  #read(path: string, state: FileState | null): void {
    if (!this.#reads.has(path)) this.#reads.set(path, state);
  }

  #rollback(name: string): void {
    const saved = this.#savepoints.get(name);
    if (saved === undefined) throw fileErrors.create('EC_FILE_SAVEPOINT_UNKNOWN', { savepoint: name });
    this.#changes = new Map(saved);
    const names = this.savepoints();
    for (const later of names.slice(names.indexOf(name) + 1)) this.#savepoints.delete(later);
  }
}

/** A pending change as a change of one file. */
export function toFileChange({ path, base, content, from }: PendingChange): FileChange {
  return { path, before: base, after: content, ...(from === undefined ? {} : { from }) };
}
