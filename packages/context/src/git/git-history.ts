import type { PastCommit } from '../source.ts';
import { LOG_FORMAT, parseLog } from './parse-log.ts';
import { type GitLimits, runGit } from './run-git.ts';

/** Bounds of reading the history. */
export interface GitHistoryOptions {
  /** How many commits are read, newest first. Default 3000. */
  readonly maxCommits?: number;
  /** Milliseconds that one git command may take. Default 20000. */
  readonly timeoutMs?: number;
}

const DEFAULT_COMMITS = 3000;
const DEFAULT_TIMEOUT_MS = 20_000;
const MOST_BYTES = 64_000_000;

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
  const { maxCommits = DEFAULT_COMMITS, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const limits: GitLimits = { timeoutMs, maxBytes: MOST_BYTES };
  const known = new Map<string, PastCommit>();
  let head = '';
  let commits: readonly PastCommit[] = [];
  return async () => {
    const now = (await runGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], limits))?.trim() ?? '';
    if (now === head) return commits;
    const listed = await runGit(
      folder,
      ['rev-list', '--no-merges', `--max-count=${maxCommits}`, now],
      limits,
    );
    const ids = listed?.split('\n').filter((id) => id !== '') ?? [];
    const details = await readDetails(
      folder,
      ids.filter((id) => !known.has(id)),
      limits,
    );
    for (const commit of details ?? []) known.set(commit.id, commit);
    commits = ids.flatMap((id) => known.get(id) ?? []);
    for (const id of known.keys()) if (known.size > 2 * maxCommits) known.delete(id);
    head = details === undefined ? '' : now;
    return commits;
  };
}
