import { type FileState, hashOf } from '../content/file-snapshot.ts';
import { errnoOf, type Folder } from '../driver/driver.ts';
import { type FolderWalk, splitPath } from '../paths/folder-walk.ts';
import type { BlobStore } from '../state/blob-store.ts';
import { concurrently } from '../state/concurrently.ts';
import { PRIVATE_FILE, writeNewFile } from '../state/write-file.ts';
import type { FileChange, StagedFile } from './commit-record.ts';
import { unlessGone } from './unless-gone.ts';

const OWNER_WRITES = 0o200;

/** Decides where the new content of each file waits: in the nearest folder that exists already. */
export async function planStaging(
  walk: FolderWalk,
  files: readonly FileChange[],
  temporaryName: () => string,
): Promise<readonly StagedFile[]> {
  const staged: StagedFile[] = [];
  for (const { path, after } of files) {
    if (after === null) continue;
    const { path: folder } = await nearestFolder(walk, splitPath(path).folder);
    staged.push({ path, folder, name: temporaryName() });
  }
  return staged;
}

/** Folders that do not exist yet and will have to be made, outermost first. */
export async function planFolders(
  walk: FolderWalk,
  files: readonly FileChange[],
): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const { path } of files) {
    const wanted = splitPath(path).folder;
    const { path: existing } = await nearestFolder(walk, wanted);
    for (let folder = wanted; folder !== existing; folder = splitPath(folder).folder) missing.add(folder);
  }
  return [...missing].sort((a, b) => a.length - b.length);
}

/**
 * Writes new content where it waits, so that its bytes last when it gets its name. The name by which it waits need
 * not last: a commit that was decided stages again what is missing. All are written before the first is made to last,
 * which takes the system hardly longer for all than for one.
 */
export async function stage(
  walk: FolderWalk,
  blobs: BlobStore,
  files: readonly FileChange[],
  staged: readonly StagedFile[],
): Promise<void> {
  const changes = new Map(files.map((file) => [file.path, file]));
  await concurrently(staged, async (place) => {
    const after = changes.get(place.path)?.after;
    if (after) await writeStaged(walk, blobs, after, place);
  });
  await concurrently(staged, async (place) => {
    const change = changes.get(place.path);
    if (change?.after) await completeStaged(walk, change, change.after, place);
  });
}

/** Removes staged files that are still waiting. */
export async function unstage(walk: FolderWalk, staged: readonly StagedFile[]): Promise<void> {
  for (const { folder, name } of staged) {
    await unlessGone(async () => (await walk.folder(folder)).remove(name));
  }
}

/** Waits until the names in folders are on stable storage; folders that are gone are left out. */
export async function syncFolders(walk: FolderWalk, folders: Iterable<string>): Promise<void> {
  await concurrently(new Set(folders), (path) => unlessGone(async () => (await walk.folder(path)).sync()));
}

/** Writes the bytes of a staged file, which is private until it is complete. */
async function writeStaged(
  walk: FolderWalk,
  blobs: BlobStore,
  after: FileState,
  { folder: path, name }: StagedFile,
): Promise<void> {
  const folder = await walk.folder(path);
  if (await isStaged(folder, name, after)) return;
  await writeNewFile(folder, name, await blobs.get(after.hash), { durable: false });
}

/** Gives a staged file its owner and permission bits, and waits until all of it is on stable storage. */
async function completeStaged(
  walk: FolderWalk,
  change: FileChange,
  after: FileState,
  { folder: path, name }: StagedFile,
): Promise<void> {
  const owner = await ownerOf(walk, change);
  const file = await (await walk.folder(path)).append(name, PRIVATE_FILE);
  try {
    if (owner !== undefined) await file.setOwner(owner);
    if (after.mode !== PRIVATE_FILE) await file.setMode(after.mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** An interrupted commit has staged files already, of which only whole ones that can be opened again are of use. */
async function isStaged(folder: Folder, name: string, after: FileState): Promise<boolean> {
  const stat = await folder.stat(name);
  if (stat === undefined) return false;
  if ((stat.mode & OWNER_WRITES) !== 0 && hashOf((await folder.read(name)).bytes) === after.hash) return true;
  await folder.remove(name);
  return false;
}

/** A replaced file keeps its owner where that is permitted. */
async function ownerOf(
  walk: FolderWalk,
  { path, before }: FileChange,
): Promise<{ uid: number; gid: number } | undefined> {
  if (before === null) return undefined;
  const { folder, name } = await walk.place(path);
  return (await folder.stat(name))?.owner;
}

/** Like `walk.nearest`, but a file where a folder will be counts as missing too. */
async function nearestFolder(walk: FolderWalk, path: string): Promise<{ readonly path: string }> {
  try {
    return await walk.nearest(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTDIR') throw error;
    return nearestFolder(walk, splitPath(path).folder);
  }
}
