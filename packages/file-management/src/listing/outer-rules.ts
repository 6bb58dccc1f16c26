import { basename, dirname } from 'node:path';
import type { FileDriver, FileStat, Folder } from '../driver/driver.ts';
import { enter, readExclude, readRules, within } from './ignore-files.ts';
import { IgnoreRules } from './ignore-rules.ts';

/** A folder that is listed, and how to reach those above it. */
export interface ListedFolder {
  readonly driver: FileDriver;
  readonly root: Folder;
  /** Real path of the root. */
  readonly rootPath: string;
}

/** The rules of a repository above a folder. */
export interface OuterRules {
  readonly rules: IgnoreRules;
  /** Path from the top of the repository to the folder, with a slash at its end. */
  readonly origin: string;
}

/**
 * The rules that hold in a folder by the files of its repository above it, up to and with the one that has `.git`,
 * as git reads them. There are none without a repository above, and none where that leaves out the folder itself,
 * which is then no part of it. Folders that cannot be read are passed over. Nothing is executed or followed.
 */
export async function outerRules(listed: ListedFolder): Promise<OuterRules | undefined> {
  if (await isTop(listed.root)) return undefined;
  const above = await pathsToTop(listed);
  const rules = new IgnoreRules([]);
  return above.length === 0 ? undefined : descend(listed, above, rules, '');
}

/** Paths of the folders above, from the top of the repository down; none without a repository. */
async function pathsToTop({ driver, rootPath }: ListedFolder): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let path = dirname(rootPath); paths[0] !== path; path = dirname(path)) {
    paths.unshift(path);
    let found = false;
    await within(
      () => driver.open(path),
      async (folder) => {
        found = await isTop(folder);
      },
    );
    if (found) return paths;
  }
  return [];
}

/** Takes the rules of one folder in and goes on with the next one below, unless that is left out. */
async function descend(
  listed: ListedFolder,
  [path = '', ...rest]: readonly string[],
  above: IgnoreRules,
  base: string,
): Promise<OuterRules | undefined> {
  let rules = above;
  await within(
    () => listed.driver.open(path),
    async (folder) => {
      if (base === '') rules = rules.with(base, (await readExclude(folder)) ?? '');
      rules = rules.with(base, (await readRules(folder, '.gitignore')) ?? '');
    },
  );
  const name = basename(rest[0] ?? listed.rootPath);
  const below = `${base}${name}/`;
  if (rules.ignores(base, name, true)) return undefined;
  return rest.length === 0 ? { rules, origin: below } : descend(listed, rest, rules, below);
}

/** Whether a folder is the top of a repository: git takes no other `.git` for one, nor that of somebody else. */
async function isTop(folder: Folder): Promise<boolean> {
  const git = await folder.stat('.git');
  if (git === undefined || isForeign(git)) return false;
  if (git.kind === 'file') return (await readRules(folder, '.git'))?.startsWith('gitdir: ') === true;
  let found = false;
  await enter(folder, '.git', async (inner) => {
    const kinds = (await inner.stats(['HEAD', 'objects', 'refs'])).map((stat) => stat?.kind);
    found = kinds[0] !== undefined && kinds[1] === 'folder' && kinds[2] === 'folder';
  });
  return found;
}

function isForeign({ owner }: FileStat): boolean {
  const self = process.getuid?.();
  return owner !== undefined && self !== undefined && owner.uid !== self;
}
