import { expect, test, vi } from 'vitest';
import { memoryDriver } from '../driver/index.ts';
import { faultDriver, memoryWorkspace, testProcesses } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

test('many writers of one process take turns, and each of them gets one', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': '' }, { lockTimeoutMs: 60_000 });
  const append = async (n: number): Promise<void> => {
    for (;;) {
      await using transaction = await workspace.begin();
      await transaction.write('a.txt', `${(await transaction.read('a.txt')).text}${n}\n`);
      const done = await transaction.commit().then(
        () => true,
        () => transaction.discard().then(() => false),
      );
      if (done) return;
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, n) => append(n)));
  const lines = (await workspace.readText('a.txt'))?.split('\n').filter(Boolean).map(Number) ?? [];
  expect(lines.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n));
});

/** A workspace whose commits stop half-way until they are let go on. */
async function slowWorkspace(lockTimeoutMs: number) {
  const memory = memoryDriver();
  memory.put('/work/a.txt', 'one\n');
  let letGo = (): void => undefined;
  const stopped = new Promise<void>((resolve) => (letGo = resolve));
  let reached = (): void => undefined;
  const inside = new Promise<void>((resolve) => (reached = resolve));
  const driver = faultDriver(memory, () => undefined);
  const open = driver.open.bind(driver);
  let armed = false;
  const slow = {
    ...driver,
    open: async (path: string) => {
      if (armed) {
        reached();
        await stopped;
      }
      return open(path);
    },
  };
  const options = { driver: slow, stateFolder: '/state', lockTimeoutMs, processes: testProcesses().spawn() };
  const workspace = await openWorkspace('/work', options);
  const first = await workspace.begin();
  await first.write('a.txt', 'two\n');
  const second = await workspace.begin();
  await second.write('b.txt', 'new\n');
  armed = true;
  return { workspace, first, second, inside, letGo };
}

test('who waits in the queue of the own process can be cancelled at once', async () => {
  const { workspace, first, second, inside, letGo } = await slowWorkspace(60_000);
  const committing = first.commit();
  await inside;
  const stop = new AbortController();
  const waiting = second.commit({ signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toMatchObject({ code: 'EC_FILE_CANCELLED' });
  letGo();
  await expect(committing).resolves.toMatchObject({ status: 'committed' });
  expect(await workspace.readText('b.txt')).toBeUndefined();
  await second.commit();
  expect(await workspace.readText('b.txt')).toBe('new\n');
});

test('who waits in the queue too long is told who holds the workspace', async () => {
  const { workspace, first, second, inside, letGo } = await slowWorkspace(20);
  const committing = first.commit();
  await inside;
  await expect(second.commit()).rejects.toMatchObject({ code: 'EC_FILE_LOCKED', retryable: true });
  letGo();
  await committing;
  await vi.waitFor(async () => expect(await workspace.readText('a.txt')).toBe('two\n'));
  await expect(second.commit()).resolves.toMatchObject({ status: 'committed' });
});

test('a signal that is aborted while the commit is carried out does not tear it', async () => {
  const { workspace, first, inside, letGo } = await slowWorkspace(60_000);
  const stop = new AbortController();
  const committing = first.commit({ signal: stop.signal });
  await inside;
  stop.abort(new Error('late'));
  letGo();
  await expect(committing).rejects.toMatchObject({ code: 'EC_FILE_CANCELLED' });
  expect(await workspace.readText('a.txt')).toBe('one\n');
  await expect(first.commit()).resolves.toMatchObject({ status: 'committed' });
});
