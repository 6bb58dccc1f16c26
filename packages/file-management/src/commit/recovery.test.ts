import { describe, expect, test } from 'vitest';
import type { MemoryDriver } from '../driver/index.ts';
import { faultDriver, memoryWorkspace, testProcesses } from '../testing/index.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';

const decode = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);
const textOf = (driver: MemoryDriver, path: string): string | undefined =>
  decode(driver.dump('/work').get(path)?.bytes);

/** A commit of two files that stopped when one of them had its new content. */
async function halfDone(): Promise<{ driver: MemoryDriver; processes: ReturnType<typeof testProcesses> }> {
  const { driver, workspace } = await memoryWorkspace({ 'a.txt': 'old a\n', 'b.txt': 'old b\n' });
  await workspace[Symbol.asyncDispose]();
  const processes = testProcesses();
  const dying = processes.spawn();
  const faulty = faultDriver(driver, ({ operation, name }) =>
    operation === 'replace' && name.endsWith('/work/b.txt') ? 'crash-before' : undefined,
  );
  const doomed = await openWorkspace('/work', { driver: faulty, stateFolder: '/state', processes: dying });
  const transaction = await doomed.begin();
  await transaction.write('a.txt', 'new a\n');
  await transaction.write('b.txt', 'new b\n');
  await expect(transaction.commit()).rejects.toThrow();
  processes.kill(dying.identity);
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual(['new a\n', 'old b\n']);
  return { driver, processes };
}

const reopen = (driver: MemoryDriver, processes: ReturnType<typeof testProcesses>): Promise<Workspace> =>
  openWorkspace('/work', {
    driver,
    stateFolder: '/state',
    processes: processes.spawn(),
    lockTimeoutMs: 2000,
  });

test('a decided commit is carried out when the workspace is opened again', async () => {
  const { driver, processes } = await halfDone();
  const workspace = await reopen(driver, processes);
  expect(workspace.recovery).toMatchObject({ commits: [{ outcome: 'finished', foreign: [] }], open: [] });
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual(['new a\n', 'new b\n']);
  await workspace.undo();
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual(['old a\n', 'old b\n']);
});

test('several that recover at once settle it exactly once', async () => {
  const { driver, processes } = await halfDone();
  const opened = await Promise.all(Array.from({ length: 6 }, () => reopen(driver, processes)));
  const outcomes = opened.flatMap(({ recovery }) => recovery.commits.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(['finished']);
  expect((await opened[0]?.history())?.length).toBe(1);
});

describe('bytes of somebody else in the way of a recovery', () => {
  test('are reported, and nothing is touched', async () => {
    const { driver, processes } = await halfDone();
    driver.put('/work/b.txt', 'theirs\n');
    const workspace = await reopen(driver, processes);
    expect(workspace.recovery.commits).toMatchObject([{ outcome: 'conflict', foreign: ['b.txt'] }]);
    expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual(['new a\n', 'theirs\n']);
    const transaction = await workspace.begin();
    await transaction.write('c.txt', 'c\n');
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_RECOVERY_CONFLICT',
      details: { paths: ['b.txt'] },
    });
  });

  test.each([
    ['forward', 'new a\n', 'finished', 1],
    ['back', 'old a\n', 'taken-back', 0],
    ['keep', 'new a\n', 'taken-back', 0],
  ] as const)('are kept when a person settles it by %s', async (settle, first, outcome, changes) => {
    const { driver, processes } = await halfDone();
    driver.put('/work/b.txt', 'theirs\n');
    const workspace = await reopen(driver, processes);
    expect((await workspace.recover({ settle })).commits).toMatchObject([{ outcome, foreign: ['b.txt'] }]);
    expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual([first, 'theirs\n']);
    expect(await workspace.history()).toHaveLength(changes);
    const transaction = await workspace.begin();
    await transaction.write('c.txt', 'c\n');
    expect((await transaction.commit()).status).toBe('committed');
  });
});

