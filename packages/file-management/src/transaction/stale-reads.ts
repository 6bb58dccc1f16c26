import type { FileState } from '../content/file-snapshot.ts';
import type { Folder } from '../driver/driver.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { readBytes } from '../paths/read-file.ts';
import type { StaleRead } from './transaction.ts';

/** Which of the files hold other bytes than they held when they were looked at. */
export async function changedSince(
  root: Folder,
  seen: readonly { readonly path: string; readonly state: FileState | null }[],
): Promise<readonly StaleRead[]> {
  const stale: StaleRead[] = [];
  await using walk = new FolderWalk(root);
  for (const { path, state } of seen) {
    const now = await presentHash(walk, path);
    if (now === state?.hash) continue;
    stale.push({
      path,
      ...(state === null ? {} : { readHash: state.hash }),
      ...(now === undefined ? {} : { presentHash: now }),
    });
  }
  return stale;
}

/** Something that cannot be read any more has changed, whatever it is now. */
async function presentHash(walk: FolderWalk, path: string): Promise<string | undefined> {
  return (await readBytes(walk, path).catch(() => undefined))?.hash;
}
