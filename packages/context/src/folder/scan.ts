import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SourceFile } from '../source.ts';
import { isIgnored, parseIgnore, type RuleSet } from './ignore.ts';

/** Folders that hold no sources of the project, whatever ignore files say. */
const NEVER: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj', 'node_modules']);
/** So many folders are read before others get a turn. */
const FOLDERS_PER_TURN = 64;
const LARGEST_IGNORE_FILE = 1_000_000;

/** What a scan works with. */
export interface ScanOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Whether ignore files are followed. */
  readonly ignore: boolean;
  /** Most files that are listed. */
  readonly maxFiles: number;
  /** Told of each folder before it is read. */
  readonly onFolder: (path: string) => void;
}

/** What a scan found. */
export interface Scan {
  readonly files: readonly SourceFile[];
  /** Folders that could not be read. */
  readonly unreadable: readonly string[];
  /** Whether there were more files than are listed. */
  readonly isCut: boolean;
}

interface Folder {
  readonly path: string;
  readonly parts: readonly string[];
  readonly rules: readonly RuleSet[];
}

/** Size and time of a file; `undefined` when it is gone or no regular file. */
export function describeFile(root: string, path: string): SourceFile | undefined {
  const stats = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return undefined;
  // The time of the last change of the file itself tells also of edits that put the old time back.
  return { path, size: stats.size, mtimeMs: Math.max(stats.mtimeMs, stats.ctimeMs) };
}

function readRules(path: string, depth: number): RuleSet[] {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > LARGEST_IGNORE_FILE) return [];
    return [parseIgnore(readFileSync(path, 'utf8'), depth)];
  } catch {
    return [];
  }
}

/** Walks through a folder. Links are not followed, so that a loop or a link out of the tree leads nowhere. */
class Walk {
  readonly files: SourceFile[] = [];
  readonly unreadable: string[] = [];
  readonly #options: ScanOptions;
  readonly #folders: Folder[] = [];
  isCut = false;

  constructor(options: ScanOptions) {
    this.#options = options;
    const exclude = join(options.root, '.git', 'info', 'exclude');
    const rules = options.ignore ? readRules(exclude, 0) : [];
    this.#folders.push({ path: '', parts: [], rules });
  }

  async run(): Promise<void> {
    for (let count = 1; ; count += 1) {
      const folder = this.#folders.pop();
      if (folder === undefined || this.isCut) return;
      this.#read(folder);
      if (count % FOLDERS_PER_TURN === 0) await nextTurn();
    }
  }

  #read(folder: Folder): void {
    const { root, ignore, onFolder } = this.#options;
    try {
      onFolder(folder.path);
      const entries = readdirSync(join(root, folder.path), { withFileTypes: true });
      const own = ignore && entries.some(({ name }) => name === '.gitignore');
      const path = join(root, folder.path, '.gitignore');
      const rules = own ? [...folder.rules, ...readRules(path, folder.parts.length)] : folder.rules;
      for (const entry of entries) this.#visit({ ...folder, rules }, entry);
    } catch (error) {
      if (folder.path === '') throw error;
      this.unreadable.push(folder.path);
    }
  }

  #visit({ path: above, parts: partsAbove, rules }: Folder, entry: Dirent): void {
    const isFolder = entry.isDirectory();
    if (!isFolder && !entry.isFile()) return;
    if (isFolder && NEVER.has(entry.name)) return;
    const parts = [...partsAbove, entry.name];
    if (rules.length > 0 && isIgnored(rules, parts, isFolder)) return;
    const path = above === '' ? entry.name : `${above}/${entry.name}`;
    if (isFolder) this.#folders.push({ path, parts, rules });
    else this.#add(path);
  }

  #add(path: string): void {
    if (this.files.length >= this.#options.maxFiles) {
      this.isCut = true;
      return;
    }
    const file = describeFile(this.#options.root, path);
    if (file !== undefined) this.files.push(file);
  }
}

/** Lists the files of a folder. Throws when the folder itself cannot be read. */
export async function scanFolder(options: ScanOptions): Promise<Scan> {
  const walk = new Walk(options);
  await walk.run();
  return walk;
}
