import type { Folder, FolderEntry } from '../driver/driver.ts';
import { pathProblem } from '../paths/path-syntax.ts';
import { enter, readExclude, readRules } from './ignore-files.ts';
import { IgnoreRules, SKIPPED_NAMES } from './ignore-rules.ts';
import { type ListedFolder, outerRules } from './outer-rules.ts';

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
  /**
   * Read `.gitignore` files and `.git/info/exclude`, also those of the repository above the folder that is listed.
   * What a person has set up for all repositories (`core.excludesFile`) is not read: the same files give the same
   * list on every machine. Default true.
   */
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
export async function listFiles(listed: ListedFolder, options: ListOptions = {}): Promise<WorkspaceFile[]> {
  const listing: Listing = { options, found: [], spare: SIDE_BY_SIDE };
  await visit(listed.root, '', await rootRules(listed, options), listing);
  return listing.found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function rootRules(listed: ListedFolder, options: ListOptions): Promise<IgnoreRules> {
  // Version control is left out even when the usual names are not: its files are no content of the workspace.
  const rules = new IgnoreRules(options.skipUsual === false ? ['.git'] : SKIPPED_NAMES).with(
    '',
    (options.ignore ?? []).join('\n'),
  );
  if (options.gitignore === false) return rules;
  const outer = await outerRules(listed);
  const inner = outer === undefined ? rules : rules.inside(outer.rules, outer.origin);
  return inner.with('', (await readExclude(listed.root)) ?? '');
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
  return above.with(base, (await readRules(folder, '.gitignore')) ?? '');
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