test('opening on demand settles nothing, and a dry run tells what settling would do', async () => {
  const { driver, processes } = await halfDone();
  const options = {
    driver,
    stateFolder: '/state',
    processes: processes.spawn(),
    settle: 'on-demand',
  } as const;
  const workspace = await openWorkspace('/work', options);
  const [id = ''] = workspace.recovery.open;
  expect(workspace.recovery.commits).toEqual([]);
  expect(await workspace.pending()).toMatchObject([{ id, interrupted: true, paths: ['a.txt', 'b.txt'] }]);
  const tree = [...driver.dump('/work')];
  const { commits } = await workspace.recover({ dryRun: true });
  expect(commits).toEqual([{ transactionId: id, outcome: 'finished', foreign: [] }]);
  driver.put('/work/a.txt', 'mine\n');
  for (const [settle, outcome] of [
    [undefined, 'conflict'],
    ['back', 'taken-back'],
    ['keep', 'taken-back'],
    ['forward', 'finished'],
  ] as const) {
    const preview = await workspace.recover({ dryRun: true, ...(settle && { settle }) });
    expect(preview.commits).toEqual([{ transactionId: id, outcome, foreign: ['a.txt'] }]);
  }
  expect([...driver.dump('/work')].map(([path]) => path)).toEqual(tree.map(([path]) => path));
  expect(textOf(driver, 'b.txt')).toBe('old b\n');
  expect((await workspace.recover({ settle: 'back' })).commits).toMatchObject([{ outcome: 'taken-back' }]);
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt')]).toEqual(['mine\n', 'old b\n']);
});

test('a failing recovery leaves the workspace readable and is tried again by the next change', async () => {
  const { driver, processes } = await halfDone();
  let failing = true;
  const faulty = faultDriver(driver, ({ operation, name }) =>
    failing && operation === 'replace' && name.endsWith('/work/b.txt') ? { error: 'EACCES' } : undefined,
  );
  const options = { driver: faulty, stateFolder: '/state', processes: processes.spawn() };
  const workspace = await openWorkspace('/work', options);
  expect(workspace.recovery.failure).toMatchObject({ code: 'EC_FILE_NOT_WRITABLE' });
  expect(await workspace.readText('b.txt')).toBe('old b\n');
  failing = false;
  const transaction = await workspace.begin();
  await transaction.write('c.txt', 'c\n');
  await transaction.commit();
  expect(await workspace.readText('b.txt')).toBe('new b\n');
});

test('an error that stays while the commit is taken back is told as unfinished, and settled later', async () => {
  let failing = false;
  const { driver } = await memoryWorkspace({ 'a.txt': 'old a\n', 'b.txt': 'old b\n' });
  const faulty = faultDriver(driver, ({ operation, name }) =>
    failing && operation === 'replace' && /work\/(a|b)\.txt$/.test(name) ? { error: 'EIO' } : undefined,
  );
  const workspace = await openWorkspace('/work', { driver: faulty, stateFolder: '/state' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'new a\n');
  await transaction.delete('b.txt');
  await transaction.write('c.txt', 'new c\n');
  failing = true;
  await expect(transaction.commit()).rejects.toMatchObject({
    code: 'EC_FILE_IO',
    details: { path: 'a.txt' },
  });
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt'), textOf(driver, 'c.txt')]).toEqual([
    'old a\n',
    'old b\n',
    undefined,
  ]);
  failing = false;
  expect((await transaction.commit()).status).toBe('committed');
  expect([textOf(driver, 'a.txt'), textOf(driver, 'b.txt'), textOf(driver, 'c.txt')]).toEqual([
    'new a\n',
    undefined,
    'new c\n',
  ]);
});

