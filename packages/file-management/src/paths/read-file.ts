import { type FileSnapshot, type FileState, stateOf, toSnapshot } from '../content/file-snapshot.ts';
import { errnoOf, type FileStat, type Folder } from '../driver/driver.ts';
import { FolderWalk } from './folder-walk.ts';
import { checkRegular, checkReplaceable, toFileError } from './path-guard.ts';

/** Reads a file through held folders; undefined when there is none. The path must have been checked. */
export async function readFile(walk: FolderWalk, path: string): Promise<FileSnapshot | undefined> {
  try {
    const { folder, name } = await walk.place(path);
    return toSnapshot(path, await folder.read(name));
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw toFileError(error, path);
  }
}

/** Reads a file below a root; undefined when there is none. */
export async function readOnce(root: Folder, path: string): Promise<FileSnapshot | undefined> {
  await using walk = new FolderWalk(root);
  return await readFile(walk, path);
}

/**
 * What a path holds now; refuses what must not be replaced: links, hard links, folders, special files. Where
 * no file is expected, `gone` lets a folder count as none: the change may be about to remove it.
 */
export async function readReplaceable(
  walk: FolderWalk,
  path: string,
  expected: 'any' | 'gone' = 'any',
): Promise<FileSnapshot | undefined> {
  const stat = await statFile(walk, path);
  if (stat === undefined || (expected === 'gone' && stat.kind === 'folder')) return undefined;
  checkReplaceable(path, stat);
  return readFile(walk, path);
}

/** The state of a path; undefined when there is no file. Anything but a regular file is refused. */
export async function readState(walk: FolderWalk, path: string): Promise<FileState | undefined> {
  const stat = await statFile(walk, path);
  if (stat === undefined) return undefined;
  checkRegular(path, stat);
  const snapshot = await readFile(walk, path);
  return snapshot && stateOf(snapshot);
}

async function statFile(walk: FolderWalk, path: string): Promise<FileStat | undefined> {
  try {
    const { folder, name } = await walk.place(path);
    return await folder.stat(name);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw toFileError(error, path);
  }
}

/** A missing folder on the way, or a file in its place, means that the file is not there. */
function isAbsence(error: unknown): boolean {
  return errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';
}
