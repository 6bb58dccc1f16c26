import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { errnoOf, type FileDriver, type Folder } from '../driver/driver.ts';

/** Where a case may work: an empty folder of the driver, and ways to put there what the driver itself never makes. */
export interface ConformancePlace {
  /** The driver under test. */
  readonly driver: FileDriver;
  /** Absolute real path of an empty folder. */
  readonly folder: string;
  /** Makes a symbolic link in the folder. */
  link(name: string, target: string): Promise<void>;
  /** Makes a pipe, or something like it, in the folder; left out where there is none. */
  special?(name: string): Promise<void>;
}

/** One thing that every driver must do. */
export interface ConformanceCase {
  /** What the driver must do, as a title for a test. */
  readonly name: string;
  /** Rejects when the driver does not do it. */
  run(place: ConformancePlace): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The suite that every file driver has to pass; each case wants a fresh empty folder. */
export const driverConformance: readonly ConformanceCase[] = [
  inFolder('a created file holds what was written, with its permission bits', async (folder, { driver }) => {
    await put(folder, 'a.txt', 'one');
    const { bytes: found, stat } = await folder.read('a.txt');
    deepStrictEqual([...found], [...bytes('one')]);
    strictEqual(stat.kind, 'file');
    strictEqual(stat.size, 3);
    if (driver.capabilities.modes) strictEqual(stat.mode, 0o640);
  }),
  inFolder('creating never replaces', async (folder) => {
    await put(folder, 'a.txt', 'one');
    await fails('EEXIST', folder.create('a.txt', 0o600));
    await folder.makeFolder('b', 0o700);
    await fails('EEXIST', folder.create('b', 0o600));
  }),
  inFolder('creating does not follow a link', async (folder, place) => {
    await place.link('l', 'elsewhere');
    await fails('EEXIST', folder.create('l', 0o600));
    strictEqual(await folder.stat('elsewhere'), undefined);
  }),
  inFolder('reading does not follow a link', async (folder, place) => {
    await put(folder, 'a.txt', 'one');
    await place.link('l', 'a.txt');
    await place.link('dangling', 'nowhere');
    await fails('ELOOP', folder.read('l'));
    await fails('ELOOP', folder.read('dangling'));
    strictEqual((await folder.stat('l'))?.kind, 'link');
  }),
  inFolder('opening a folder does not follow a link', async (folder, place) => {
    await folder.makeFolder('real', 0o700);
    await place.link('l', 'real');
    await fails(['ELOOP', 'ENOTDIR'], folder.folder('l'));
    await put(folder, 'file', 'x');
    await fails('ENOTDIR', folder.folder('file'));
    await fails('ENOENT', folder.folder('missing'));
  }),
  inFolder('special files are seen and neither read nor waited for', async (folder, place) => {
    if (place.special === undefined) return;
    await place.special('pipe');
    strictEqual((await folder.stat('pipe'))?.kind, 'other');
    await fails('ENXIO', folder.read('pipe'));
  }),
  inFolder('what is missing is undefined to stat and ENOENT to read', async (folder) => {
    strictEqual(await folder.stat('nothing'), undefined);
    await fails('ENOENT', folder.read('nothing'));
    await fails('ENOENT', folder.remove('nothing'));
  }),
  inFolder('a folder cannot be read or removed as a file', async (folder) => {
    await folder.makeFolder('b', 0o700);
    await fails('EISDIR', folder.read('b'));
    await fails(['EISDIR', 'EPERM'], folder.remove('b'));
  }),
  inFolder('replacing moves over what is there, also into another folder', async (folder) => {
    await put(folder, 'new', 'new');
    await folder.makeFolder('b', 0o700);
    const inner = await folder.folder('b');
    await put(inner, 'old', 'old');
    await folder.replace('new', inner, 'old');
    strictEqual(text(await inner.read('old')), 'new');
    strictEqual(await folder.stat('new'), undefined);
    await inner[Symbol.asyncDispose]();
  }),
  inFolder('linking claims a name only once', async (folder) => {
    await put(folder, 'a', 'mine');
    await put(folder, 'taken', 'theirs');
    await fails('EEXIST', folder.link('a', folder, 'taken'));
    strictEqual(text(await folder.read('taken')), 'theirs');
    await folder.link('a', folder, 'b');
    strictEqual((await folder.stat('b'))?.links, 2);
    await folder.remove('a');
    strictEqual((await folder.stat('b'))?.links, 1);
    strictEqual(text(await folder.read('b')), 'mine');
  }),
  inFolder('appending adds behind what is there, and can cut it first', async (folder) => {
    await append(folder, 'log', 'one\n');
    await append(folder, 'log', 'two\n');
    strictEqual(text(await folder.read('log')), 'one\ntwo\n');
    strictEqual(text(await folder.read('log', 4)), 'two\n');
    await append(folder, 'log', 'three\n', 4);
    strictEqual(text(await folder.read('log')), 'one\nthree\n');
  }),
  inFolder('only empty folders can be removed', async (folder) => {
    await folder.makeFolder('b', 0o700);
    const inner = await folder.folder('b');
    await put(inner, 'x', 'x');
    await fails(['ENOTEMPTY', 'EEXIST'], folder.removeFolder('b'));
    await inner.remove('x');
    await inner[Symbol.asyncDispose]();
    await folder.removeFolder('b');
    strictEqual(await folder.stat('b'), undefined);
    await folder.makeFolder('c', 0o700);
    await fails('EEXIST', folder.makeFolder('c', 0o700));
  }),
  inFolder('entries and stats tell all names and their kinds', async (folder, place) => {
    await put(folder, 'a', 'a');
    await folder.makeFolder('b', 0o700);
    await place.link('c', 'a');
    const found = [...(await folder.entries())].sort((one, two) => (one.name < two.name ? -1 : 1));
    deepStrictEqual(
      found.map(({ name, kind }) => [name, kind]),
      [
        ['a', 'file'],
        ['b', 'folder'],
        ['c', 'link'],
      ],
    );
    const kinds = (await folder.stats(['c', 'gone', 'a'])).map((stat) => stat?.kind);
    deepStrictEqual(kinds, ['link', undefined, 'file']);
  }),
  inFolder('a held folder stays the same one when its name is taken by another', async (folder) => {
    await folder.makeFolder('b', 0o700);
    const held = await folder.folder('b');
    await folder.replace('b', folder, 'moved');
    await folder.makeFolder('b', 0o700);
    const outcome = await put(held, 'x', 'x').then(
      () => 'written',
      () => 'refused',
    );
    const other = await folder.folder('b');
    strictEqual(await other.stat('x'), undefined, `the other folder got the file (${outcome})`);
    for (const open of [held, other]) await open[Symbol.asyncDispose]();
  }),
  inFolder('the identity of a file goes with it and differs between files', async (folder) => {
    await put(folder, 'a', 'a');
    await put(folder, 'b', 'b');
    const before = (await folder.stat('a'))?.identity;
    await folder.replace('a', folder, 'c');
    strictEqual((await folder.stat('c'))?.identity, before);
    ok((await folder.stat('b'))?.identity !== before);
  }),
  inFolder('syncing is possible for files and folders', async (folder) => {
    const file = await folder.create('a', 0o600);
    await file.sync();
    await file.close();
    await folder.sync();
  }),
];

function inFolder(
  name: string,
  check: (folder: Folder, place: ConformancePlace) => Promise<void>,
): ConformanceCase {
  return {
    name,
    async run(place) {
      const folder = await place.driver.open(await place.driver.realPath(place.folder));
      try {
        await check(folder, place);
      } finally {
        await folder[Symbol.asyncDispose]();
      }
    },
  };
}

async function put(folder: Folder, name: string, content: string): Promise<void> {
  const file = await folder.create(name, 0o600);
  await file.write(bytes(content));
  await file.setMode(0o640);
  await file.close();
}

async function append(folder: Folder, name: string, content: string, cutAt?: number): Promise<void> {
  const file = await folder.append(name, 0o600);
  if (cutAt !== undefined) await file.truncate(cutAt);
  await file.write(bytes(content));
  await file.close();
}

function text({ bytes: found }: { readonly bytes: Uint8Array }): string {
  return new TextDecoder().decode(found);
}

async function fails(code: string | readonly string[], attempt: Promise<unknown>): Promise<void> {
  await rejects(attempt, (error) => [code].flat().includes(errnoOf(error) ?? ''));
}
