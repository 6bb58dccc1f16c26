import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GitHistoryOptions, gitHistory } from '../git/git-history.ts';
import type { ContextSource, SourceChanges, SourceFile } from '../source.ts';
import { describeFile, type Scan, scanFolder } from './scan.ts';
import { FolderWatch } from './watch.ts';

/** How a folder is read. */
export interface FolderSourceOptions {
  /** Whether `.gitignore` files and `.git/info/exclude` are followed. Default `true`. */
  readonly ignore?: boolean;
  /** Whether the history of the git repository that holds the folder is offered, and its bounds. Default `true`. */
  readonly history?: boolean | GitHistoryOptions;
  /** Whether the system tells of changes, which saves the walk through the folder. Default `false`. */
  readonly watch?: boolean;
  /** Most files that are listed; more are left out with a warning. Default 200,000. */
  readonly maxFiles?: number;
  /**
   * Milliseconds after which a watched folder is walked through again all the same, since a system that is asked too
   * much drops news. Default 60,000.
   */
  readonly rescanMs?: number;
  /** Milliseconds of a clock that only moves forwards. Default: `performance.now`. */
  readonly now?: () => number;
}

/** A folder on disk. Nothing in it is written or run, links are not followed, and each file is read on demand. */
export interface FolderSource extends ContextSource, AsyncDisposable {
  /** Absolute path of the folder. */
  readonly root: string;
}

const DEFAULT_FILES = 200_000;
const DEFAULT_RESCAN_MS = 60_000;
/** Texts beyond this are not read: the index keeps only their names. */
const LARGEST_TEXT = 8_000_000;
const SCRATCH_BYTES = 65_536;
// A pipe that took the place of a file must not hold the reader up, nor a link lead out of the folder.
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** At once and not by turns: a small file takes less time to read than to wait for. */
class TextReader {
  // Most files fit in here; memory of its own for each of them would be left to the garbage collector.
  readonly #scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

  read(path: string): string | undefined {
    const file = openSync(path, READ_ONLY);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || stats.size > LARGEST_TEXT) return undefined;
      const bytes = stats.size < SCRATCH_BYTES ? this.#fill(file) : readFileSync(file);
      return bytes.includes(0) ? undefined : bytes.toString('utf8');
    } finally {
      closeSync(file);
    }
  }

  /** Reads to the end, which may have moved since the size was looked at. */
  #fill(file: number): Buffer {
    let length = 0;
    for (;;) {
      const count = readSync(file, this.#scratch, length, SCRATCH_BYTES - length, null);
      length += count;
      if (count === 0) return this.#scratch.subarray(0, length);
      if (length === SCRATCH_BYTES) return Buffer.concat([this.#scratch, readFileSync(file)]);
    }
  }
}

/** Keeps the list of a folder up to date. */
class Listing {
  readonly #root: string;
  readonly #options: FolderSourceOptions;
  readonly #watch: FolderWatch | undefined;
  #scan: Scan = { files: [], unreadable: [], isCut: false };
  #known = new Set<string>();
  #scannedAt = Number.NEGATIVE_INFINITY;
  #mark = 0;

  constructor(root: string, options: FolderSourceOptions) {
    this.#root = root;
    this.#options = options;
    this.#watch = options.watch === true ? new FolderWatch(root) : undefined;
  }

  async list(): Promise<readonly SourceFile[]> {
    const { ignore = true, maxFiles = DEFAULT_FILES } = this.#options;
    await this.#watch?.take();
    this.#scannedAt = this.#now();
    const folders = new Set<string>();
    const onFolder = (path: string) => {
      folders.add(path);
      this.#watch?.add(path);
    };
    this.#scan = await scanFolder({ root: this.#root, ignore, maxFiles, onFolder });
    this.#watch?.keep(folders);
    this.#known = new Set(this.#scan.files.map(({ path }) => path));
    return this.#scan.files;
  }

  incomplete(): string[] {
    const { unreadable, isCut, files } = this.#scan;
    const folders = unreadable.map((path) => `The folder ${JSON.stringify(path)} could not be read.`);
    return isCut ? [...folders, `Only ${files.length} files were listed.`] : folders;
  }

  /** What changed since the mark, or `undefined` when only a list can tell. */
  async changedSince(revision: string | undefined): Promise<SourceChanges | undefined> {
    const watching = this.#watch;
    if (watching === undefined || watching.isBlind) return undefined;
    if (revision === undefined) return this.#answer([], []);
    const isCurrent = revision === String(this.#mark) && this.#now() - this.#scannedAt < this.#rescanMs();
    const touched = await watching.take();
    if (!isCurrent || watching.isBlind || this.#needsScan(touched)) return undefined;
    const paths = [...touched].filter((path) => this.#known.has(path));
    const found = paths.map((path) => describeFile(this.#root, path));
    const removed = paths.filter((_, at) => found[at] === undefined);
    for (const path of removed) this.#known.delete(path);
    return this.#answer(
      found.filter((file) => file !== undefined),
      removed,
    );
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
  }

  /** A new path may be ignored, a folder may have come or gone, rules may have changed: the walk sorts it out. */
  #needsScan(touched: ReadonlySet<string>): boolean {
    for (const path of touched) {
      if (path === '' || path.endsWith('.gitignore')) return true;
      if (this.#known.has(path)) continue;
      if (this.#watch?.has(path) === true) return true;
      const stats = lstatSync(resolve(this.#root, path), { throwIfNoEntry: false });
      if (stats?.isDirectory() === true || stats?.isFile() === true) return true;
    }
    return false;
  }

  #answer(changed: readonly SourceFile[], removed: readonly string[]): SourceChanges {
    this.#mark += 1;
    return { revision: String(this.#mark), changed, removed };
  }

  #now(): number {
    return (this.#options.now ?? (() => performance.now()))();
  }

  #rescanMs(): number {
    return this.#options.rescanMs ?? DEFAULT_RESCAN_MS;
  }
}

/**
 * Makes a source out of a folder: any folder, and of a git repository its history too. Ignored files, links and
 * `.git` and `node_modules` folders are left out; what cannot be read is named in a warning of the answer.
 *
 * @param folder Path of the folder.
 */
export function folderSource(folder: string, options: FolderSourceOptions = {}): FolderSource {
  const root = resolve(folder);
  const listing = new Listing(root, options);
  const { history = true } = options;
  const reader = new TextReader();
  return {
    root,
    list: () => listing.list(),
    read: async (path) => (path.split('/').includes('..') ? undefined : reader.read(join(root, path))),
    changedSince: (revision) => listing.changedSince(revision),
    incomplete: () => listing.incomplete(),
    ...(history === false ? {} : { history: gitHistory(root, history === true ? {} : history) }),
    async [Symbol.asyncDispose]() {
      listing[Symbol.dispose]();
    },
  };
}
