import type { Transaction, Workspace } from '@enhanced-code/file-management';

/** Acts on a new transaction; whatever was not committed then is forgotten. */
export async function inTransaction<Result>(
  workspace: Workspace,
  label: string,
  act: (transaction: Transaction) => Promise<Result>,
): Promise<Result> {
  const transaction = await workspace.begin({ label, origin: 'enhanced-code' });
  try {
    return await act(transaction);
  } finally {
    // It is closed after a commit, and what only a recovery can settle must stay.
    await transaction.discard().catch(() => undefined);
  }
}
