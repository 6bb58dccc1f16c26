import { fileErrors, type Transaction } from '@enhanced-code/file-management';

/** Throws unless a path names a text file inside the workspace: `EC_FILE_*` says what it is instead. */
export async function assertReadable(transaction: Transaction, path: string): Promise<void> {
  const { text } = await transaction.read(path);
  if (text === undefined) throw fileErrors.create('EC_FILE_BINARY', { path });
}
