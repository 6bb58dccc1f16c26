import { describe, expect, test } from 'vitest';
import { faultDriver, testProcesses } from '../testing/index.ts';
import { errnoOf, type FileDriver, type Folder } from './driver.ts';
import { memoryDriver } from './memory-driver.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function put(folder: Folder, name: string, text: string, sync = false): Promise<void> {
  const file = await folder.create(name, 0o644);
  await file.write(bytes(text));
  if (sync) await file.sync();
  await file.close();
}

const shown = (driver: ReturnType<typeof memoryDriver>): Record<string, string> =>
  Object.fromEntries(
    [...driver.dump('/work')].map(([path, file]) => [path, Buffer.from(file.bytes).toString()]),
  );

async function opened(): Promise<{ driver: ReturnType<typeof memoryDriver>; folder: Folder }> {
  const driver = memoryDriver();
  driver.put('/work/kept.txt', 'kept');
  return { driver, folder: await driver.open('/work') };
}

describe('a loss of power', () => {
  test('forgets bytes that were not synced and names whose folder was not', async () => {
    const { driver, folder } = await opened();
    await put(folder, 'unsynced-name.txt', 'x', true);
    driver.losePower('drop');
    expect(shown(driver)).toEqual({ 'kept.txt': 'kept' });
    await put(folder, 'unsynced-bytes.txt', 'x');
    await folder.sync();
    driver.losePower('drop');
    expect(shown(driver)).toEqual({ 'kept.txt': 'kept', 'unsynced-bytes.txt': '' });
  });

  test('keeps what was synced, also a replacement and a removal', async () => {
    const { driver, folder } = await opened();
    await put(folder, 'next', 'next', true);
    await folder.replace('next', folder, 'kept.txt');
    await put(folder, 'gone', 'gone', true);
    await folder.sync();
    await folder.remove('gone');
    await folder.sync();
    driver.losePower('drop');
    expect(shown(driver)).toEqual({ 'kept.txt': 'next' });
  });

  test('may keep all, or each change by the toss of a coin', async () => {
    const { driver, folder } = await opened();
    await put(folder, 'a', 'a');
    driver.losePower('keep');
    expect(shown(driver)).toEqual({ a: 'a', 'kept.txt': 'kept' });
    await put(folder, 'b', 'b');
    await folder.remove('a');
    const coins = [true, false];
    driver.losePower(() => coins.shift() ?? true);
    // The new name was kept, the removal was not.
    expect(shown(driver)).toEqual({ a: 'a', b: 'b', 'kept.txt': 'kept' });
  });
});

describe('links', () => {
  test('lead realPath on, also over several steps, and a circle is told', async () => {
    const driver = memoryDriver();
    driver.put('/real/deep/a.txt', 'a');
    driver.putLink('/one', '/real');
    driver.putLink('/two', '/one/deep');
    driver.putLink('/circle', '/circle');
    expect(await driver.realPath('/two')).toBe('/real/deep');
    await expect(driver.realPath('/circle')).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(driver.realPath('/none')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that are hard share their bytes and count their names', async () => {
    const { driver, folder } = await opened();
    driver.putHardLink('/work/second.txt', '/work/kept.txt');
    expect((await folder.stat('kept.txt'))?.links).toBe(2);
    expect((await folder.stat('kept.txt'))?.identity).toBe((await folder.stat('second.txt'))?.identity);
    await folder.remove('kept.txt');
    expect((await folder.stat('second.txt'))?.links).toBe(1);
  });
});

describe('a driver with faults', () => {
  const operations: Readonly<Record<string, (driver: FileDriver, folder: Folder) => Promise<unknown>>> = {
    realPath: (driver) => driver.realPath('/work'),
    open: (driver) => driver.open('/work'),
    makeFolders: (driver) => driver.makeFolders('/new', 0o755),
    folder: (_driver, folder) => folder.folder('inner'),
    stat: (_driver, folder) => folder.stat('kept.txt'),
    stats: (_driver, folder) => folder.stats(['kept.txt']),
    entries: (_driver, folder) => folder.entries(),
    read: (_driver, folder) => folder.read('kept.txt'),
    create: (_driver, folder) => folder.create('new.txt', 0o644),
    append: (_driver, folder) => folder.append('kept.txt', 0o644),
    replace: (_driver, folder) => folder.replace('kept.txt', folder, 'moved.txt'),
    link: (_driver, folder) => folder.link('kept.txt', folder, 'second.txt'),
    remove: (_driver, folder) => folder.remove('kept.txt'),
    makeFolder: (_driver, folder) => folder.makeFolder('made', 0o755),
    removeFolder: (_driver, folder) => folder.removeFolder('inner'),
    sync: (_driver, folder) => folder.sync(),
  };

  test.each(Object.entries(operations))(
    'fails at %s as it is told to, and does nothing then',
    async (name, run) => {
      const { driver: inner } = await opened();
      await (await inner.open('/work')).makeFolder('inner', 0o755);
      let armed = false;
      const driver = faultDriver(inner, ({ operation }) =>
        armed && operation === name ? { error: 'EIO' } : undefined,
      );
      const folder = await driver.open('/work');
      const before = shown(inner);
      armed = true;
      const error = await run(driver, folder).catch((reason: unknown) => reason);
      expect(errnoOf(error)).toBe('EIO');
      expect(shown(inner)).toEqual(before);
      armed = false;
      await run(driver, folder);
      expect(driver.calls.at(-1)?.operation).toBe(name);
    },
  );

  test.each([
    ['crash-before', ''],
    ['crash-torn', 'ab'],
    ['crash-after', 'abcd'],
  ] as const)('%s of a write leaves %j, and nothing works after it', async (fault, left) => {
    const { driver: inner } = await opened();
    const driver = faultDriver(inner, ({ operation }) => (operation === 'write' ? fault : undefined));
    const folder = await driver.open('/work');
    await expect(put(folder, 'torn.txt', 'abcd')).rejects.toMatchObject({ code: 'ECRASH' });
    expect(driver.crashed).toBe(true);
    expect(shown(inner)['torn.txt']).toBe(left);
    await expect(folder.entries()).rejects.toMatchObject({ code: 'ECRASH' });
    await expect(driver.realPath('/work')).rejects.toMatchObject({ code: 'ECRASH' });
  });
});

test('processes of a test are alive until they are killed, and each is another one', () => {
  const processes = testProcesses();
  const [one, two] = [processes.spawn(), processes.spawn()];
  expect(one.self()).not.toEqual(two.self());
  expect([one.alive(two.self()), two.alive(one.self())]).toEqual([true, true]);
  processes.kill(one.identity);
  expect(two.alive(one.self())).toBe(false);
  expect(one.alive(two.self())).toBe(true);
});
