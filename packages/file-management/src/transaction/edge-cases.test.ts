import { describe, expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';

test('a name that is taken is not taken over by a move or an exclusive write', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
  const transaction = await workspace.begin();
  const code = 'EC_FILE_EXISTS';
  await expect(transaction.rename('a.txt', 'b.txt')).rejects.toMatchObject({ code });
  await expect(transaction.write('b.txt', 'x', { overwrite: 'refuse' })).rejects.toMatchObject({ code });
  await transaction.delete('b.txt');
  await transaction.rename('a.txt', 'b.txt');
  await transaction.commit();
  expect(await workspace.readText('b.txt')).toBe('a\n');
});

test('what is missing cannot be read, moved, deleted or made executable', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
  const transaction = await workspace.begin();
  const code = 'EC_FILE_NOT_FOUND';
  await expect(transaction.read('x')).rejects.toMatchObject({ code });
  await expect(transaction.delete('x')).rejects.toMatchObject({ code });
  await expect(transaction.rename('x', 'y')).rejects.toMatchObject({ code });
  await expect(transaction.setMode('x', 0o755)).rejects.toMatchObject({ code });
  await transaction.delete('a.txt');
  await expect(transaction.delete('a.txt')).rejects.toMatchObject({ code });
});

test('a file and a folder cannot have the same name, but one can take the place of the other', async () => {
  const { workspace } = await memoryWorkspace({ a: 'file\n', 'dir/x.txt': 'x\n' });
  const transaction = await workspace.begin();
  await transaction.write('new', 'file\n');
  const code = 'EC_FILE_PATH_REFUSED';
  await expect(transaction.write('new/inside', 'x')).rejects.toMatchObject({ code });
  await transaction.write('other/inside', 'x');
  await expect(transaction.write('other', 'x')).rejects.toMatchObject({ code });
  await transaction.delete('a');
  await transaction.write('a/b.txt', 'now a folder\n');
  await transaction.commit();
  expect(await workspace.readText('a/b.txt')).toBe('now a folder\n');
  await workspace.undo();
  expect(await workspace.readText('a')).toBe('file\n');
});

test('a file where a folder is needed keeps the whole commit from happening', async () => {
  const { workspace, driver } = await memoryWorkspace({ a: 'file\n', 'b.txt': 'b\n' });
  const transaction = await workspace.begin();
  await transaction.write('a/inside.txt', 'x\n');
  await transaction.write('b.txt', 'changed\n');
  await expect(transaction.commit()).rejects.toMatchObject({ code: expect.stringMatching(/^EC_FILE_/) });
  expect([...driver.dump('/work').keys()]).toEqual(['a', 'b.txt']);
  expect(await workspace.readText('b.txt')).toBe('b\n');
});

test('writes that are not awaited happen in the order of the calls', async () => {
  const { workspace } = await memoryWorkspace({});
  const transaction = await workspace.begin();
  await Promise.all(Array.from({ length: 20 }, (_, n) => transaction.write('a.txt', `${n}\n`)));
  expect(await transaction.readText('a.txt')).toBe('19\n');
});

test('a transaction that another process changed meanwhile says so instead of mixing both', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
  const mine = await workspace.begin();
  await mine.write('a.txt', 'mine\n');
  const theirs = await workspace.resume(mine.id);
  await theirs.write('a.txt', 'theirs\n');
  await expect(mine.write('a.txt', 'again\n')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_SHARED' });
  await expect(mine.commit()).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_SHARED' });
  await theirs.commit();
  expect(await workspace.readText('a.txt')).toBe('theirs\n');
});

test('an id cannot lead out of the folder of transactions', async () => {
  const { workspace } = await memoryWorkspace({});
  await workspace.begin();
  for (const id of ['..', '../x', 'a/b', '', '.', 'x'.repeat(200)]) {
    await expect(workspace.resume(id)).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
  }
});

describe('what somebody else did to a file that the transaction changes', () => {
  test.each([
    ['the same change', 'mine\n', 'mine\n', 'nothing-to-do'],
    ['nothing', 'base\n', 'mine\n', 'committed'],
  ])('%s is no conflict', async (_name, theirs, mine, status) => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'base\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', mine);
    driver.put('/work/a.txt', theirs);
    expect((await transaction.commit()).status).toBe(status);
    expect(await workspace.readText('a.txt')).toBe(mine);
  });

  test('other permission bits are kept with our content', async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'base\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'mine\n');
    driver.put('/work/a.txt', 'base\n', 0o755);
    await transaction.commit();
    expect((await workspace.read('a.txt')).mode).toBe(0o755);
    expect(await workspace.readText('a.txt')).toBe('mine\n');
  });

  test('a deletion conflicts with our change, and a change with our deletion', async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'mine\n');
    await transaction.delete('b.txt');
    driver.drop('/work/a.txt');
    driver.put('/work/b.txt', 'theirs\n');
    await expect(transaction.commit()).rejects.toMatchObject({ details: { paths: ['a.txt', 'b.txt'] } });
    expect(transaction.conflicts().map(({ reason }) => reason)).toEqual(['they-deleted', 'we-delete']);
    expect([...driver.dump('/work').keys()]).toEqual(['b.txt']);
  });

  test('changes of bytes that are no text conflict, whatever they are', async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.bin': Uint8Array.of(0, 1, 2, 3) });
    const transaction = await workspace.begin();
    await transaction.write('a.bin', Uint8Array.of(0, 9, 2, 3));
    driver.put('/work/a.bin', Uint8Array.of(0, 1, 2, 9));
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'EC_FILE_CONFLICT' });
    expect(transaction.conflicts()).toMatchObject([{ path: 'a.bin', reason: 'not-text', stretches: [] }]);
  });

  test('one conflict keeps the merge of all other files from being written', async () => {
    const { workspace, driver } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n', 'b.txt': 'b\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'one\n2\n3\n');
    await transaction.write('b.txt', 'mine\n');
    driver.put('/work/a.txt', '1\n2\nthree\n');
    driver.put('/work/b.txt', 'theirs\n');
    await expect(transaction.commit()).rejects.toMatchObject({ details: { paths: ['b.txt'] } });
    expect(await workspace.readText('a.txt')).toBe('1\n2\nthree\n');
    expect(transaction.conflicts()[0]?.markers).toContain('<<<<<<< pending\nmine\n');
  });
});

test('blocks of created and deleted files are taken back as a whole', async () => {
  const { workspace } = await memoryWorkspace({ 'old.txt': 'old\n' });
  const transaction = await workspace.begin();
  await transaction.write('new.txt', 'new\n');
  await transaction.delete('old.txt');
  const blocks = await transaction.blocks();
  expect(blocks.map(({ path }) => path)).toEqual(['new.txt', 'old.txt']);
  await transaction.rejectBlocks([blocks[1]?.id ?? '']);
  expect((await transaction.changes()).map(({ path, kind }) => `${kind} ${path}`)).toEqual([
    'create new.txt',
  ]);
  await transaction.rejectBlocks([blocks[0]?.id ?? '']);
  expect(await transaction.changes()).toEqual([]);
});

test('a disposed workspace lets its open transactions go, and they are still kept', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'a\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'b\n');
  await workspace[Symbol.asyncDispose]();
  await expect(transaction.readText('a.txt')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_CLOSED' });
  const { openWorkspace } = await import('../workspace/open-workspace.ts');
  const again = await openWorkspace('/work', { driver, stateFolder: '/state' });
  expect(again.recovery.open).toEqual([transaction.id]);
});
