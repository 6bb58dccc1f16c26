import { errnoOf } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { type FolderWalk, splitPath } from '../paths/folder-walk.ts';
import { toFileError } from '../paths/path-guard.ts';
import { concurrently } from '../state/concurrently.ts';
import type { CommitRecord, FileChange, StagedFile } from './commit-record.ts';
import { syncFolders } from './stage.ts';
import { standingOf, standings } from './standing.ts';
import { unlessFilled, unlessGone } from './unless-gone.ts';

/** Moves every staged file to its place and removes what is to be gone, then makes that durable and reads it back. */
export async function applyAll(
  walk: FolderWalk,
  folderMode: number,
  record: CommitRecord,
  todo: readonly FileChange[],
): Promise<void> {
  const { entry, staged, emptied } = record;
  const places = new Map(staged.map((place) => [place.path, place]));
  for (const change of todo.filter(({ after }) => after === null)) {
    await named(change.path, () => removeFile(walk, change));
  }
  await removeEmptied(walk, emptied);
  await makeFolders(walk, entry.folders, folderMode);
  await concurrently(todo, async (change) => {
    const place = places.get(change.path);
    if (change.after !== null && place !== undefined)
      await named(change.path, () => moveIn(walk, change, place));
  });
  await syncFolders(walk, touchedFolders(entry.files, entry.folders, emptied));
  await verify(walk, entry.files);
}

/** Folders whose names a change adds or removes. */
export function touchedFolders(
  files: readonly FileChange[],
  folders: readonly string[],
  emptied: readonly string[],
): readonly string[] {
  const paths = [...files.map(({ path }) => path), ...folders, ...emptied];
  return paths.map((path) => splitPath(path).folder);
}

/** Removes folders that are empty now; those that hold something else stay. */
export async function removeEmptied(walk: FolderWalk, folders: readonly string[]): Promise<void> {
  for (const path of folders) {
    await walk.forget(path);
    await unlessFilled(async () => {
      const { folder, name } = await walk.place(path);
      await folder.removeFolder(name);
    });
  }
}

/** Replaces only what is there to be replaced: a new file never takes the place of one that appeared. */
async function moveIn(walk: FolderWalk, change: FileChange, staged: StagedFile): Promise<void> {
  const from = await walk.folder(staged.folder);
  const { folder, name } = await walk.place(change.path);
  if (change.before !== null) {
    await checkUntouched(walk, change);
    return from.replace(staged.name, folder, name);
  }
  try {
    await from.link(staged.name, folder, name);
  } catch (error) {
    if (!['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    // A file system without hard links: looking first is the best that can be done.
    if ((await folder.stat(name)) !== undefined)
      throw fileErrors.create('EC_FILE_EXISTS', { path: change.path });
    return from.replace(staged.name, folder, name);
  }
  await from.remove(staged.name);
}

/**
 * Looks once more right before a file is replaced or removed: since the commit was decided other files may have
 * taken their time. Only who writes between this look and the very next call to the system is not noticed, for
 * Node has no call that exchanges two names.
 */
async function checkUntouched(walk: FolderWalk, change: FileChange): Promise<void> {
  if ((await standingOf(walk, change)) === 'foreign')
    throw fileErrors.create('EC_FILE_CONFLICT', { paths: [change.path] });
}

async function removeFile(walk: FolderWalk, change: FileChange): Promise<void> {
  await checkUntouched(walk, change);
  await unlessGone(async () => {
    const { folder, name } = await walk.place(change.path);
    await folder.remove(name);
  });
}

async function named(path: string, act: () => Promise<void>): Promise<void> {
  await act().catch((error: unknown) => {
    throw toFileError(error, path);
  });
}

async function makeFolders(walk: FolderWalk, folders: readonly string[], mode: number): Promise<void> {
  for (const path of folders) {
    const { folder, name } = await walk.place(path);
    await folder.makeFolder(name, mode).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
  }
}

async function verify(walk: FolderWalk, files: readonly FileChange[]): Promise<void> {
  const found = await standings(walk, files);
  const wrong = files.filter((change) => found.get(change) !== 'after').map(({ path }) => path);
  if (wrong.length > 0) throw fileErrors.create('EC_FILE_VERIFY_FAILED', { paths: wrong });
}
