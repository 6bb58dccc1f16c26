import type { FolderWalk } from '../paths/folder-walk.ts';
import type { BlobStore } from '../state/blob-store.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { applyAll, removeEmptied, touchedFolders } from './apply.ts';
import type { CommitRecord, EntryDraft, FileChange } from './commit-record.ts';
import { planFolders, planStaging, stage, syncFolders, unstage } from './stage.ts';
import { standings } from './standing.ts';

/** The change that takes another one back. */
export function inverseOf(change: FileChange): FileChange {
  return { path: change.path, before: change.after, after: change.before };
}

/** Folders innermost first, as they have to be removed. */
export function innermostFirst(folders: readonly string[]): readonly string[] {
  return [...folders].sort((a, b) => b.length - a.length);
}

/**
 * What takes a commit back: the inverse of those files that hold its new bytes. Files that hold their old
 * bytes need nothing, and those with somebody else's bytes are left to them.
 */
export async function planRevert(
  context: WorkspaceContext,
  walk: FolderWalk,
  record: CommitRecord,
): Promise<CommitRecord> {
  const { entry } = record;
  const found = await standings(walk, entry.files);
  const files = entry.files.filter((change) => found.get(change) === 'after').map(inverseOf);
  const inverse: EntryDraft = { ...entry, files, folders: await planFolders(walk, files) };
  const staged = [...record.staged, ...(await planStaging(walk, files, context.temporaryName))];
  return { phase: 'revert', entry: inverse, staged, emptied: innermostFirst(entry.folders) };
}

/** Carries out what `planRevert` planned; also a second time, after an interruption. */
export async function revert(
  context: WorkspaceContext,
  walk: FolderWalk,
  blobs: BlobStore,
  record: CommitRecord,
): Promise<void> {
  const { entry, staged, emptied } = record;
  await unstage(walk, staged);
  const found = await standings(walk, entry.files);
  const todo = entry.files.filter((change) => found.get(change) === 'before');
  // A later place of the same path is the one that the inverse was planned for.
  const places = [...new Map(staged.map((place) => [place.path, place])).values()];
  await stage(walk, blobs, todo, places);
  const plan = { ...record, staged: places, entry: { ...entry, files: todo } };
  await applyAll(walk, context.driver.folderMode, plan, todo);
  await removeEmptied(walk, emptied);
  await syncFolders(walk, touchedFolders(entry.files, entry.folders, emptied));
}
