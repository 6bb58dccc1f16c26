import { describe, expect, test } from 'vitest';
import {
  commitFiles,
  faultyWorkspace,
  isInTree,
  litterOf,
  once,
  recordOf,
  treeOf,
} from '../../test/faulty-workspace.ts';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { type DriverCall, faultDriver } from '../testing/index.ts';

const files = { 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n', 'e.txt': 'e\n' };
const changes = {
  'a.txt': 'new a\n',
  'b.txt': 'new b\n',
  'c.txt': null,
  'x/y/d.txt': 'd\n',
  'e.txt': 'new e\n',
};
const patience = { lockTimeoutMs: 2000 };

/** A commit that stopped when `c.txt` was gone and `a.txt` had its new content, and nothing else had happened. */
async function halfWay() {
  const scene = await faultyWorkspace(
    files,
    once((call) => call.operation === 'replace' && call.name === '/work/b.txt', 'crash-before'),
    patience,
  );
  const { transaction } = await commitFiles(scene.workspace, changes);
  scene.memory.put('/work/e.txt', 'e\n');
  return { ...scene, id: transaction.id };
}

const textsOf = (memory: MemoryDriver): Record<string, string> =>
  Object.fromEntries(Object.entries(treeOf(memory)).filter(([path]) => !path.endsWith('/')));

describe('a half-way commit with bytes of somebody else in it', () => {
  test('settled forward reaches every other file, and the history tells only of those', async () => {
    const { memory, reopen, id } = await halfWay();
    memory.put('/work/b.txt', 'theirs\n');
    const workspace = await reopen();
    expect(workspace.recovery.commits).toEqual([
      { transactionId: id, outcome: 'conflict', foreign: ['b.txt'] },
    ]);
    expect((await workspace.recover({ settle: 'forward' })).commits).toMatchObject([{ outcome: 'finished' }]);
    expect(textsOf(memory)).toEqual({
      'a.txt': 'new a\n',
      'b.txt': 'theirs\n',
      'e.txt': 'new e\n',
      'x/y/d.txt': 'd\n',
    });
    const [entry] = await workspace.history();
    expect(entry?.files.map(({ path }) => path)).toEqual(['a.txt', 'c.txt', 'e.txt', 'x/y/d.txt']);
    await workspace.undo();
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'theirs\n', 'c.txt': 'c\n', 'e.txt': 'e\n' });
  });

  test('settled back puts back every other file, folder and file on its way', async () => {
    const { memory, reopen } = await halfWay();
    memory.put('/work/b.txt', 'theirs\n');
    memory.put('/work/x/y/d.txt', 'd\n');
    const workspace = await reopen();
    expect((await workspace.recover({ settle: 'back' })).commits).toMatchObject([{ outcome: 'taken-back' }]);
    expect(treeOf(memory)).toEqual({ ...files, 'b.txt': 'theirs\n' });
    expect(await workspace.history()).toEqual([]);
    memory.losePower('drop');
    expect(textsOf(memory)).toMatchObject({ 'a.txt': 'a\n', 'c.txt': 'c\n' });
  });

  test('settled by keeping leaves every file as it is and clears only what waited', async () => {
    const { memory, reopen } = await halfWay();
    memory.put('/work/b.txt', 'theirs\n');
    const before = Object.entries(textsOf(memory)).filter(([path]) => !path.endsWith('.tmp'));
    const workspace = await reopen();
    await workspace.recover({ settle: 'keep' });
    expect(Object.entries(textsOf(memory))).toEqual(before);
    expect(recordOf(memory).path).toBe('');
    // The transaction is still there, to be committed again or discarded.
    expect((await workspace.recover()).open).toHaveLength(1);
  });

  test('stops every later change with the transaction and the files by name', async () => {
    const { memory, reopen, id } = await halfWay();
    memory.put('/work/b.txt', 'theirs\n');
    memory.put('/work/e.txt', 'theirs too\n');
    const workspace = await reopen();
    const tree = treeOf(memory);
    const { outcome, error } = await commitFiles(workspace, { 'new.txt': 'new\n' });
    expect(outcome).toBe('EC_FILE_RECOVERY_CONFLICT');
    expect(error).toMatchObject({ details: { transactionId: id, paths: ['b.txt', 'e.txt'] } });
    expect(treeOf(memory)).toEqual(tree);
  });

  test.each([
    ['a link', (memory: MemoryDriver) => memory.putLink('/work/b.txt', '/elsewhere')],
    ['a special file', (memory: MemoryDriver) => memory.putLink('/work/b.txt')],
    ['no file any more', () => undefined],
    ['a folder', (memory: MemoryDriver) => memory.put('/work/b.txt/inner', 'x')],
  ] as const)("counts %s in the place of a file as somebody else's", async (_title, put) => {
    const { memory, reopen } = await halfWay();
    memory.drop('/work/b.txt');
    put(memory);
    expect((await reopen()).recovery.commits).toMatchObject([{ outcome: 'conflict', foreign: ['b.txt'] }]);
    expect(textsOf(memory)['a.txt']).toBe('new a\n');
  });

  test('is no conflict where somebody made the very change that was left to do', async () => {
    const { memory, reopen } = await halfWay();
    memory.put('/work/b.txt', 'new b\n');
    memory.put('/work/c.txt/now/a/folder', 'x');
    expect((await reopen()).recovery.commits).toMatchObject([{ outcome: 'finished', foreign: [] }]);
    expect(textsOf(memory)).toMatchObject({
      'b.txt': 'new b\n',
      'c.txt/now/a/folder': 'x',
      'x/y/d.txt': 'd\n',
    });
    expect(litterOf(memory)).toEqual([]);
  });
});

