import type { Folder } from '../driver/driver.ts';
import type { StateParts } from '../state/state-folder.ts';
import { removeQuietly } from '../state/write-file.ts';

/** Whatever is written takes far less: an older file on its way belongs to a process that is gone. */
const ABANDONED_AFTER_MS = 3_600_000;
const ON_ITS_WAY = /^\.enhanced-code-[0-9a-f]+\.tmp$/;

/** Removes what interrupted writes left in the state folder. */
export async function sweep(parts: StateParts, now: number): Promise<void> {
  for (const folder of parts.held) await sweepFolder(folder, now);
  for (const { name, kind } of await parts.transactions.entries()) {
    const folder =
      kind === 'folder' ? await parts.transactions.folder(name).catch(() => undefined) : undefined;
    if (folder === undefined) continue;
    await sweepFolder(folder, now);
    const empty = (await folder.entries()).length === 0;
    await folder[Symbol.asyncDispose]();
    if (empty && (await isOld(parts.transactions, name, now))) await removeEmpty(parts.transactions, name);
  }
}

async function isOld(folder: Folder, name: string, now: number): Promise<boolean> {
  return now - ((await folder.stat(name))?.mtimeMs ?? now) > ABANDONED_AFTER_MS;
}

async function removeEmpty(parent: Folder, name: string): Promise<void> {
  await parent.removeFolder(name).catch(() => undefined);
}

async function sweepFolder(folder: Folder, now: number): Promise<void> {
  const names = (await folder.entries()).map(({ name }) => name).filter((name) => ON_ITS_WAY.test(name));
  const stats = await folder.stats(names);
  for (const [index, name] of names.entries()) {
    if (now - (stats[index]?.mtimeMs ?? now) > ABANDONED_AFTER_MS) await removeQuietly(folder, name);
  }
}
