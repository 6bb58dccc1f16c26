import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Random } from '../../test/edits/random.ts';

/** One file that a real commit changed. */
export interface CommitFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The diff that git prints for it, from its first hunk on. */
  readonly hunks: string;
  /** The file as it was at other times of its history. */
  readonly versions: readonly string[];
}

const DATA = /\.(?:lock|json|svg|snap|csv|map|sum|po|min\.\w+)$/;
const LARGEST = 200_000;
const MOST_HUNKS = 8;
const MOST_VERSIONS = 4;

/** Runs git on a repository for reading, without its hooks, monitors and configuration of the user. */
function git(repo: string, ...args: readonly string[]): Buffer | undefined {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
  const { status, stdout } = spawnSync('git', ['-C', repo, ...safe, ...args], { maxBuffer: 1e9 });
  return status === 0 ? stdout : undefined;
}

function textOf(repo: string, revision: string, path: string): string | undefined {
  const bytes = git(repo, 'cat-file', 'blob', `${revision}:${path}`);
  if (bytes === undefined || bytes.length > LARGEST || bytes.includes(0)) return undefined;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

/** Files that commits of a repository changed, at most `most` of them, chosen by chance. */
export function readCommits(repo: string, random: Random, most: number): CommitFile[] {
  const revisions = linesOf(git(repo, 'rev-list', '--no-merges', '--max-count=5000', 'HEAD'));
  const found: CommitFile[] = [];
  for (let tries = 0; revisions.length > 0 && found.length < most && tries < most * 8; tries++) {
    const file = readCommit(repo, random, random.pick(revisions));
    if (file !== undefined) found.push(file);
  }
  return found;
}

function readCommit(repo: string, random: Random, revision: string): CommitFile | undefined {
  const names = git(
    repo,
    'diff-tree',
    '-r',
    '--no-commit-id',
    '--diff-filter=M',
    '--name-only',
    '-z',
    revision,
  );
  const paths = (names?.toString() ?? '').split('\0').filter((path) => path !== '' && !DATA.test(path));
  if (paths.length === 0) return undefined;
  const path = random.pick(paths);
  const before = textOf(repo, `${revision}~1`, path);
  const after = textOf(repo, revision, path);
  if (before === undefined || after === undefined || before === after || before.length < 80) return undefined;
  const diff = git(repo, 'diff', '--no-color', '--no-ext-diff', '-U3', `${revision}~1`, revision, '--', path);
  const hunks = diff?.toString().replace(/^[\s\S]*?(?=^@@)/m, '');
  if (hunks === undefined || (hunks.match(/^@@/gm) ?? []).length > MOST_HUNKS) return undefined;
  return {
    path,
    before,
    after,
    hunks,
    versions: otherVersions(repo, random, revision, path, [before, after]),
  };
}

function otherVersions(
  repo: string,
  random: Random,
  revision: string,
  path: string,
  known: readonly string[],
): string[] {
  const older = linesOf(git(repo, 'log', '--format=%H', '--max-count=40', `${revision}~1`, '--', path)).slice(
    1,
  );
  const newer = linesOf(git(repo, 'rev-list', '--max-count=40', `${revision}..HEAD`, '--', path));
  const revisions = [...older, ...newer];
  const versions = new Set<string>();
  for (let tries = 0; revisions.length > 0 && tries < MOST_VERSIONS * 2; tries++) {
    const text = textOf(repo, random.pick(revisions), path);
    if (text !== undefined && !known.includes(text)) versions.add(text);
  }
  return [...versions].slice(0, MOST_VERSIONS);
}

function linesOf(output: Buffer | undefined): string[] {
  return (output?.toString() ?? '').split('\n').filter((line) => line !== '');
}

/** What `git apply` makes of a text and a diff of it; undefined where it refuses. */
export function applyWithGit(path: string, text: string, diff: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'apply-'));
  try {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    const { status } = spawnSync('git', ['apply', '-'], { cwd: folder, input: diff });
    return status === 0 ? readFileSync(join(folder, path), 'utf8') : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `git merge-file` makes of three texts; undefined where it reports a conflict. */
export function mergeWithGit(base: string, ours: string, theirs: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'merge-'));
  try {
    const texts = { ours, base, theirs };
    const files = Object.entries(texts).map(([name, text]) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    });
    const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...files], { maxBuffer: 1e9 });
    return status === 0 ? stdout.toString() : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
