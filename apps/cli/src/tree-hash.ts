import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** SHA-256 of every file below a folder, by its path with `/`, sorted. Names and bytes both count. */
export function treeHashes(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path).split(sep).join('/'), path] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map(files.map(([name, path]) => [name, fileHash(path)]));
}

function fileHash(path: string): string {
  const mode = (statSync(path).mode & 0o777).toString(8);
  return createHash('sha256').update(`${mode}\0`).update(readFileSync(path)).digest('hex');
}

/** One hash over all names and hashes. */
export function treeHash(hashes: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, value] of hashes) hash.update(`${name}\0${value}\n`);
  return hash.digest('hex');
}

/** Paths whose bytes or existence differ between two states of a folder. */
export function changedPaths(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
