import { decodeText } from '../content/encoding.ts';
import { errnoOf, type Folder, type FolderEntry } from '../driver/driver.ts';
import { pathProblem } from '../paths/path-syntax.ts';
import { IgnoreRules, SKIPPED_NAMES } from './ignore-rules.ts';

/** A file of the workspace as a listing shows it. */
export interface WorkspaceFile {
  /** Path inside the workspace, with forward slashes. */
  readonly path: string;
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly mtimeMs: number;
  /** SHA-256 of the bytes, hexadecimal; only for pending files, for which it is known. */
  readonly hash?: string;
}

/** Which files a listing leaves out. */
export interface ListOptions {
  /** More patterns to leave out, in the syntax of `.gitignore`, read as if they stood above the root. */
  readonly ignore?: readonly string[];
  /** Read `.gitignore` files and `.git/info/exclude`. Default true. */
  readonly gitignore?: boolean;
  /** Leave out names such as `node_modules` and `.git` anywhere. Default true. */
  readonly skipUsual?: boolean;
  /** Cancels the listing. */
  readonly signal?: AbortSignal;
}

/** Folders that are visited side by side, so that one can be read while another one is waited for. */
const SIDE_BY_SIDE = 12;

/** A listing in the making. */
interface Listing {
  readonly options: ListOptions;
  readonly found: WorkspaceFile[];
  /** How many more folders may be visited beside those that are being visited. */
  spare: number;
}

/** Lists regular files below a folder, sorted by path. Links and special files are no part of it. */
export async function listFiles(root: Folder, options: ListOptions = {}): Promise<WorkspaceFile[]> {
  const listing: Listing = { options, found: [], spare: SIDE_BY_SIDE };
  await visit(root, '', await rootRules(root, options), listing);
  return listing.found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function rootRules(root: Folder, options: ListOptions): Promise<IgnoreRules> {
  // Version control is left out even when the usual names are not: its files are no content of the workspace.
  const rules = new IgnoreRules(options.skipUsual === false ? ['.git'] : SKIPPED_NAMES).with(
    '',
    (options.ignore ?? []).join('\n'),
  );
  if (options.gitignore === false) return rules;
  const exclude = await excludeFile(root);
  return exclude === undefined ? rules : rules.with('', exclude);
}

async function visit(folder: Folder, base: string, above: IgnoreRules, listing: Listing): Promise<void> {
  listing.options.signal?.throwIfAborted();
  const entries = await folder.entries();
  const rules = await rulesHere(folder, base, entries, above, listing.options);
  const kept = entries.filter(({ name, kind }) => isListed(base, name, kind, rules));
  await addFiles(folder, base, kept, listing.found);
  const inner = kept.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  await besideEachOther(listing, inner, (name) =>
    enter(folder, name, (next) => visit(next, `${base}${name}/`, rules, listing)),
  );
}

/** Acts for every name: beside the others as long as there is room for it, else by itself. */
async function besideEachOther(
  listing: Listing,
  names: readonly string[],
  act: (name: string) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const running = new Set<Promise<void>>();
  for (const name of names) {
    if (failures.length > 0) break;
    const one = act(name).catch((error: unknown) => void failures.push(error));
    if (listing.spare === 0) await one;
    else {
      listing.spare--;
      const beside = one.finally(() => {
        listing.spare++;
        running.delete(beside);
      });
      running.add(beside);
    }
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}

function isListed(base: string, name: string, kind: FolderEntry['kind'], rules: IgnoreRules): boolean {
  if (kind !== 'file' && kind !== 'folder') return false;
  return !rules.ignores(base, name, kind === 'folder') && pathProblem(name) === undefined;
}

async function rulesHere(
  folder: Folder,
  base: string,
  entries: readonly FolderEntry[],
  above: IgnoreRules,
  options: ListOptions,
): Promise<IgnoreRules> {
  const present = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file');
  if (!present || options.gitignore === false) return above;
  const content = await readText(folder, '.gitignore');
  return content === undefined ? above : above.with(base, content);
}

async function addFiles(
  folder: Folder,
  base: string,
  kept: readonly FolderEntry[],
  found: WorkspaceFile[],
): Promise<void> {
  const names = kept.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const stats = await folder.stats(names);
  for (const [index, name] of names.entries()) {
    const stat = stats[index];
    if (stat?.kind === 'file') found.push({ path: base + name, size: stat.size, mtimeMs: stat.mtimeMs });
  }
}

/** What cannot be entered, or vanished meanwhile, is no part of the listing. */
async function enter(folder: Folder, name: string, use: (inner: Folder) => Promise<void>): Promise<void> {
  let inner: Folder;
  try {
    inner = await folder.folder(name);
  } catch (error) {
    if (['ENOENT', 'EACCES', 'EPERM', 'ELOOP', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return;
    throw error;
  }
  try {
    await use(inner);
  } finally {
    await inner[Symbol.asyncDispose]();
  }
}

/** In a worktree or submodule `.git` is a file that leads out of the folder: it is not followed. */
async function excludeFile(root: Folder): Promise<string | undefined> {
  let content: string | undefined;
  await enter(root, '.git', (git) =>
    enter(git, 'info', async (info) => {
      content = await readText(info, 'exclude');
    }),
  );
  return content;
}

async function readText(folder: Folder, name: string): Promise<string | undefined> {
  try {
    return decodeText((await folder.read(name)).bytes)?.text;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
