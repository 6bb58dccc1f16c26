import type { PastCommit } from '../source.ts';
import { headMark } from './head-mark.ts';
import { KnownCommits } from './known-commits.ts';
import { LOG_FORMAT, parseLog } from './parse-log.ts';
import { type GitLimits, runGit } from './run-git.ts';

/** Bounds of reading the history. */
export interface GitHistoryOptions {
  /** How many commits are read, newest first. Default 3000. */
  readonly maxCommits?: number;
  /** Milliseconds that one git command may take. Default 20000. */
  readonly timeoutMs?: number;
  /**
   * Folder in which the details of commits are kept between processes, outside of the tree. It may be the one of the
   * index, and may be deleted at any time. Default: nothing is kept.
   */
  readonly stateFolder?: string;
}

const DEFAULT_COMMITS = 3000;
const DEFAULT_TIMEOUT_MS = 20_000;
const MOST_BYTES = 64_000_000;
/** So many new commits are worth writing down; fewer are quickly asked for again. */
const WORTH_SAVING = 50;
/** After a pull of more commits than this, the rest is asked for in a second step. */
const MOST_AHEAD = 100;

/** Commits whose details are not yet known are asked for in one command. */
async function readDetails(
  folder: string,
  ids: readonly string[],
  limits: GitLimits,
): Promise<readonly PastCommit[] | undefined> {
  if (ids.length === 0) return [];
  const input = `${ids.join('\n')}\n`;
  const output = await runGit(folder, ['log', '--no-walk=unsorted', '--stdin', ...LOG_FORMAT], {
    ...limits,
    input,
  });
  return output === undefined ? undefined : parseLog(output);
}

/** Details of commits that came since the newest known one, asked for while git lists which commits there are. */
async function readAhead(folder: string, newest: string, limits: GitLimits): Promise<readonly PastCommit[]> {
  const range = ['--no-merges', `--max-count=${MOST_AHEAD}`, ...LOG_FORMAT, 'HEAD', `^${newest}`, '--'];
  const output = await runGit(folder, ['log', ...range], limits);
  return output === undefined ? [] : parseLog(output);
}

/**
 * Makes the `history` of a source out of the git repository that holds a folder. Only ancestors of HEAD are read,
 * as data: nothing that the repository configures is run, nothing is written, no network is used. A folder without
 * a repository, or a machine without git, has an empty history. Paths are relative to the folder.
 *
 * Commits are remembered by id, so that a move of HEAD costs only the commits that are new.
 *
 * @param folder Absolute path of the folder.
 */
export function gitHistory(
  folder: string,
  options: GitHistoryOptions = {},
): () => Promise<readonly PastCommit[]> {
  const { maxCommits = DEFAULT_COMMITS, timeoutMs = DEFAULT_TIMEOUT_MS, stateFolder } = options;
  const limits: GitLimits = { timeoutMs, maxBytes: MOST_BYTES };
  const known = new KnownCommits(stateFolder);
  let head: string | undefined;
  let commits: readonly PastCommit[] = [];
  const read = async (): Promise<boolean> => {
    const newest = commits[0]?.id;
    const [ids, ahead] = await Promise.all([
      listCommits(folder, maxCommits, limits),
      newest === undefined ? [] : readAhead(folder, newest, limits),
      known.load(),
    ]);
    known.add(ahead, 2 * maxCommits);
    const unknown = ids.filter((id) => known.get(id) === undefined);
    const details = await readDetails(folder, unknown, limits);
    known.add(details ?? [], 2 * maxCommits);
    commits = ids.flatMap((id) => known.get(id) ?? []);
    if (unknown.length >= WORTH_SAVING && details !== undefined) await known.save(commits);
    return details !== undefined;
  };
  return async () => {
    const now = await headMark(folder);
    if (now !== undefined && now === head) return commits;
    head = (await read()) ? now : undefined;
    return commits;
  };
}

async function listCommits(folder: string, most: number, limits: GitLimits): Promise<string[]> {
  const listed = await runGit(
    folder,
    ['rev-list', '--no-merges', `--max-count=${most}`, 'HEAD', '--'],
    limits,
  );
  return listed?.split('\n').filter((id) => id !== '') ?? [];
}
