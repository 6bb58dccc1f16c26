import type { PastCommit } from '../source.ts';

/** Starts each commit in the output of `LOG_FORMAT`; git never prints it elsewhere. */
const COMMIT_MARK = '\u0001';

/** Arguments of `git log` whose output `parseLog` reads. */
export const LOG_FORMAT: readonly string[] = [
  '--format=%x01%H%x00%B%x00',
  '--name-status',
  '-z',
  '-M',
  '-l200',
  // Cancels an order file that the repository may configure.
  '-O/dev/null',
  '--diff-filter=AMDRT',
  '--diff-merges=off',
  '--no-ext-diff',
  '--no-textconv',
  '--no-show-signature',
  '--no-color',
  '--relative',
  '--ignore-submodules=all',
];

const COMMIT_ID = /^[0-9a-f]{40,64}$/;

function parseChanges(fields: readonly string[]): Pick<PastCommit, 'paths' | 'renames'> {
  const paths: string[] = [];
  const renames: { from: string; to: string }[] = [];
  for (let index = 0; index < fields.length; ) {
    const status = (fields[index] ?? '').trim();
    if (status === '') {
      index += 1;
    } else if (status.startsWith('R')) {
      const from = fields[index + 1] ?? '';
      const to = fields[index + 2] ?? '';
      renames.push({ from, to });
      paths.push(to);
      index += 3;
    } else {
      paths.push(fields[index + 1] ?? '');
      index += 2;
    }
  }
  return { paths, ...(renames.length === 0 ? {} : { renames }) };
}

/** Commits in the output of `git log` with `LOG_FORMAT`. What does not look like a commit is left out. */
export function parseLog(output: string): PastCommit[] {
  const commits: PastCommit[] = [];
  for (const block of output.split(COMMIT_MARK).slice(1)) {
    const [id = '', message = '', ...changes] = block.split('\0');
    if (COMMIT_ID.test(id)) commits.push(owned({ id, message, ...parseChanges(changes) }));
  }
  return commits;
}

/** Strings of its own: parts of the output would keep all of it in memory. */
function owned(commit: PastCommit): PastCommit {
  return JSON.parse(JSON.stringify(commit)) as PastCommit;
}
