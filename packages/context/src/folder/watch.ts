import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Systems allow a limited number of watches, which all programs share. */
const MOST_FOLDERS = 8000;
/** Turns of the event loop in which the system's news are taken in. */
const TURNS = 2;

/**
 * Notes which paths changed. It watches folder by folder, since a watch of a whole tree is made of one watch for each
 * file on Linux. When it cannot see everything it says so, and a full list is needed.
 */
export class FolderWatch implements Disposable {
  readonly #root: string;
  readonly #watchers = new Map<string, FSWatcher>();
  #touched = new Set<string>();
  #isBlind = false;

  /** @param root Absolute path of the folder. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Whether changes may have been missed, so that only a full list can tell. */
  get isBlind(): boolean {
    return this.#isBlind;
  }

  /** Watches a folder, if it does not yet. Call it before the folder is read, so that nothing slips between. */
  add(folder: string): void {
    if (this.#isBlind || this.#watchers.has(folder)) return;
    if (this.#watchers.size >= MOST_FOLDERS) {
      this.#goBlind();
      return;
    }
    try {
      const options = { persistent: false, encoding: 'utf8' } as const;
      const watcher = watch(join(this.#root, folder), options, (_, name) => this.#note(folder, name));
      watcher.on('error', () => this.#goBlind());
      this.#watchers.set(folder, watcher);
    } catch {
      this.#goBlind();
    }
  }

  /** Paths that were touched since the last call; a folder stands for all that it holds. */
  async take(): Promise<ReadonlySet<string>> {
    for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
    const touched = this.#touched;
    this.#touched = new Set();
    return touched;
  }

  /** Whether a path is a folder that is watched, or was until it went. */
  has(folder: string): boolean {
    return this.#watchers.has(folder);
  }

  /** No longer watches the folders that are not among those given. */
  keep(folders: ReadonlySet<string>): void {
    for (const [path, watcher] of this.#watchers) {
      if (folders.has(path)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  [Symbol.dispose](): void {
    this.#goBlind();
  }

  #note(folder: string, name: string | null): void {
    if (name === null) this.#touched.add(folder);
    else this.#touched.add(folder === '' ? name : `${folder}/${name}`);
  }

  #goBlind(): void {
    this.#isBlind = true;
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }
}
