import { fileErrors } from '../file-errors.ts';
import type { PendingChanges } from './pending-changes.ts';

/** Refuses a path that a pending file stands in the way of, or that would stand in the way of one. */
export function checkRoom(pending: PendingChanges, path: string): void {
  const inTheWay = pending.net().find((change) => {
    return (
      change.content !== null && (path.startsWith(`${change.path}/`) || change.path.startsWith(`${path}/`))
    );
  });
  if (inTheWay === undefined) return;
  throw fileErrors.create('EC_FILE_PATH_REFUSED', { path, reason: 'a file stands where a folder is needed' });
}
