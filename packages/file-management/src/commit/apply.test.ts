import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type MemoryDriver, memoryDriver } from '../driver/index.ts';
import { type DriverCall, type Fault, faultDriver } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-apply-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const treeOf = (driver: MemoryDriver): Record<string, string> =>
  Object.fromEntries(
    [...driver.dump('/work')].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString()]),
  );

async function faulty(
  files: Readonly<Record<string, string>>,
  decide: (call: DriverCall, memory: MemoryDriver) => Fault | undefined,
) {
  const memory = memoryDriver();
  for (const [path, text] of Object.entries(files)) memory.put(`/work/${path}`, text);
  const driver = faultDriver(memory, (call) => decide(call, memory));
  return { memory, driver, workspace: await openWorkspace('/work', { driver, stateFolder: '/state' }) };
}

const inWork = ({ name }: DriverCall): boolean => name.startsWith('/work/');

describe('a file system without hard links', () => {
  test.each(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS', 'EMLINK'])(
    'takes new files all the same (%s)',
    async (error) => {
      const { workspace, memory } = await faulty({ 'a.txt': 'a\n' }, (call) =>
        call.operation === 'link' && inWork(call) ? { error } : undefined,
      );
      const transaction = await workspace.begin();
      await transaction.write('new.txt', 'new\n');
      await transaction.write('dir/deep/new.txt', 'deep\n');
      expect((await transaction.commit()).status).toBe('committed');
      expect(treeOf(memory)).toEqual({
        'a.txt': 'a\n',
        'dir/': '',
        'dir/deep/': '',
        'dir/deep/new.txt': 'deep\n',
        'new.txt': 'new\n',
      });
      await workspace.undo();
      expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n' });
    },
  );

  test('still does not replace a file that appeared, and tries again with it', async () => {
    const { workspace, memory } = await faulty({ 'a.txt': 'a\n' }, (call, memory) => {
      if (call.operation !== 'link' || !inWork(call)) return undefined;
      memory.put('/work/new.txt', 'somebody else\n');
      return { error: 'ENOTSUP' };
    });
    const transaction = await workspace.begin();
    await transaction.write('new.txt', 'ours\n');
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_CONFLICT' });
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'new.txt': 'somebody else\n' });
    expect(transaction.conflicts()).toMatchObject([{ reason: 'both-created', theirs: 'somebody else\n' }]);
  });

  test('another failure of a link is told as it is', async () => {
    const { workspace, memory } = await faulty({ 'a.txt': 'a\n' }, (call) =>
      call.operation === 'link' && inWork(call) ? { error: 'EACCES' } : undefined,
    );
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'changed\n');
    await transaction.write('new.txt', 'new\n');
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_NOT_WRITABLE',
      details: { path: 'new.txt', errno: 'EACCES' },
    });
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n' });
  });
});

describe('reading back', () => {
  test('finds bytes that are not what was written: the commit fails and all else is put back', async () => {
    let spoiled = false;
    const { workspace, memory } = await faulty({ 'a.txt': 'a\n', 'b.txt': 'b\n' }, (call, memory) => {
      const isAfter = call.operation === 'sync' && treeOf(memory)['b.txt'] === 'new b\n';
      if (isAfter && !spoiled) {
        spoiled = true;
        memory.put('/work/b.txt', 'spoiled\n');
      }
      return undefined;
    });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'new a\n');
    await transaction.write('b.txt', 'new b\n');
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_VERIFY_FAILED',
      details: { paths: ['b.txt'] },
    });
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'b.txt': 'spoiled\n' });
    expect(await workspace.history()).toEqual([]);
  });

  test('finds permission bits that were not set', async () => {
    const { workspace, memory } = await faulty({ 'a.sh': 'a\n' }, (call, memory) => {
      if (call.operation === 'sync' && memory.dump('/work').get('a.sh')?.mode === 0o755)
        memory.put('/work/a.sh', 'a\n', 0o600);
      return undefined;
    });
    const transaction = await workspace.begin();
    await transaction.setMode('a.sh', 0o755);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_VERIFY_FAILED' });
    expect(treeOf(memory)).toEqual({ 'a.sh': 'a\n' });
  });
});

describe('folders', () => {
  test('that the change made go with its undo, those that were there stay', async () => {
    const { workspace, memory } = await faulty({ 'old/a.txt': 'a\n' }, () => undefined);
    const transaction = await workspace.begin();
    await transaction.write('old/made/deep/b.txt', 'b\n');
    await transaction.delete('old/a.txt');
    await transaction.commit();
    expect(Object.keys(treeOf(memory))).toEqual([
      'old/',
      'old/made/',
      'old/made/deep/',
      'old/made/deep/b.txt',
    ]);
    expect((await workspace.history())[0]?.folders).toEqual(['old/made', 'old/made/deep']);
    await workspace.undo();
    expect(Object.keys(treeOf(memory))).toEqual(['old/', 'old/a.txt']);
    await workspace.redo();
    expect(Object.keys(treeOf(memory))).toEqual([
      'old/',
      'old/made/',
      'old/made/deep/',
      'old/made/deep/b.txt',
    ]);
  });

  test('that somebody made meanwhile are used', async () => {
    const { workspace, memory } = await faulty({ 'a.txt': 'a\n' }, (call, memory) => {
      if (call.operation === 'makeFolder' && call.name === '/work/dir' && !('dir/' in treeOf(memory)))
        memory.put('/work/dir/theirs.txt', 'theirs\n');
      return undefined;
    });
    const transaction = await workspace.begin();
    await transaction.write('dir/ours.txt', 'ours\n');
    await transaction.commit();
    expect(treeOf(memory)).toMatchObject({ 'dir/ours.txt': 'ours\n', 'dir/theirs.txt': 'theirs\n' });
    await workspace.undo();
    expect(treeOf(memory)).toEqual({ 'a.txt': 'a\n', 'dir/': '', 'dir/theirs.txt': 'theirs\n' });
  });

  test('are on stable storage before the commit is told', async () => {
    const { workspace, memory } = await faulty({ 'dir/a.txt': 'a\n', 'b.txt': 'b\n' }, () => undefined);
    const transaction = await workspace.begin();
    await transaction.write('dir/a.txt', 'changed\n');
    await transaction.delete('b.txt');
    await transaction.write('x/y/z.txt', 'z\n');
    await transaction.commit();
    memory.losePower('drop');
    expect(treeOf(memory)).toEqual({
      'dir/': '',
      'dir/a.txt': 'changed\n',
      'x/': '',
      'x/y/': '',
      'x/y/z.txt': 'z\n',
    });
  });
});

test.runIf(process.getuid?.() === 0)('a replaced file keeps its owner, a new one is ours', async () => {
  const root = join(scratch, 'owned');
  mkdirSync(root);
  writeFileSync(join(root, 'a.txt'), 'a\n');
  chownSync(join(root, 'a.txt'), 12_345, 23_456);
  await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'owned-state') });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'changed\n');
  await transaction.write('b.txt', 'new\n');
  await transaction.commit();
  const ownerOf = (path: string): readonly number[] => {
    const { uid, gid } = statSync(join(root, path));
    return [uid, gid];
  };
  expect(ownerOf('a.txt')).toEqual([12_345, 23_456]);
  expect(ownerOf('b.txt')).toEqual([0, 0]);
  await workspace.undo();
  expect(ownerOf('a.txt')).toEqual([12_345, 23_456]);
});
