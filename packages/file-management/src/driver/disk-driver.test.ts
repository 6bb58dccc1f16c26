import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diskDriver } from './disk-driver.ts';
import type { Folder } from './driver.ts';
import { memoryDriver } from './memory-driver.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-disk-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const place = (): string => mkdtempSync(join(scratch, 'case-'));
const modes = [
  ['descriptors', true],
  ['verified paths', false],
] as const;

/** Every operation that could reach another folder than the held one. */
const reaching: Readonly<Record<string, (folder: Folder) => Promise<unknown>>> = {
  folder: async (folder) => (await folder.folder('inner'))[Symbol.asyncDispose](),
  stat: (folder) => folder.stat('a.txt'),
  stats: (folder) => folder.stats(['a.txt']),
  entries: (folder) => folder.entries(),
  read: (folder) => folder.read('a.txt'),
  create: async (folder) => (await folder.create('new.txt', 0o600)).close(),
  append: async (folder) => (await folder.append('log.txt', 0o600)).close(),
  replace: (folder) => folder.replace('a.txt', folder, 'b.txt'),
  link: (folder) => folder.link('a.txt', folder, 'c.txt'),
  remove: (folder) => folder.remove('a.txt'),
  makeFolder: (folder) => folder.makeFolder('made', 0o700),
  removeFolder: (folder) => folder.removeFolder('inner'),
};

describe.each(modes)('a held folder whose name is taken by a link (%s)', (_name, descriptorWalk) => {
  test.each(Object.entries(reaching))('%s reaches the held one, or nothing', async (_operation, act) => {
    const base = place();
    for (const name of ['held', 'trap']) {
      mkdirSync(join(base, name, 'inner'), { recursive: true });
      writeFileSync(join(base, name, 'a.txt'), name);
    }
    const before = readdirSync(join(base, 'trap'), { recursive: true }).sort();
    const folder = await diskDriver({ descriptorWalk }).open(join(base, 'held'));
    renameSync(join(base, 'held'), join(base, 'moved'));
    symlinkSync(join(base, 'trap'), join(base, 'held'));
    const outcome = await act(folder).then(
      () => 'reached',
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe(descriptorWalk ? 'reached' : 'ELOOP');
    expect(readdirSync(join(base, 'trap'), { recursive: true }).sort()).toEqual(before);
    expect(readFileSync(join(base, 'trap', 'a.txt'), 'utf8')).toBe('trap');
    await folder[Symbol.asyncDispose]();
  });
});

describe.each(modes)('the disk (%s)', (_name, descriptorWalk) => {
  const driver = diskDriver({ descriptorWalk });

  test('has no folder where there is a file, a link that leads nowhere, or nothing', async () => {
    const base = place();
    writeFileSync(join(base, 'file'), 'x');
    symlinkSync('nowhere', join(base, 'dangling'));
    await expect(driver.open(join(base, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(driver.open(join(base, 'missing'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(driver.realPath(join(base, 'dangling'))).rejects.toMatchObject({ code: 'ENOENT' });
    symlinkSync(base, `${base}-link`);
    expect(await driver.realPath(`${base}-link`)).toBe(base);
  });

  test('tells of thousands of names at once, in their order, and what is gone', async () => {
    const base = place();
    const names = Array.from({ length: 4500 }, (_, n) => `f${n}`);
    for (const name of names.filter((_, n) => n % 3 !== 0)) writeFileSync(join(base, name), name);
    const folder = await driver.open(base);
    const stats = await folder.stats(names);
    expect(stats.map((stat) => stat?.size)).toEqual(
      names.map((name, n) => (n % 3 === 0 ? undefined : name.length)),
    );
    await folder[Symbol.asyncDispose]();
  });

  test('reads from any offset, also behind the end', async () => {
    const base = place();
    writeFileSync(join(base, 'a.txt'), '0123456789');
    const folder = await driver.open(base);
    const read = async (from: number): Promise<string> =>
      Buffer.from((await folder.read('a.txt', from)).bytes).toString();
    expect(await Promise.all([0, 1, 9, 10, 50].map(read))).toEqual(['0123456789', '123456789', '9', '', '']);
    await folder[Symbol.asyncDispose]();
  });

  test('writes large bytes in full, appends to them and cuts them', async () => {
    const base = place();
    const folder = await driver.open(base);
    const large = Buffer.alloc(3_000_001, 'ab');
    const file = await folder.create('large', 0o600);
    await file.write(large);
    await file.write(Buffer.from('end'));
    await file.close();
    expect(readFileSync(join(base, 'large')).equals(Buffer.concat([large, Buffer.from('end')]))).toBe(true);
    const again = await folder.append('large', 0o600);
    await again.truncate(5);
    await again.write(Buffer.from('!'));
    await again.close();
    expect(readFileSync(join(base, 'large'), 'utf8')).toBe('ababa!');
    await folder[Symbol.asyncDispose]();
  });

  test('makes missing folders for their owner alone and leaves those that are there', async () => {
    const base = place();
    mkdirSync(join(base, 'there'));
    chmodSync(join(base, 'there'), 0o755);
    await driver.makeFolders(join(base, 'there', 'one', 'two'), 0o700);
    await driver.makeFolders(join(base, 'there', 'one', 'two'), 0o700);
    const modeOf = (path: string): number => statSync(join(base, path)).mode & 0o777;
    expect([modeOf('there'), modeOf('there/one'), modeOf('there/one/two')]).toEqual([0o755, 0o700, 0o700]);
  });

  test('moves nothing into a folder of another file system', async () => {
    const base = place();
    writeFileSync(join(base, 'a.txt'), 'a');
    const memory = memoryDriver();
    await memory.makeFolders('/m', 0o700);
    const [folder, foreign] = [await driver.open(base), await memory.open('/m')];
    await expect(folder.replace('a.txt', foreign, 'b.txt')).rejects.toMatchObject({ code: 'EXDEV' });
    await expect(foreign.link('x', folder, 'b.txt')).rejects.toMatchObject({
      code: expect.stringMatching(/^E/),
    });
    expect(existsSync(join(base, 'a.txt'))).toBe(true);
    await folder[Symbol.asyncDispose]();
  });
});

test('a watch tells of changes in its folder until it is disposed', async () => {
  const base = place();
  const driver = diskDriver();
  let told = 0;
  const changed = Promise.withResolvers<void>();
  const watch = driver.watch?.(base, () => {
    told++;
    changed.resolve();
  });
  writeFileSync(join(base, 'a.txt'), 'a');
  await changed.promise;
  watch?.[Symbol.dispose]();
  const before = told;
  writeFileSync(join(base, 'b.txt'), 'b');
  await new Promise(setImmediate);
  expect(told).toBe(before);
  expect(() => driver.watch?.(join(base, 'missing'), () => undefined)).toThrow(/ENOENT/);
});

test('new files and folders have the permission bits that the process gives by default', () => {
  const { fileMode, folderMode } = diskDriver();
  const mask = process.umask();
  expect([fileMode, folderMode]).toEqual([0o666 & ~mask, 0o777 & ~mask]);
});
