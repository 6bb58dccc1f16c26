import { expect, test } from 'vitest';
import { faultDriver, type MemoryWorkspace, memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

const DAY_MS = 86_400_000;

async function changed(count: number): Promise<MemoryWorkspace & { now: { at: number }; ids: string[] }> {
  const now = { at: Date.UTC(2026, 0, 1) };
  const world = await memoryWorkspace({ 'a.txt': 'start\n' }, { clock: () => now.at });
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const transaction = await world.workspace.begin();
    // Too little to be packed, so that sizes are known.
    await transaction.write('a.txt', `${n}`.repeat(500));
    ids.push((await transaction.commit()).transactionId);
    now.at += DAY_MS;
  }
  return { ...world, now, ids };
}

const blobBytes = ({ driver }: MemoryWorkspace): number =>
  [...driver.dump('/state')].reduce(
    (sum, [path, { bytes }]) => sum + (path.includes('/blobs/') ? bytes.length : 0),
    0,
  );

test('changes older than the rule allows cannot be undone any more, younger ones can', async () => {
  const world = await changed(5);
  const { workspace, ids } = world;
  const report = await workspace.collect({ maxAgeMs: 2.5 * DAY_MS });
  expect(report.collected).toEqual(ids.slice(0, 3));
  expect(report.freedBytes).toBeGreaterThanOrEqual(1000);
  expect((await workspace.history()).map(({ collected }) => collected)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  await workspace.undo();
  await workspace.undo();
  expect(await workspace.readText('a.txt')).toBe('2'.repeat(500));
  await expect(workspace.undo()).rejects.toMatchObject({
    code: 'EC_FILE_NOTHING_TO_UNDO',
    details: { reason: 'its before-images are no longer kept' },
  });
});

test('the oldest go first until the rest is small enough', async () => {
  const world = await changed(6);
  expect(blobBytes(world)).toBeGreaterThan(3000);
  await world.workspace.collect({ maxBytes: 1750 });
  expect(blobBytes(world)).toBeLessThanOrEqual(2000);
  expect((await world.workspace.undo()).status).toBe('done');
});

test('what an open transaction needs is kept, whatever the rule says', async () => {
  const { workspace } = await changed(2);
  const transaction = await workspace.begin();
  await transaction.write('b.txt', 'pending\n');
  await transaction.write('a.txt', 'also pending\n');
  await workspace.collect({ maxAgeMs: 0, maxBytes: 0 });
  expect(await transaction.readText('b.txt')).toBe('pending\n');
  expect((await transaction.commit()).status).toBe('committed');
});

test('what an open transaction needs is kept, also where its log is damaged or cannot be read for now', async () => {
  const { workspace, driver, now } = await changed(1);
  const transaction = await workspace.begin();
  for (const name of ['b', 'c', 'd']) await transaction.write(`${name}.txt`, `pending ${name}\n`);
  const savepoint = await transaction.savepoint();
  await transaction.write('b.txt', 'later\n');
  const kept = blobBytes({ workspace, driver });
  now.at += DAY_MS;
  const open = (error: string) =>
    openWorkspace('/work', {
      driver: faultDriver(driver, ({ operation, name }) =>
        operation === 'folder' && name.endsWith(`/${transaction.id}`) && ready ? { error } : undefined,
      ),
      stateFolder: '/state',
      clock: () => now.at,
    });
  let ready = false;
  const busy = await open('EMFILE');
  ready = true;
  await expect(busy.collect()).rejects.toMatchObject({ code: 'EC_FILE_TOO_MANY_OPEN' });
  expect(blobBytes({ workspace, driver })).toBe(kept);
  await transaction.rollbackTo(savepoint);
  await workspace.collect();
  expect(await transaction.readText('b.txt')).toBe('pending b\n');
  const log = `${workspace.stateFolder}/transactions/${transaction.id}/log`;
  const bytes = Uint8Array.from(
    driver.dump(workspace.stateFolder).get(`transactions/${transaction.id}/log`)?.bytes ?? [],
  );
  driver.put(
    log,
    bytes.map((byte, at) => (at === 80 ? byte ^ 1 : byte)),
  );
  await workspace.collect({ maxAgeMs: 0, maxBytes: 0 });
  driver.put(log, bytes);
  const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
  const resumed = await later.resume(transaction.id);
  expect(await Promise.all(['b', 'c', 'd'].map((name) => resumed.readText(`${name}.txt`)))).toEqual([
    'pending b\n',
    'pending c\n',
    'pending d\n',
  ]);
});

test('collecting twice frees nothing more, and the history stays', async () => {
  const { workspace } = await changed(3);
  await workspace.collect({ maxAgeMs: 0 });
  expect(await workspace.collect({ maxAgeMs: 0 })).toEqual({ collected: [], freedBytes: 0 });
  expect(await workspace.history()).toHaveLength(3);
});

test('the same content is kept once', async () => {
  const world = await memoryWorkspace({});
  const transaction = await world.workspace.begin();
  for (let n = 0; n < 50; n++) await transaction.write(`copy${n}.txt`, 'x'.repeat(500));
  await transaction.commit();
  expect(blobBytes(world)).toBe(500);
});

test('what interrupted writes left in the state folder is removed when it is old', async () => {
  const { workspace, driver, now } = await changed(1);
  const state = workspace.stateFolder;
  driver.put(`${state}/blobs/.enhanced-code-00aa.tmp`, 'half');
  driver.put(`${state}/locks/.enhanced-code-00bb.tmp`, 'half');
  driver.put(`${state}/blobs/strange`, 'not ours');
  now.at += DAY_MS;
  await workspace.collect();
  const left = [...driver.dump(state).keys()];
  expect(left.filter((path) => path.endsWith('.tmp'))).toEqual([]);
  expect(left).toContain('blobs/strange');
});

test('the state folder tidies itself after a number of commits', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'start\n' }, { retention: { maxBytes: 10_000 } });
  for (let n = 0; n < 64; n++) {
    const transaction = await workspace.begin();
    await transaction.write('a.txt', String.fromCharCode(48 + n).repeat(500));
    await transaction.commit();
  }
  const history = await workspace.history();
  expect(history.filter(({ collected }) => collected).length).toBeGreaterThan(40);
  expect((await workspace.undo()).status).toBe('done');
});
