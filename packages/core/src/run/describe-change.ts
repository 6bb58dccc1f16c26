import type { Transaction } from '@enhanced-code/file-management';
import type { ChangedFile, CommittedFile } from './event-types.ts';

/** One changed file of a transaction. */
type FileDelta = Awaited<ReturnType<Transaction['changes']>>[number];

/** What a transaction would change, in the words of the event log. */
export interface ChangeDescription {
  /** The change as a patch that `git apply` takes. */
  readonly diff: string;
  readonly files: readonly ChangedFile[];
  /** Hashes on both sides. */
  readonly committed: readonly CommittedFile[];
}

/** Describes what is pending in a transaction. */
export async function describeChange(transaction: Transaction): Promise<ChangeDescription> {
  const [deltas, blocks, diff] = [
    await transaction.changes(),
    await transaction.blocks(),
    await transaction.diff(),
  ];
  const moved = new Set(deltas.flatMap(({ from }) => (from === undefined ? [] : [from])));
  const files = deltas
    .filter(({ kind, path }) => !(kind === 'delete' && moved.has(path)))
    .map((delta) => {
      const own = blocks.filter(({ path }) => path === delta.path);
      const added = own.reduce((total, block) => total + block.afterEnd - block.afterStart, 0);
      const removed = own.reduce((total, block) => total + block.beforeEnd - block.beforeStart, 0);
      return { ...namesOf(delta), added, removed };
    });
  return { diff, files, committed: deltas.map(hashesOf) };
}

function namesOf({ path, from, kind }: FileDelta): Pick<ChangedFile, 'path' | 'newPath' | 'kind'> {
  if (from !== undefined) return { path: from, newPath: path, kind: 'rename' };
  return { path, kind: kind === 'mode' ? 'modify' : kind };
}

function hashesOf({ path, before, after }: FileDelta): CommittedFile {
  return {
    path,
    ...(before === undefined ? {} : { beforeHash: before.hash }),
    ...(after === undefined ? {} : { afterHash: after.hash }),
  };
}
