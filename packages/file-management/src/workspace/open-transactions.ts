import { readCommit } from '../commit/commit-record.ts';
import type { Folder } from '../driver/driver.ts';
import type { StateParts } from '../state/state-folder.ts';

/** Ids of the transactions that are kept and not committed. */
export async function openIds({ transactions }: StateParts): Promise<readonly string[]> {
  const ids: string[] = [];
  await eachTransaction(transactions, async (folder, id) => {
    if ((await folder.stat('log')) !== undefined) ids.push(id);
  });
  return ids.sort();
}

/** Whether a commit was interrupted, or is going on in another process. */
export async function hasUnsettled({ transactions }: StateParts): Promise<boolean> {
  let found = false;
  await eachTransaction(transactions, async (folder) => {
    found ||= (await readCommit(folder)) !== undefined;
  });
  return found;
}

/** Visits the folder of each kept transaction; one that vanishes meanwhile is left out. */
export async function eachTransaction(
  transactions: Folder,
  visit: (folder: Folder, id: string) => Promise<void>,
): Promise<void> {
  for (const { name, kind } of await transactions.entries()) {
    const folder = kind === 'folder' ? await transactions.folder(name).catch(() => undefined) : undefined;
    if (folder === undefined) continue;
    try {
      await visit(folder, name);
    } finally {
      await folder[Symbol.asyncDispose]();
    }
  }
}
