import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SuiteFiles } from './suite-case.ts';

/**
 * The files of a repository below a folder of repositories: a checkout or a git folder without one, called
 * `name`, `owner+name` or `owner/name`. Undefined if there is none.
 */
export function openRepository(folder: string, repository: string): SuiteFiles | undefined {
  const names = [repository, repository.replace('/', '+'), repository.replace(/^.*\//, '')];
  const found = names.flatMap((name) => [join(folder, name, 'repo'), join(folder, name)]).find(existsSync);
  if (found === undefined) return undefined;
  return existsSync(join(found, 'objects')) ? gitFiles(found) : folderFiles(found);
}

/** The files of a plain folder. */
export function folderFiles(folder: string): SuiteFiles {
  return {
    text: (path) => readFileSync(join(folder, path), 'utf8'),
    list: (path) =>
      existsSync(join(folder, path))
        ? readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' }).map((name) =>
            join(path, name),
          )
        : [],
  };
}

function gitFiles(folder: string): SuiteFiles {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  return {
    text(path) {
      try {
        return git('show', `HEAD:${path}`);
      } catch {
        // It is gone from the newest commit: the last one that had it counts.
        const removed = git('log', '-1', '--format=%H', '--diff-filter=D', 'HEAD', '--', path).trim();
        return git('show', `${removed}^:${path}`);
      }
    },
    list: (path) =>
      git('ls-tree', '-r', '--name-only', 'HEAD', `${path}/`)
        .split('\n')
        .filter((name) => name !== ''),
  };
}
