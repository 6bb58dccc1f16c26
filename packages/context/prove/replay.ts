// Replays past commits of a git repository: the message is the question, the changed sources are the answer, and
// the selector sees the parent's tree and history only. Nothing is checked out; git is read as data.
import { runGit } from '../src/git/run-git.ts';
import type { ContextSource, PastCommit, SourceFile } from '../src/index.ts';
import { roleOf } from '../src/text/role.ts';

const LIMITS = { timeoutMs: 120_000, maxBytes: 1_000_000_000 };
const LARGEST_FILE = 1_000_000;
const MOST_ANSWERS = 8;

/** One question with its answer. */
export interface ReplayCase {
  readonly instruction: string;
  readonly subject: string;
  /** Paths of the sources that the commit changed. */
  readonly wanted: readonly string[];
  readonly source: ContextSource;
}

async function git(folder: string, ...args: string[]): Promise<string> {
  return (await runGit(folder, args, LIMITS)) ?? '';
}

/** Lists the tree of a commit; texts are read when they are asked for and remembered by their hash. */
async function treeSource(
  folder: string,
  commit: string,
  texts: Map<string, string | undefined>,
  history: readonly PastCommit[],
): Promise<ContextSource> {
  const files: SourceFile[] = [];
  for (const row of (await git(folder, 'ls-tree', '-r', '-z', '-l', commit)).split('\0')) {
    const [, hash = '', size = '', path = ''] = /^\d+ blob (\w+) +(\d+)\t([\s\S]+)$/.exec(row) ?? [];
    if (path !== '' && Number(size) <= LARGEST_FILE)
      files.push({ path, size: Number(size), mtimeMs: 0, hash });
  }
  const hashes = new Map(files.map(({ path, hash }) => [path, hash ?? '']));
  return {
    list: async () => files,
    history: async () => history,
    async read(path) {
      const hash = hashes.get(path) ?? '';
      if (!texts.has(hash)) texts.set(hash, await readBlob(folder, hash));
      return texts.get(hash);
    },
  };
}

async function readBlob(folder: string, hash: string): Promise<string | undefined> {
  const text = await runGit(folder, ['cat-file', 'blob', hash], LIMITS);
  return text?.includes('\0') === true ? undefined : text;
}

/** The last `count` commits that change one to eight existing sources, oldest first. */
export async function* replay(
  folder: string,
  commits: readonly PastCommit[],
  count: number,
): AsyncGenerator<ReplayCase> {
  const texts = new Map<string, string | undefined>();
  const fitting = commits.flatMap((commit, at) => {
    const wanted = commit.paths.filter((path) => roleOf(path, '') === 'source');
    return wanted.length > 0 && wanted.length <= MOST_ANSWERS ? [{ commit, wanted, at }] : [];
  });
  for (const { commit, wanted, at } of fitting.slice(0, count).reverse()) {
    const source = await treeSource(folder, `${commit.id}^`, texts, commits.slice(at + 1));
    const present = new Set((await source.list()).map(({ path }) => path));
    const existing = wanted.filter((path) => present.has(path));
    const subject = commit.message.split('\n', 1)[0] ?? '';
    if (existing.length > 0) yield { instruction: commit.message, subject, wanted: existing, source };
  }
}
