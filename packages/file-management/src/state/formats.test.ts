import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { testProcesses } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

/** A workspace and its state as version 1 left them, in the middle of its second commit. */
async function golden(
  change: (path: string, text: string) => string = (_path, text) => text,
): Promise<MemoryDriver> {
  const driver = memoryDriver();
  const files = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'version-1.json'), 'utf8'));
  for (const [path, text] of Object.entries<string>(files)) {
    const state = path.startsWith('/state');
    if (state) await driver.makeFolders(dirname(path), 0o700);
    driver.put(path, change(path, text), state ? 0o600 : 0o644);
  }
  return driver;
}

const open = (driver: MemoryDriver) =>
  openWorkspace('/work', { driver, stateFolder: '/state', processes: deadTable(), lockTimeoutMs: 500 });

/** The process that holds the lock in the golden state is gone. */
function deadTable() {
  const machine = testProcesses();
  machine.kill(machine.spawn().identity);
  return machine.spawn();
}

test('state of version 1 is read: history, checkpoint, interrupted commit and before-images', async () => {
  const driver = await golden();
  const workspace = await open(driver);
  expect(workspace.recovery).toMatchObject({
    commits: [{ transactionId: 'tx_18', outcome: 'finished' }],
    open: [],
  });
  expect((await workspace.history()).map(({ id, kind, label, origin }) => [id, kind, label, origin])).toEqual(
    [
      ['tx_1', 'commit', 'first', 'session-1'],
      ['tx_14', 'checkpoint', 'good', undefined],
      ['tx_18', 'commit', undefined, undefined],
    ],
  );
  expect(await workspace.readText('a.txt')).toBe('three\n');
  expect((await workspace.restore({ to: 'tx_14' })).status).toBe('done');
  expect(await workspace.readText('a.txt')).toBe('two\n');
  await workspace.undo({ transactionId: 'tx_1' });
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt']);
  expect(await workspace.readText('a.txt')).toBe('one\n');
});

test('an open transaction of version 1 is resumed', async () => {
  const driver = await golden();
  driver.drop(
    [...driver.dump('/').keys()].map((path) => `/${path}`).find((path) => path.endsWith('commit.json')) ?? '',
  );
  for (const path of [...driver.dump('/work').keys()])
    if (path.endsWith('.tmp')) driver.drop(`/work/${path}`);
  const workspace = await open(driver);
  expect(workspace.recovery.open).toEqual(['tx_18']);
  const transaction = await workspace.resume('tx_18');
  expect(await transaction.readText('c.txt')).toBe('c\n');
  await transaction.rollbackTo('savepoint-1');
  expect((await transaction.changes()).map(({ path }) => path)).toEqual(['a.txt']);
  expect((await transaction.commit()).status).toBe('committed');
});

test.each(['journal', 'commit.json', 'workspace.json', 'log'])(
  '%s of a newer version is refused by name',
  async (name) => {
    const { encodeRecord } = await import('./records.ts');
    const driver = await golden((path, text) => {
      if (!path.endsWith(name)) return text;
      const [first = '', ...rest] = text.split('\n');
      const newer = JSON.parse(first.slice(first.indexOf('{')));
      newer.version = 2;
      return [name === 'workspace.json' ? JSON.stringify(newer) : encodeRecord(newer).trim(), ...rest].join(
        '\n',
      );
    });
    if (name === 'log')
      driver.drop(
        [...driver.dump('/').keys()].map((path) => `/${path}`).find((path) => path.endsWith('commit.json')) ??
          '',
      );
    const attempt = (async () => {
      const workspace = await open(driver);
      if (workspace.recovery.failure !== undefined) throw workspace.recovery.failure;
      await workspace.history();
      await workspace.resume('tx_18');
    })();
    await expect(attempt).rejects.toMatchObject({
      code: 'EC_FILE_FORMAT_NEWER',
      details: { version: 2, supported: 1 },
    });
  },
);
