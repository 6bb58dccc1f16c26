import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PastCommit } from '../source.ts';

const FILE_NAME = 'context-history.json';
const FORMAT = 'enhanced-code-context-history';
const VERSION = 1;
const DIGEST_LENGTH = 64;

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** Details of commits, which never change, kept between processes. Safe to delete; damaged, it counts as missing. */
export class KnownCommits {
  readonly #folder: string | undefined;
  readonly #commits = new Map<string, PastCommit>();
  #isLoaded = false;

  /** @param folder State folder, or `undefined` to keep nothing. */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Details of a commit. */
  get(id: string): PastCommit | undefined {
    return this.#commits.get(id);
  }

  /** Reads what an earlier process kept; once. */
  async load(): Promise<void> {
    if (this.#isLoaded || this.#folder === undefined) return;
    this.#isLoaded = true;
    try {
      const text = await readFile(join(this.#folder, FILE_NAME), 'utf8');
      const body = text.slice(DIGEST_LENGTH + 1);
      if (digestOf(body) !== text.slice(0, DIGEST_LENGTH)) return;
      const kept = JSON.parse(body) as { format: string; version: number; commits: PastCommit[] };
      if (kept.format !== FORMAT || kept.version !== VERSION) return;
      for (const commit of kept.commits) this.#commits.set(commit.id, commit);
    } catch {
      // Missing, unreadable or cut: git is asked again.
    }
  }

  /** Adds commits, and forgets the oldest beyond a number. */
  add(commits: readonly PastCommit[], most: number): void {
    for (const commit of commits) this.#commits.set(commit.id, commit);
    for (const id of this.#commits.keys()) if (this.#commits.size > most) this.#commits.delete(id);
  }

  /** Keeps commits for the next process; what cannot be written is read from git again. */
  async save(commits: readonly PastCommit[]): Promise<void> {
    if (this.#folder === undefined) return;
    const body = JSON.stringify({ format: FORMAT, version: VERSION, commits });
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const drafts = await mkdtemp(join(this.#folder, 'draft-'));
      try {
        await writeFile(join(drafts, FILE_NAME), `${digestOf(body)}\n${body}`, { mode: 0o600 });
        await rename(join(drafts, FILE_NAME), join(this.#folder, FILE_NAME));
      } finally {
        await rm(drafts, { recursive: true, force: true });
      }
    } catch {
      // The next process asks git.
    }
  }
}
