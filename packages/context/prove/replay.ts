// Replays past commits of git repositories: the message is the question, the changed sources are the answer, and the
// selector sees the parent's tree and history only. Nothing is checked out; git is read as data.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOG_FORMAT, parseLog } from '../src/git/parse-log.ts';
import type { ContextSource, PastCommit, SourceFile } from '../src/index.ts';
import { roleOf } from '../src/text/role.ts';

const LARGEST_FILE = 2_000_000;
const MOST_ANSWERS = 8;
const MOST_COMMITS = 3000;
const MOST_OUTPUT = 2 ** 30;

/** Lines of the parent's file that a commit replaced: from a 1-based line on, so many; 0 inserts behind the line. */
export type Hunk = readonly [line: number, count: number];

/** One question with its answer. */
export interface ReplayCase {
  readonly id: string;
  readonly repo: string;
  readonly instruction: string;
  readonly subject: string;
  /** Sources that the commit changed. */
  readonly wanted: readonly string[];
  /** Tests that it changed. */
  readonly tests: readonly string[];
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  readonly source: ContextSource;
  readonly history: readonly PastCommit[];
}

interface AskedCommit {
  readonly id: string;
  readonly repo: string;
  readonly commit: string;
  readonly parent: string;
  readonly subject: string;
  readonly full: string;
}

