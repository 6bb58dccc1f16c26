import { join } from 'node:path';
import type { FolderWatch } from '../driver/driver.ts';
import { splitPath } from '../paths/folder-walk.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import type { StaleRead } from './transaction.ts';

/** Events of one save come in bursts: this many milliseconds after the last one it is looked what changed. */
const QUIET_MS = 30;

/**
 * Watches the folders of some files and tells when one of these files holds other bytes than before. Only
 * these folders are watched, never the whole tree. A driver that cannot watch tells nothing.
 */
export function watchOutside(
  { driver, rootPath }: WorkspaceContext,
  paths: readonly string[],
  look: () => Promise<readonly StaleRead[]>,
  tell: (changes: readonly StaleRead[]) => void,
): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  const check = async (): Promise<void> => {
    const changes = await look().catch(() => []);
    const now = JSON.stringify(changes);
    if (now === told || timer === undefined) return;
    told = now;
    if (changes.length > 0) tell(changes);
  };
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), QUIET_MS);
  };
  const folders = new Set(paths.map((path) => join(rootPath, splitPath(path).folder)));
  const watches = [...folders].flatMap((folder) => watchFolder(() => driver.watch?.(folder, soon)));
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      timer = undefined;
      for (const watch of watches) watch[Symbol.dispose]();
    },
  };
}

/** A folder that does not exist yet, or cannot be watched, is left out: the commit compares all bytes anyway. */
function watchFolder(start: () => FolderWatch | undefined): readonly FolderWatch[] {
  try {
    const watch = start();
    return watch === undefined ? [] : [watch];
  } catch {
    return [];
  }
}