test('a look at what recovery would do changes nothing anywhere', async () => {
  const { memory, reopen } = await halfWay();
  const calls: DriverCall[] = [];
  const driver = faultDriver(memory, (call) => {
    calls.push(call);
    return undefined;
  });
  const workspace = await reopen({ driver, settle: 'on-demand' });
  const before = JSON.stringify([treeOf(memory), recordOf(memory)]);
  calls.length = 0;
  expect((await workspace.recover({ dryRun: true })).commits).toMatchObject([{ outcome: 'finished' }]);
  const writing = ['create', 'append', 'replace', 'remove', 'makeFolder', 'removeFolder', 'write'];
  const outsideLock = calls.filter(({ name }) => !/\/locks\/|^\.enhanced-code-.*\.tmp$/.test(name));
  expect(outsideLock.filter(({ operation }) => writing.includes(operation))).toEqual([]);
  expect(JSON.stringify([treeOf(memory), recordOf(memory)])).toBe(before);
});

test('a recovery looks up what waits, not what lies beside the records', async () => {
  const { memory, reopen } = await halfWay();
  const { path } = recordOf(memory);
  const commits = path.slice(0, path.lastIndexOf('/'));
  memory.put(`${commits}/notes.txt`, 'not ours\n');
  memory.put(`${commits}/.enhanced-code-00.tmp`, 'torn');
  const workspace = await reopen();
  expect(workspace.recovery.commits).toMatchObject([{ outcome: 'finished' }]);
  expect((await commitFiles(workspace, { 'a.txt': 'later\n' })).outcome).toBe('committed');
});

test('a record that cannot be removed leaves the recovery to be told, and to be done again', async () => {
  const { memory, reopen } = await halfWay();
  memory.put('/work/b.txt', 'theirs\n');
  let failing = true;
  const driver = faultDriver(memory, ({ operation, name }) =>
    failing && operation === 'remove' && name.endsWith('.commit.json') ? { error: 'EIO' } : undefined,
  );
  const workspace = await reopen({ driver });
  await expect(workspace.recover({ settle: 'keep' })).rejects.toMatchObject({ code: 'EC_FILE_IO' });
  failing = false;
  expect((await workspace.recover({ settle: 'keep' })).commits).toMatchObject([{ outcome: 'taken-back' }]);
  expect(recordOf(memory).path).toBe('');
});

