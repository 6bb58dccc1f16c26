import { type FileBytes, type FileState, sameState } from '../content/file-snapshot.ts';
import type { FolderWalk } from '../paths/folder-walk.ts';
import { readReplaceable } from '../paths/read-file.ts';
import type { RebaseVerdict } from './merge-change.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileConflict } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** What comparing the pending changes with the disk came to. */
export interface Rebased {
  /** Changes that now build on what the disk holds. */
  readonly moved: readonly PendingChange[];
  /** Paths whose content was merged with a change of somebody else. */
  readonly merged: readonly string[];
  readonly conflicts: readonly FileConflict[];
  /** What the disk holds where there is a conflict. */
  readonly theirs: ReadonlyMap<string, FileState | null>;
}

/**
 * Compares every pending change with the disk. A file that somebody else changed meanwhile is merged by
 * lines, or is a conflict with both sides.
 */
export async function rebase(store: TransactionStore, walk: FolderWalk): Promise<Rebased> {
  const moved: PendingChange[] = [];
  const merged: string[] = [];
  const conflicts: FileConflict[] = [];
  const theirs = new Map<string, FileState | null>();
  for (const change of store.pending.net()) {
    const disk = await readReplaceable(walk, change.path, change.base === null ? 'gone' : 'any');
    const verdict = await judge(store, change, disk);
    if (verdict.change !== undefined) moved.push(verdict.change);
    if (verdict.merged === true) merged.push(change.path);
    if (verdict.conflict !== undefined) {
      conflicts.push(verdict.conflict);
      theirs.set(change.path, disk === undefined ? null : await store.keepBytes(disk));
    }
  }
  return { moved, merged, conflicts, theirs };
}

async function judge(
  store: TransactionStore,
  change: PendingChange,
  disk: FileBytes | undefined,
): Promise<RebaseVerdict> {
  const { base, content } = change;
  if (sameState(disk, base ?? undefined)) return {};
  if (disk?.hash === base?.hash || disk?.hash === content?.hash) return adopt(store, change, disk);
  const { mergeChange } = await import('../on-demand.ts');
  return mergeChange(store, change, disk);
}

/** Only permission bits differ, or somebody else made the very same change: their bits stay unless we set them. */
async function adopt(
  store: TransactionStore,
  change: PendingChange,
  disk: FileBytes | undefined,
): Promise<RebaseVerdict> {
  const { base, content } = change;
  const newBase = disk === undefined ? null : await store.keepBytes(disk);
  const keepsMode = content !== null && disk !== undefined && content.mode === base?.mode;
  return {
    change: { ...change, base: newBase, content: keepsMode ? { ...content, mode: disk.mode } : content },
  };
}
