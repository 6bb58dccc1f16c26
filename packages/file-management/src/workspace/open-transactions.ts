import { type FileChange, readCommit, unfinishedIds } from '../commit/commit-record.ts';
import { readJournal } from '../commit/journal.ts';
import { finishedIds } from '../commit/settle.ts';
import { unlessGone } from '../commit/unless-gone.ts';
import type { Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import type { StateParts } from '../state/state-folder.ts';
import { toFileChange } from '../transaction/pending-changes.ts';
import { TransactionStore } from '../transaction/transaction-store.ts';
import type { PendingTransaction } from './workspace.ts';

/** Ids of the transactions that are kept and not committed. A history that cannot be read must not hide them. */
export async function openIds(parts: StateParts): Promise<readonly string[]> {
  const finished = new Set(await finishedIds(parts).catch(() => []));
  const ids: string[] = [];
  await eachTransaction(parts.transactions, async (folder, id) => {
    if (!finished.has(id) && (await folder.stat('log')) !== undefined) ids.push(id);
  });
  return ids.sort();
}

/** The transactions that are kept and not committed, oldest first. */
export async function pendingTransactions(parts: StateParts): Promise<readonly PendingTransaction[]> {
  const found: PendingTransaction[] = [];
  for (const id of await openIds(parts)) {
    await using store = await resumeIfThere(parts, id);
    if (store === undefined) continue;
    const { at, label, origin } = store.pending;
    const paths = store.pending.net().map(({ path }) => path);
    const interrupted = (await readCommit(parts.commits, id)) !== undefined;
    const named = { ...(label === undefined ? {} : { label }), ...(origin === undefined ? {} : { origin }) };
    found.push({ id, at, ...named, paths, interrupted });
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** What a change of the history did, or an open transaction would do. */
export async function changesOf(parts: StateParts, id: string): Promise<readonly FileChange[]> {
  const records = await readJournal(parts.journal);
  const done = records.findLast((record) => record.type === 'entry' && record.entry.id === id);
  if (done?.type === 'entry') return done.entry.files;
  await using store = await TransactionStore.resume(parts, id);
  return store.pending.net().map(toFileChange);
}

/** A transaction may end at any time in another process. */
async function resumeIfThere(parts: StateParts, id: string): Promise<TransactionStore | undefined> {
  return TransactionStore.resume(parts, id).catch((error: unknown) => {
    if (!fileErrors.is(error, 'EC_FILE_TRANSACTION_UNKNOWN')) throw error;
    return undefined;
  });
}

/** Whether a commit was interrupted, or is going on in another process, or left something to clear away. */
export async function hasUnsettled(parts: StateParts): Promise<boolean> {
  return (await unfinishedIds(parts.commits)).length > 0 || (await finishedIds(parts)).length > 0;
}

/** Visits the folder of each kept transaction; one that vanishes meanwhile is left out. */
async function eachTransaction(
  transactions: Folder,
  visit: (folder: Folder, id: string) => Promise<void>,
): Promise<void> {
  for (const { name, kind } of await transactions.entries()) {
    if (kind !== 'folder') continue;
    await unlessGone(async () => {
      await using folder = await transactions.folder(name);
      await visit(folder, name);
    });
  }
}
