import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

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

/** Folders that git takes for a repository: the folder itself, or the bare one inside it. */
export function gitFolder(folder: string): string | undefined {
  return [folder, join(folder, 'repo'), join(folder, '.git')].find((path) =>
    existsSync(join(path, 'objects')),
  );
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

function git(folder: string, args: readonly string[], input?: string): Buffer {
  const run = spawnSync('git', [`--git-dir=${folder}`, '-c', 'core.hooksPath=/dev/null', ...args], {
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });
  return run.stdout;
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

/** Texts of blobs in the order asked; undefined for one that is missing, binary or no UTF-8. */
function readBlobs(folder: string, names: readonly string[]): (string | undefined)[] {
  const output = git(folder, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  let at = 0;
  return names.map(() => {
    const end = output.indexOf(10, at);
    const size = / blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) return undefined;
    const bytes = output.subarray(at, at + Number(size));
    at += Number(size) + 1;
    return decode(bytes);
  });
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.length > 300_000 || text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
