import { expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';

const shown = (files: ReadonlyMap<string, { bytes: Uint8Array; mode: number }>): unknown =>
  [...files].map(([path, { bytes, mode }]) => [path, new TextDecoder().decode(bytes), mode]);

test('undo brings every byte, mode and folder back, redo makes the change again', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.sh': 'one\n', 'sub/b.txt': 'two\r\n' });
  driver.put('/work/a.sh', 'one\n', 0o755);
  const before = shown(driver.dump('/work'));
  const transaction = await workspace.begin();
  await transaction.write('a.sh', 'changed\n');
  await transaction.rename('sub/b.txt', 'moved/deep/b.txt');
  await transaction.setMode('moved/deep/b.txt', 0o600);
  const { transactionId } = await transaction.commit();
  const after = shown(driver.dump('/work'));
  const undone = await workspace.undo();
  expect(undone).toMatchObject({ status: 'done', of: [transactionId], obstacles: [] });
  expect(shown(driver.dump('/work'))).toEqual(before);
  await workspace.redo();
  expect(
    (shown(driver.dump('/work')) as unknown[]).filter((entry) => !String(entry).startsWith('sub/,')),
  ).toEqual((after as unknown[]).filter((entry) => !String(entry).startsWith('sub/,')));
  expect((await workspace.history()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'commit live',
    'undo undone',
    'redo live',
  ]);
});

test('a second undo with nothing left is refused with the reason', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  await expect(workspace.undo()).rejects.toMatchObject({
    code: 'EC_FILE_NOTHING_TO_UNDO',
    details: { reason: 'the history has no change' },
  });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'two\n');
  const { transactionId } = await transaction.commit();
  await workspace.undo();
  await expect(workspace.undo()).rejects.toMatchObject({
    details: { reason: 'every change was undone already' },
  });
  await expect(workspace.undo({ transactionId })).rejects.toMatchObject({
    details: { reason: 'it was undone already' },
  });
  await workspace.redo();
  await expect(workspace.redo()).rejects.toMatchObject({ code: 'EC_FILE_NOTHING_TO_REDO' });
});

test('where somebody wrote since, undo writes nothing and offers the merged inverse', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n4\n5\n', 'b.txt': 'b\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'one\n2\n3\n4\n5\n');
  await transaction.write('b.txt', 'changed\n');
  await transaction.commit();
  driver.put('/work/a.txt', 'one\n2\n3\n4\nfive\n');
  const offered = await workspace.undo();
  expect(offered).toMatchObject({ status: 'needs-review', obstacles: [{ path: 'a.txt', merged: true }] });
  expect(await workspace.readText('a.txt')).toBe('one\n2\n3\n4\nfive\n');
  expect(await workspace.readText('b.txt')).toBe('changed\n');
  await offered.transaction?.commit();
  expect((await workspace.history()).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
    'commit undone',
    'undo live',
  ]);
  expect(await workspace.readText('a.txt')).toBe('1\n2\n3\n4\nfive\n');
  expect(await workspace.readText('b.txt')).toBe('b\n');
});

test('a dry run shows the diff and leaves nothing behind', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const transaction = await workspace.begin();
  await transaction.write('a.txt', 'two\n');
  await transaction.commit();
  const preview = await workspace.undo({ dryRun: true });
  expect(preview.status).toBe('preview');
  expect(preview.diff).toContain('-two\n+one\n');
  expect(await workspace.readText('a.txt')).toBe('two\n');
  expect((await workspace.recover()).open).toEqual([]);
});

test('restore goes back to a checkpoint and touches only what changed since', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'one\n', 'mine.txt': 'mine\n' });
  const change = async (path: string, text: string): Promise<void> => {
    const transaction = await workspace.begin();
    await transaction.write(path, text);
    await transaction.commit();
  };
  await change('a.txt', 'two\n');
  const to = await workspace.checkpoint('good');
  await change('a.txt', 'three\n');
  await change('b.txt', 'new\n');
  await change('a.txt', 'four\n');
  driver.put('/work/mine.txt', 'edited by hand\n');
  const preview = await workspace.restore({ to, dryRun: true });
  expect(preview.diff).toContain('-four\n+two\n');
  const restored = await workspace.restore({ to });
  expect(restored.status).toBe('done');
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt', 'mine.txt']);
  expect(await workspace.readText('a.txt')).toBe('two\n');
  expect(await workspace.readText('mine.txt')).toBe('edited by hand\n');
  await workspace.undo();
  expect(await workspace.readText('a.txt')).toBe('four\n');
  expect(await workspace.readText('b.txt')).toBe('new\n');
});