test('a record that is damaged stops every change by name and touches nothing', async () => {
  const { memory, reopen } = await halfWay();
  const { path } = recordOf(memory);
  memory.put(path, 'not a record\n');
  const workspace = await reopen();
  const corrupt = {
    code: 'EC_FILE_JOURNAL_CORRUPT',
    details: { file: path.slice(path.lastIndexOf('/') + 1) },
  };
  expect(workspace.recovery.failure).toMatchObject(corrupt);
  const tree = treeOf(memory);
  expect((await commitFiles(workspace, { 'a.txt': 'x\n' })).error).toMatchObject(corrupt);
  expect(treeOf(memory)).toEqual(tree);
});

test('permission bits alone are carried out and taken back like content', async () => {
  for (const settle of [undefined, 'back'] as const) {
    const scene = await faultyWorkspace(
      { 'a.sh': 'a\n', 'b.txt': 'b\n' },
      once((call) => call.operation === 'replace' && call.name === '/work/b.txt', 'crash-before'),
      patience,
    );
    const transaction = await scene.workspace.begin();
    await transaction.setMode('a.sh', 0o755);
    await transaction.setMode('b.txt', 0o600);
    await transaction.commit().catch(() => undefined);
    if (settle === 'back') scene.memory.put('/work/b.txt', 'theirs\n', 0o644);
    const workspace = await scene.reopen();
    if (settle === 'back') await workspace.recover({ settle });
    const modes = [...scene.memory.dump('/work')].map(([path, { mode }]) => `${path} ${mode.toString(8)}`);
    expect(modes).toEqual(settle === 'back' ? ['a.sh 644', 'b.txt 644'] : ['a.sh 755', 'b.txt 600']);
  }
});

test('where the file system keeps no permission bits, none are asked for', async () => {
  const memory = memoryDriver();
  memory.put('/work/a.sh', 'a\n', 0o444);
  const driver = { ...memory, capabilities: { caseSensitive: true, modes: false } };
  const { workspace } = await faultyWorkspace({}, () => undefined, { driver });
  const transaction = await workspace.begin();
  await transaction.setMode('a.sh', 0o755);
  expect(await transaction.changes()).toEqual([]);
  await transaction.write('a.sh', 'b\n', { mode: 0o700 });
  await expect(transaction.setMode('missing', 0o755)).rejects.toMatchObject({ code: 'EC_FILE_NOT_FOUND' });
  expect(await transaction.commit()).toMatchObject({ status: 'committed', receipts: [{ path: 'a.sh' }] });
  expect(memory.dump('/work').get('a.sh')).toMatchObject({ mode: 0o444 });
  expect(treeOf(memory)).toEqual({ 'a.sh': 'b\n' });
});

describe('folders that an undo empties', () => {
  const made = async (decide: (call: DriverCall) => { error: string } | undefined) => {
    const scene = await faultyWorkspace({ 'a.txt': 'a\n' }, decide);
    await commitFiles(scene.workspace, { 'p/q/new.txt': 'new\n' });
    return scene;
  };

  test('are removed innermost first, and stay so after a loss of power', async () => {
    const { workspace, memory } = await made(() => undefined);
    expect((await workspace.undo()).status).toBe('done');
    memory.losePower('drop');
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n' });
  });

  test.each(['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'ELOOP'])(
    'may be in use or gone meanwhile (%s)',
    async (error) => {
      const { workspace, memory } = await made((call) =>
        call.operation === 'removeFolder' && isInTree(call) ? { error } : undefined,
      );
      expect((await workspace.undo()).status).toBe('done');
      expect(textsOf(memory)).toEqual({ 'a.txt': 'a\n' });
    },
  );

  test('that cannot be removed keep the undo from happening', async () => {
    const { workspace, memory } = await made((call) =>
      call.operation === 'removeFolder' && call.name === '/work/p' ? { error: 'EACCES' } : undefined,
    );
    await expect(workspace.undo()).rejects.toMatchObject({ code: 'EC_FILE_NOT_WRITABLE' });
    expect(textsOf(memory)).toEqual({ 'a.txt': 'a\n', 'p/q/new.txt': 'new\n' });
    expect(await workspace.history()).toHaveLength(1);
  });
});
