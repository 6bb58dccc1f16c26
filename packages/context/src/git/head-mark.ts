import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';

const LARGEST_POINTER = 4096;

async function readSmall(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.length <= LARGEST_POINTER ? text.trim() : undefined;
  } catch {
    return undefined;
  }
}

async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return '-';
  }
}

/** Folder of a repository's data: `.git` here or above, or what a file of that name points to. */
async function gitFolder(folder: string): Promise<string | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const dotGit = join(at, '.git');
    const pointer = await readSmall(dotGit);
    if (pointer?.startsWith('gitdir: ') === true) return resolve(at, pointer.slice('gitdir: '.length));
    if ((await readSmall(join(dotGit, 'HEAD'))) !== undefined) return dotGit;
    if (dirname(at) === at) return undefined;
  }
}

/**
 * A text that changes when HEAD comes to stand for another commit, read from the few files that say so (see
 * gitrepository-layout). It saves starting git when nothing moved. `undefined` when these files do not tell, such as
 * in a bare repository or with references in tables; then git must be asked.
 *
 * @param folder Absolute path of a folder in the work tree.
 */
export async function headMark(folder: string): Promise<string | undefined> {
  const own = await gitFolder(folder);
  const head = own === undefined ? undefined : await readSmall(join(own, 'HEAD'));
  if (own === undefined || head === undefined) return undefined;
  const common = await readSmall(join(own, 'commondir'));
  const shared = common === undefined ? own : isAbsolute(common) ? common : join(own, common);
  const shallow = await stampOf(join(shared, 'shallow'));
  const name = /^ref: (refs\/.+)$/.exec(head)?.[1];
  if (name === undefined) return /^[0-9a-f]{40,64}$/.test(head) ? `${head} ${shallow}` : undefined;
  if (name.split('/').includes('..') || name.startsWith('refs/heads/.invalid')) return undefined;
  const loose = await readSmall(join(shared, name));
  const value = loose ?? `packed ${await stampOf(join(shared, 'packed-refs'))}`;
  return `${head} ${value} ${shallow}`;
}
