import { errnoOf, type FileDriver, type Folder } from '../driver/driver.ts';
import { checkHeader, type FormatHeader } from './records.ts';
import { ensureFolder, readIfPresent, replaceFile } from './write-file.ts';

/** What stays the same of a folder when it is moved or reached by another path. */
export interface WorkspaceIdentity {
  /** Device and inode. */
  readonly identity: string;
  /** Time of creation in milliseconds since 1970: tells a folder from a later one with the same inode. */
  readonly bornMs: number;
}

interface IdentityFile extends FormatHeader, WorkspaceIdentity {
  /** Real path of the workspace. */
  readonly root: string;
}

const FORMAT = { format: 'enhanced-code/workspace', version: 1 } as const;
const FILE = 'workspace.json';

/** Notes in the state folder which folder it belongs to. */
export async function writeIdentity(
  folder: Folder,
  identity: WorkspaceIdentity,
  root: string,
  temporary: string,
): Promise<void> {
  const wanted: IdentityFile = { ...FORMAT, root, ...identity };
  const known = await readIdentity(folder);
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(wanted)) return;
  await replaceFile(folder, FILE, Buffer.from(`${JSON.stringify(wanted)}\n`), temporary);
}

/** Looks for the state folder of a workspace that was moved, and gives it the name of the new place. */
export async function findMoved(
  driver: FileDriver,
  base: string,
  wanted: { readonly identity: WorkspaceIdentity; readonly root: string; readonly key: string },
): Promise<boolean> {
  const parent = await openIfPresent(driver, base);
  if (parent === undefined) return false;
  try {
    for (const { name, kind } of await parent.entries()) {
      if (kind !== 'folder' || !(await belongsTo(driver, parent, name, wanted.identity))) continue;
      await parent.replace(name, parent, wanted.key);
      return true;
    }
    return false;
  } finally {
    await parent[Symbol.asyncDispose]();
  }
}

async function belongsTo(
  driver: FileDriver,
  parent: Folder,
  name: string,
  wanted: WorkspaceIdentity,
): Promise<boolean> {
  const folder = await ensureFolder(parent, name);
  const known = await readIdentity(folder).catch(() => undefined);
  await folder[Symbol.asyncDispose]();
  if (known?.identity !== wanted.identity || known.bornMs !== wanted.bornMs) return false;
  return (await openIfPresent(driver, known.root))?.identity !== wanted.identity;
}

async function readIdentity(folder: Folder): Promise<IdentityFile | undefined> {
  const bytes = await readIfPresent(folder, FILE);
  if (bytes === undefined) return undefined;
  const known = parse(Buffer.from(bytes).toString());
  if (known !== undefined) checkHeader(known, FORMAT, FILE);
  return known;
}

function parse(json: string): IdentityFile | undefined {
  try {
    return JSON.parse(json) as IdentityFile;
  } catch {
    return undefined;
  }
}

async function openIfPresent(driver: FileDriver, path: string): Promise<Folder | undefined> {
  try {
    return await driver.open(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}