test('a commit whose entry in the history fails is settled by the next try and not made twice', async () => {
  let failing = true;
  const { driver } = await memoryWorkspace({ 'a.txt': 'old\n' });
  const faulty = faultDriver(driver, ({ operation, name }) =>
    failing && operation === 'write' && name === 'journal' ? { error: 'ENOSPC' } : undefined,
  );
  const workspace = await openWorkspace('/work', { driver: faulty, stateFolder: '/state' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'new\n');
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_COMMIT_UNFINISHED' });
  await expect(transaction.discard()).rejects.toMatchObject({ code: 'EC_FILE_COMMIT_UNFINISHED' });
  failing = false;
  expect(await transaction.commit()).toMatchObject({ status: 'committed', transactionId: transaction.id });
  expect(await workspace.history()).toHaveLength(1);
  expect(textOf(driver, 'a.txt')).toBe('new\n');
});

test('a file that appears between the last look and its place is not replaced', async () => {
  const { driver } = await memoryWorkspace({ 'a.txt': 'old a\n' });
  let planted = false;
  const faulty = faultDriver(driver, ({ operation, name }) => {
    if (operation === 'link' && name.endsWith('/work/new.txt') && !planted) {
      planted = true;
      driver.put('/work/new.txt', 'theirs\n');
    }
    return undefined;
  });
  const workspace = await openWorkspace('/work', { driver: faulty, stateFolder: '/state' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'new a\n');
  await transaction.write('new.txt', 'mine\n');
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_CONFLICT' });
  expect(transaction.conflicts()).toMatchObject([
    { path: 'new.txt', reason: 'both-created', theirs: 'theirs\n' },
  ]);
  expect([textOf(driver, 'a.txt'), textOf(driver, 'new.txt')]).toEqual(['old a\n', 'theirs\n']);
});

/** A commit during which somebody writes a file, right after the commit was decided. */
async function writtenMeanwhile(
  path: string,
  theirs: string | undefined,
  change: (t: Transaction) => Promise<void>,
) {
  const memory = (await memoryWorkspace({ 'a.txt': '1\n2\n3\n4\n', 'b.txt': 'b\n' })).driver;
  let decided = 0;
  const driver = faultDriver(memory, ({ operation, name }) => {
    if (operation === 'replace' && name.endsWith('commit.json') && ++decided === 2) {
      if (theirs === undefined) memory.drop(`/work/${path}`);
      else memory.put(`/work/${path}`, theirs);
    }
    return undefined;
  });
  const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
  const transaction = await workspace.begin();
  await change(transaction);
  const outcome = await transaction.commit().then(
    ({ status }) => status,
    (error: { code: string }) => error.code,
  );
  return { outcome, workspace, transaction, text: (name: string) => textOf(memory, name) };
}

test('who writes a file after the decision and before it is replaced keeps what he wrote: it is merged', async () => {
  const { outcome, text, workspace } = await writtenMeanwhile(
    'a.txt',
    '1\n2\n3\nfour\n',
    async (transaction) => {
      await transaction.write('a.txt', 'one\n2\n3\n4\n');
      await transaction.write('b.txt', 'changed\n');
    },
  );
  expect(outcome).toBe('committed');
  expect([text('a.txt'), text('b.txt')]).toEqual(['one\n2\n3\nfour\n', 'changed\n']);
  expect(await workspace.history()).toHaveLength(1);
});

test('what clashes with it is refused, and the files that were replaced already are put back', async () => {
  const { outcome, text, workspace } = await writtenMeanwhile('b.txt', 'mine\n', async (transaction) => {
    await transaction.write('a.txt', 'one\n2\n3\n4\n');
    await transaction.write('b.txt', 'yours\n');
  });
  expect(outcome).toBe('EC_FILE_CONFLICT');
  expect([text('a.txt'), text('b.txt')]).toEqual(['1\n2\n3\n4\n', 'mine\n']);
  expect(await workspace.history()).toEqual([]);
});

test('a file that somebody wrote after the decision is not deleted', async () => {
  const { outcome, text, transaction } = await writtenMeanwhile('b.txt', 'mine\n', (t) => t.delete('b.txt'));
  expect(outcome).toBe('EC_FILE_CONFLICT');
  expect(text('b.txt')).toBe('mine\n');
  expect(transaction.conflicts()).toMatchObject([{ path: 'b.txt', reason: 'we-delete', theirs: 'mine\n' }]);
});

test('a file that somebody deleted after the decision is not brought back', async () => {
  const { outcome, text } = await writtenMeanwhile('b.txt', undefined, (t) => t.write('b.txt', 'ours\n'));
  expect(outcome).toBe('EC_FILE_CONFLICT');
  expect(text('b.txt')).toBeUndefined();
});

test('a cancelled commit changes nothing and can be made again', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'old\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'new\n');
  const signal = AbortSignal.abort();
  await expect(transaction.commit({ signal })).rejects.toMatchObject({
    code: 'EC_FILE_CANCELLED',
    exitCode: 130,
  });
  expect(await workspace.readText('a.txt')).toBe('old\n');
  await transaction.commit();
  expect(await workspace.readText('a.txt')).toBe('new\n');
});
