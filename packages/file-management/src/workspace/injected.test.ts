import { expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { testProcesses } from '../testing/index.ts';
import { openWorkspace, type WorkspaceOptions } from './open-workspace.ts';

/** The same work with the same clock, ids and random bytes. */
async function record(changes: WorkspaceOptions = {}): Promise<MemoryDriver> {
  let now = Date.UTC(2026, 0, 1);
  let ids = 0;
  let drawn = 0;
  const driver = memoryDriver({ now: () => now });
  driver.put('/work/a.txt', 'one\n');
  const workspace = await openWorkspace('/work', {
    driver,
    stateFolder: '/state',
    processes: testProcesses().spawn(),
    clock: () => (now += 1000),
    ids: () => `id-${++ids}`,
    random: (size) => new Uint8Array(size).fill(++drawn),
    ...changes,
  });
  for (const text of ['two\n', 'three\n']) {
    const transaction = await workspace.begin({ label: text.trim() });
    await transaction.write('a.txt', text);
    await transaction.write(`dir/${text.trim()}.txt`, text);
    await transaction.savepoint();
    await transaction.commit();
  }
  await workspace.checkpoint('good');
  await workspace.undo();
  await (await workspace.begin()).write('b.txt', 'pending\n');
  return driver;
}

const shown = (driver: MemoryDriver): readonly string[] =>
  [...driver.dump('/')].map(([path, { bytes, mode }]) => `${path} ${mode.toString(8)} ${Buffer.from(bytes)}`);

test('the same clock, ids and random bytes make the same state to the last byte', async () => {
  const first = shown(await record());
  expect(shown(await record())).toEqual(first);
  expect(first.some((line) => line.includes('2026-01-01T00:'))).toBe(true);
  expect(first.some((line) => line.includes('transactions/id-'))).toBe(true);
});

test('another clock, or other ids, make another one', async () => {
  const first = shown(await record());
  expect(shown(await record({ ids: () => `other-${Math.trunc(performance.now() * 1e6)}` }))).not.toEqual(
    first,
  );
  expect(shown(await record({ clock: () => 5 }))).not.toEqual(first);
});

test('without them every transaction gets an id of its own', async () => {
  const driver = memoryDriver();
  driver.put('/work/a.txt', 'one\n');
  const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
  const ids = await Promise.all(Array.from({ length: 50 }, async () => (await workspace.begin()).id));
  expect(new Set(ids).size).toBe(50);
  expect(ids.every((id) => /^tx_[a-z0-9]+_[0-9a-f]{24}$/.test(id))).toBe(true);
});

test('an id that is used twice, or could name another folder, begins nothing', async () => {
  const driver = memoryDriver();
  driver.put('/work/a.txt', 'one\n');
  const names = ['same', 'same', '../up', 'a b', ''];
  const workspace = await openWorkspace('/work', {
    driver,
    stateFolder: '/state',
    ids: () => names.shift() ?? '',
  });
  const first = await workspace.begin();
  await first.write('a.txt', 'two\n');
  await expect(workspace.begin()).rejects.toMatchObject({ code: 'EC_FILE_EXISTS' });
  for (let n = 0; n < 3; n++)
    await expect(workspace.begin()).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
  expect(await first.readText('a.txt')).toBe('two\n');
  expect((await workspace.pending()).map(({ id }) => id)).toEqual(['same']);
});

test('the state folder is where the options say, else the environment, else the system', async () => {
  const at = async (options: WorkspaceOptions): Promise<string> => {
    const driver = memoryDriver();
    driver.put('/work/a.txt', 'one\n');
    const { stateFolder } = await openWorkspace('/work', { driver, ...options });
    return stateFolder.slice(0, stateFolder.lastIndexOf('/'));
  };
  const environment = { ENHANCED_CODE_STATE: '/from/environment', HOME: '/home/u', XDG_STATE_HOME: '/xdg' };
  expect(await at({ stateFolder: '/from/options', environment })).toBe('/from/options');
  expect(await at({ environment })).toBe('/from/environment');
  expect(await at({ environment: { ...environment, ENHANCED_CODE_STATE: '' } })).toContain('enhanced-code');
  await expect(at({ stateFolder: '/work/state' })).rejects.toMatchObject({ code: 'EC_FILE_STATE_UNUSABLE' });
});
