// What tests need that look at whole folders, with and without a repository in them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Workspace } from '../src/workspace/workspace.ts';

/** Runs git in a folder with a name of its own for the author. */
export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main', ...args],
    { cwd, encoding: 'utf8', stdio: 'pipe' },
  );

/** Writes files below a folder. */
export function lay(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Every file below a folder with its bytes in hexadecimal, also those of version control. */
export function all(root: string): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [path.slice(root.length + 1), readFileSync(path).toString('hex')]));
}

/** Committed, ignored and untracked files. */
export const files = {
  'a.txt': 'committed\n',
  '.gitignore': 'ignored/\n*.log\n',
  'ignored/secret.txt': 'private\n',
  'debug.log': 'log\n',
  'untracked.txt': 'mine\n',
};

/** Makes a repository with those files. */
export function repository(root: string): void {
  mkdirSync(root, { recursive: true });
  git(root, 'init', '-q');
  lay(root, files);
  git(root, 'add', 'a.txt', '.gitignore');
  git(root, 'commit', '-qm', 'first');
}

/** Commits one file, or its deletion, and gives the id of the change. */
export async function change(workspace: Workspace, path: string, content: string | null): Promise<string> {
  const transaction = await workspace.begin();
  if (content === null) await transaction.delete(path);
  else await transaction.write(path, content);
  return (await transaction.commit()).transactionId;
}
