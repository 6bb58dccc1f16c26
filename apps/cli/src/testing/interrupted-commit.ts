import { hostname } from 'node:os';
import { openWorkspace } from '@enhanced-code/file-management';
import { diskDriver } from '@enhanced-code/file-management/driver';
import { faultDriver } from '@enhanced-code/file-management/testing';
import type { Lab } from './call-cli.ts';

/** Linux gives no process a number above 4,194,304 (proc(5), pid_max). */
const DEAD = { host: hostname(), pid: 99_999_999, started: '' };

/** A commit that ends, as a killed process does, right before or after one file gets its new content. */
export async function interruptCommit(
  { folder, state }: Lab,
  files: Readonly<Record<string, string>>,
  at: { readonly path: string; readonly when: 'crash-before' | 'crash-after' },
): Promise<void> {
  const driver = faultDriver(diskDriver(), ({ operation, name }) =>
    operation === 'replace' && name.endsWith(`project/${at.path}`) ? at.when : undefined,
  );
  const processes = { self: () => DEAD, alive: () => false };
  await using workspace = await openWorkspace(folder, { stateFolder: state, driver, processes });
  const transaction = await workspace.begin({ label: 'interrupted' });
  for (const [path, text] of Object.entries(files)) await transaction.write(path, text);
  await transaction.commit().catch(() => {});
}
