import { type FileBytes, type FileSnapshot, toFileBytes, toSnapshot } from '../content/file-snapshot.ts';
import { errnoOf, type FileContent, type FileStat, type Folder } from '../driver/driver.ts';
import { FolderWalk } from './folder-walk.ts';
import { checkReplaceable, toFileError } from './path-guard.ts';

/** Reads a file through held folders; undefined when there is none. The path must have been checked. */
export async function readFile(walk: FolderWalk, path: string): Promise<FileSnapshot | undefined> {
  const content = await readContent(walk, path);
  return content && toSnapshot(path, content);
}

/** Reads a file as `readFile` does, for those who only compare it. */
export async function readBytes(walk: FolderWalk, path: string): Promise<FileBytes | undefined> {
  const content = await readContent(walk, path);
  return content && toFileBytes(content);
}

async function readContent(walk: FolderWalk, path: string): Promise<FileContent | undefined> {
  try {
    const { folder, name } = await walk.place(path);
    return await folder.read(name);
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
): Promise<FileBytes | undefined> {
  const stat = await statFile(walk, path);
  if (stat === undefined || (expected === 'gone' && stat.kind === 'folder')) return undefined;
  checkReplaceable(path, stat);
  return readBytes(walk, path);
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
