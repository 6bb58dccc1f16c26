import type { ContextSelection } from '@enhanced-code/context';
import type { Transaction } from '@enhanced-code/file-management';

/**
 * The files that a selection shows from the first line to the last, with the hash of the bytes shown. A file that
 * changed between the choice and now is not among them, so that a reply that replaces it whole is refused.
 */
export async function shownHashes(
  transaction: Pick<Transaction, 'read'>,
  { entries }: ContextSelection,
): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>();
  for (const { path, tier, passages } of entries) {
    if (tier !== 'whole') continue;
    const snapshot = await transaction.read(path).catch(() => undefined); // Gone meanwhile: nothing to vouch for.
    if (snapshot?.text === passages.map(({ text }) => text).join('')) shown.set(path, snapshot.hash);
  }
  return shown;
}
