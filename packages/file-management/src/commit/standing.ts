import type { FileState } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';
import type { FolderWalk } from '../paths/folder-walk.ts';
import { readBytes } from '../paths/read-file.ts';
import { concurrently } from '../state/concurrently.ts';
import type { FileChange } from './commit-record.ts';

/** Where a file stands between the two sides of its change; `foreign` bytes are somebody else's. */
export type Standing = 'before' | 'after' | 'foreign';

/** Looks where a file stands. */
export async function standingOf(walk: FolderWalk, change: FileChange): Promise<Standing> {
  const now = await readNow(walk, change.path);
  if (now === undefined) return 'foreign';
  const { before, after } = change;
  // Only permission bits are changed.
  if (now?.hash === after?.hash && now?.hash === before?.hash)
    return now?.mode === after?.mode ? 'after' : 'before';
  if (now?.hash === after?.hash) return 'after';
  return now?.hash === before?.hash ? 'before' : 'foreign';
}

/** What a path holds: null for no file (a folder is none), undefined for something that is no regular file. */
async function readNow(walk: FolderWalk, path: string): Promise<FileState | null | undefined> {
  try {
    return (await readBytes(walk, path)) ?? null;
  } catch (error) {
    if (fileErrors.is(error, 'EC_FILE_SPECIAL') && error.details.kind === 'folder') return null;
    if (fileErrors.is(error, 'EC_FILE_LINK') || fileErrors.is(error, 'EC_FILE_SPECIAL')) return undefined;
    throw error;
  }
}

/** Where every file of a change stands. */
export async function standings(
  walk: FolderWalk,
  files: readonly FileChange[],
): Promise<ReadonlyMap<FileChange, Standing>> {
  const found = new Map<FileChange, Standing>();
  await concurrently(files, async (change) => {
    found.set(change, await standingOf(walk, change));
  });
  return found;
}
