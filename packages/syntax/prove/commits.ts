import { git, readBlobs } from './repository.ts';

/** One file as a commit found it and as it left it. */
export interface CommittedEdit {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface Change {
  readonly commit: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Files that commits modified, of the last `commits` ones, the newest first. Nothing is checked out. */
export function* committedEdits(
  folder: string,
  commits: number,
  wanted: (path: string) => boolean,
): Generator<CommittedEdit> {
  const changes = listChanges(folder, commits).filter(({ path }) => wanted(path));
  for (let at = 0; at < changes.length; at += 50) {
    const batch = changes.slice(at, at + 50);
    const texts = readBlobs(
      folder,
      batch.flatMap(({ before, after }) => [before, after]),
    );
    for (const [index, change] of batch.entries()) {
      const [before, after] = [texts[2 * index], texts[2 * index + 1]];
      if (before === undefined || after === undefined) continue;
      yield { repository: folder, commit: change.commit, path: change.path, before, after };
    }
  }
}

function listChanges(folder: string, commits: number): Change[] {
  const args = [
    'log',
    '--no-merges',
    '--diff-filter=M',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '-n',
    String(commits),
  ];
  const lines = git(folder, [...args, '--format=commit %H'])
    .toString()
    .split('\n');
  const changes: Change[] = [];
  let commit = '';
  for (const line of lines) {
    if (line.startsWith('commit ')) commit = line.slice('commit '.length);
    const found = /^:100\d+ 100\d+ ([0-9a-f]{40}) ([0-9a-f]{40}) M\t(.+)$/.exec(line);
    if (found !== null)
      changes.push({ commit, before: found[1] ?? '', after: found[2] ?? '', path: found[3] ?? '' });
  }
  return changes;
}
