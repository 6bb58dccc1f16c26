import { type MemoryDriver, memoryDriver } from '../driver/memory-driver.ts';
import { openWorkspace, type WorkspaceOptions } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** Files of a workspace in memory: path to content. */
export type MemoryFiles = Readonly<Record<string, string | Uint8Array>>;

/** A workspace in memory with the driver behind it. */
export interface MemoryWorkspace {
  /** The open workspace; disposing it is up to the caller. */
  readonly workspace: Workspace;
  /** The file system that it works on. */
  readonly driver: MemoryDriver;
}

/** Opens a workspace in memory at `/work`, with its state below `/state`. */
export async function memoryWorkspace(
  files: MemoryFiles,
  options: WorkspaceOptions = {},
): Promise<MemoryWorkspace> {
  const driver = memoryDriver();
  driver.put('/work/.keep', '');
  driver.drop('/work/.keep');
  for (const [path, content] of Object.entries(files)) driver.put(`/work/${path}`, content);
  return { driver, workspace: await openWorkspace('/work', { driver, stateFolder: '/state', ...options }) };
}
