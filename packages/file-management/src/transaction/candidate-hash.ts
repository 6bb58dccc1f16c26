import { hashOf } from '../content/file-snapshot.ts';
import type { PendingChange } from './pending-changes.ts';

/**
 * Hash of what a commit would do: path, permission bits, hash before and hash after of every changed file,
 * sorted by path. Checks and approvals bind to it.
 */
export function candidateHashOf(changes: readonly PendingChange[]): string {
  const lines = changes.map(({ path, base, content }) =>
    JSON.stringify([path, content?.mode ?? null, base?.hash ?? null, content?.hash ?? null]),
  );
  return hashOf(lines.sort().join('\n'));
}