function git(folder: string, args: readonly string[], input = ''): Buffer {
  const own = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '--no-optional-locks', '-C', folder];
  return execFileSync('git', [...own, ...args], {
    input,
    maxBuffer: MOST_OUTPUT,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

/** Files of one commit after the other; texts that stay are not read again. */
class Trees {
  readonly #folder: string;
  #texts = new Map<string, string | undefined>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  at(commit: string): ContextSource {
    const files = this.#list(commit);
    this.#read(files);
    const hashes = new Map(files.map(({ path, hash }) => [path, hash ?? '']));
    const texts = this.#texts;
    return { list: async () => files, read: async (path) => texts.get(hashes.get(path) ?? '') };
  }

  #list(commit: string): SourceFile[] {
    const files: SourceFile[] = [];
    for (const row of git(this.#folder, ['ls-tree', '-r', '-z', '-l', commit]).toString().split('\0')) {
      const [, mode, hash = '', size = '', path = ''] =
        /^(\d+) blob (\w+) +(\d+)\t([\s\S]+)$/.exec(row) ?? [];
      if (path === '' || mode === '120000' || Number(size) > LARGEST_FILE) continue;
      files.push({ path, size: Number(size), mtimeMs: 0, hash });
    }
    return files;
  }

  #read(files: readonly SourceFile[]): void {
    const kept = new Map<string, string | undefined>();
    const missing: string[] = [];
    for (const { hash = '' } of files) {
      if (this.#texts.has(hash)) kept.set(hash, this.#texts.get(hash));
      else missing.push(hash);
    }
    const output = missing.length === 0 ? Buffer.alloc(0) : this.#batch(missing);
    for (let at = 0; at < output.length; ) {
      const end = output.indexOf(10, at);
      const [hash = '', kind, size] = output.toString('latin1', at, end).split(' ');
      at = end + 1;
      if (kind !== 'blob') continue;
      const bytes = output.subarray(at, at + Number(size));
      kept.set(hash, bytes.includes(0) ? undefined : bytes.toString());
      at += Number(size) + 1;
    }
    this.#texts = kept;
  }

  #batch(hashes: readonly string[]): Buffer {
    return git(this.#folder, ['cat-file', '--batch'], `${hashes.join('\n')}\n`);
  }
}

const SOURCE =
  /\.(py|pyx|js|mjs|cjs|jsx|ts|tsx|mts|go|rs|java|kt|c|h|cc|cpp|hpp|rb|php|cs|swift|scala|vue|svelte)$/;

function answerOf(folder: string, parent: string, commit: string) {
  const range = ['--no-renames', parent, commit];
  const status = git(folder, ['diff-tree', '-r', '--name-status', '-z', ...range])
    .toString()
    .split('\0');
  const changed = status.flatMap((field, at) => (field === 'M' ? [status[at + 1] ?? ''] : []));
  const code = changed.filter((path) => SOURCE.test(path));
  const wanted = code.filter((path) => roleOf(path, '') === 'source');
  const tests = code.filter((path) => roleOf(path, '') === 'test');
  const hunks = new Map<string, Hunk[]>([...wanted, ...tests].map((path) => [path, []]));
  const options = ['-r', '-p', '-U0', '--no-ext-diff', '--no-textconv', ...range, '--', ...hunks.keys()];
  let current: Hunk[] | undefined;
  for (const line of hunks.size === 0
    ? []
    : git(folder, ['diff-tree', ...options])
        .toString()
        .split('\n')) {
    if (line.startsWith('--- a/')) current = hunks.get(line.slice(6));
    const [, from, count] = /^@@ -(\d+)(?:,(\d+))? /.exec(line) ?? [];
    if (from !== undefined) current?.push([Number(from), count === undefined ? 1 : Number(count)]);
  }
  return { wanted, tests, hunks };
}

function historyOf(folder: string, commit: string, known: Map<string, PastCommit>): PastCommit[] {
  const list = ['rev-list', '--no-merges', `--max-count=${MOST_COMMITS}`, commit, '--'];
  const ids = git(folder, list)
    .toString()
    .split('\n')
    .filter((id) => id !== '');
  const unknown = ids.filter((id) => !known.has(id));
  const asked = ['log', '--no-walk=unsorted', '--stdin', ...LOG_FORMAT];
  const log = unknown.length === 0 ? '' : git(folder, asked, `${unknown.join('\n')}\n`).toString();
  for (const each of parseLog(log)) known.set(each.id, each);
  return ids.flatMap((id) => known.get(id) ?? []);
}

async function* casesOf(folder: string, commits: readonly AskedCommit[]): AsyncGenerator<ReplayCase> {
  const trees = new Trees(folder);
  const known = new Map<string, PastCommit>();
  for (const { id, repo, commit, parent, subject, full } of commits) {
    const { wanted, ...answer } = answerOf(folder, parent, commit);
    const source = trees.at(parent);
    const present = new Set((await source.list()).map(({ path }) => path));
    const existing = wanted.filter((path) => present.has(path));
    if (existing.length === 0 || existing.length > MOST_ANSWERS) continue;
    const history = historyOf(folder, parent, known);
    yield { id, repo, instruction: full, subject, wanted: existing, ...answer, source, history };
  }
}

/** Commits of a file `{ cases: [{ id, repo, commit, parent, subject, full }] }`; `mirror` holds `owner+name/repo`. */
export async function* replayCases(
  file: string,
  mirror: string,
  only: readonly string[],
): AsyncGenerator<ReplayCase> {
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: AskedCommit[] };
  for (const repo of new Set(cases.map((each) => each.repo))) {
    if (only.length > 0 && !only.includes(repo)) continue;
    yield* casesOf(
      join(mirror, repo.replace('/', '+'), 'repo'),
      cases.filter((each) => each.repo === repo),
    );
  }
}

/** The last `count` commits of one repository that change one to eight existing sources, oldest first. */
export async function* replayLast(folder: string, count: number): AsyncGenerator<ReplayCase> {
  const commits = historyOf(folder, 'HEAD', new Map()).filter(({ paths }) => {
    const sources = paths.filter((path) => SOURCE.test(path) && roleOf(path, '') === 'source');
    return sources.length > 0 && sources.length <= MOST_ANSWERS;
  });
  const last = commits.slice(0, count).reverse();
  yield* casesOf(
    folder,
    last.map(({ id, message }) => ({
      id,
      repo: folder,
      commit: id,
      parent: `${id}^`,
      subject: message.split('\n', 1)[0] ?? '',
      full: message,
    })),
  );
}
