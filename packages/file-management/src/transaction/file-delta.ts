import { protectionOf } from '../paths/protected-names.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileDelta } from './transaction.ts';

/** A pending change as the caller sees it. */
export function toDelta({ path, base, content, from }: PendingChange): FileDelta {
  const protection = protectionOf(path);
  return {
    path,
    kind: kindOf(base?.hash, content?.hash),
    ...(from === undefined || content === null ? {} : { from }),
    ...(base === null ? {} : { before: base }),
    ...(content === null ? {} : { after: content }),
    ...(protection === undefined ? {} : { protection }),
  };
}

function kindOf(before: string | undefined, after: string | undefined): FileDelta['kind'] {
  if (before === undefined) return 'create';
  if (after === undefined) return 'delete';
  return before === after ? 'mode' : 'modify';
}
