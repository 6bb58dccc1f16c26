import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** One file of the newest commit of a repository. */
export interface StoredFile {
  readonly path: string;
  readonly blob: string;
  readonly bytes: number;
}

/** The folder that git takes for a repository: the folder itself, or the one inside it. */
export function gitFolder(folder: string): string | undefined {
  return [folder, join(folder, 'repo'), join(folder, '.git')].find((path) =>
    existsSync(join(path, 'objects')),
  );
}

/** What git prints; nothing is checked out and no hook runs. */
export function git(folder: string, args: readonly string[], input?: string): Buffer {
  const run = spawnSync('git', [`--git-dir=${folder}`, '-c', 'core.hooksPath=/dev/null', ...args], {
    maxBuffer: 1 << 30,
    ...(input === undefined ? {} : { input }),
  });
  return run.stdout;
}

/** Plain files of the newest commit, under a folder of it or all. */
export function storedFiles(folder: string, under = ''): StoredFile[] {
  const paths = under === '' ? [] : ['--', under];
  const rows = git(folder, ['ls-tree', '-r', '-z', '--long', 'HEAD', ...paths])
    .toString()
    .split('\0');
  return rows.flatMap((row) => {
    const found = /^100\d+ blob ([0-9a-f]{40}) +(\d+)\t(.+)$/s.exec(row);
    return found === null ? [] : [{ blob: found[1] ?? '', bytes: Number(found[2]), path: found[3] ?? '' }];
  });
}

/** Texts of blobs in the order asked; undefined for one that is missing, binary or no UTF-8. */
export function readBlobs(folder: string, names: readonly string[]): (string | undefined)[] {
  if (names.length === 0) return [];
  const output = git(folder, ['cat-file', '--batch'], `${names.join('\n')}\n`);
  let at = 0;
  return names.map(() => {
    const end = output.indexOf(10, at);
    const size = / blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) return undefined;
    const bytes = output.subarray(at, at + Number(size));
    at += Number(size) + 1;
    return decodeText(bytes);
  });
}

/** A text of sensible size in valid UTF-8 and without NUL characters; undefined for anything else. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.length > 300_000 || text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}
