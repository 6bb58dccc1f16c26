import type { Workspace } from '@enhanced-code/file-management';
import type { Io } from '../io.ts';
import { insidePath } from '../workspace-of.ts';
import { blobId, filesAt } from './git-tree.ts';

/** A file to be checked. */
export interface ChosenFile {
  /** Path inside the folder. */
  readonly path: string;
  /** Size in bytes, as it was listed. */
  readonly size: number;
}

/** Files that are compared with their commit at the same time. */
const AT_ONCE = 16;

/**
 * The files that a call names, sorted: those in the named folders that no ignore rule leaves out, and every named
 * file. Nothing named means all. Rejects with the error of a path that is not there or may not be read.
 */
export async function chosenFiles(
  workspace: Workspace,
  named: readonly string[],
): Promise<readonly ChosenFile[]> {
  const listed = await workspace.list();
  const paths = named.map((path) => insidePath(workspace.root, path));
  if (paths.length === 0 || paths.includes('')) return listed;
  const chosen = new Map<string, ChosenFile>();
  for (const path of paths) {
    const below = listed.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
    const found = below.length > 0 ? below : [await workspace.read(path)];
    for (const { path: name, size } of found) chosen.set(name, { path: name, size });
  }
  return [...chosen.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Those of the files that are new or different since a commit. A file that cannot be read stays, to be told of. */
export async function changedSince(
  workspace: Workspace,
  files: readonly ChosenFile[],
  ref: string,
  io: Io,
): Promise<readonly ChosenFile[]> {
  const before = await filesAt(workspace.root, ref, io);
  const changed: ChosenFile[] = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    io.signal.throwIfAborted();
    const some = files.slice(at, at + AT_ONCE);
    const differs = await Promise.all(some.map(({ path }) => isDifferent(workspace, path, before.get(path))));
    changed.push(...some.filter((_, index) => differs[index]));
  }
  return changed;
}

async function isDifferent(workspace: Workspace, path: string, id: string | undefined): Promise<boolean> {
  if (id === undefined) return true;
  const file = await workspace.read(path).catch(() => undefined);
  return file === undefined || blobId(file.bytes, id) !== id;
}
