import { expect, test } from 'vitest';
import { memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';

async function commit(
  workspace: Workspace,
  files: Readonly<Record<string, string>>,
  label?: string,
): Promise<string> {
  await using transaction = await workspace.begin(label === undefined ? {} : { label });
  for (const [path, text] of Object.entries(files)) await transaction.write(path, text);
  return (await transaction.commit()).transactionId;
}

test('a restore to before a change takes that change back as well', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const first = await commit(workspace, { 'a.txt': 'two\n', 'new.txt': 'new\n' });
  await commit(workspace, { 'a.txt': 'three\n' });
  const { status } = await workspace.restore({ to: first, before: true });
  expect(status).toBe('done');
  expect([...driver.dump('/work').keys()]).toEqual(['a.txt']);
  expect(await workspace.readText('a.txt')).toBe('one\n');
  expect((await workspace.history()).at(-1)).toMatchObject({
    kind: 'restore',
    label: `restore to before ${first}`,
  });
});

test('a restore of some files leaves all others as they are', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'a1\n', 'b.txt': 'b1\n' });
  const to = await commit(workspace, { 'a.txt': 'a2\n', 'b.txt': 'b2\n' });
  await commit(workspace, { 'a.txt': 'a3\n', 'b.txt': 'b3\n' });
  await commit(workspace, { 'b.txt': 'b4\n' });
  const preview = await workspace.restore({ to, paths: ['b.txt'], dryRun: true });
  expect(preview).toMatchObject({ status: 'preview', obstacles: [] });
  expect(preview.diff).toContain('-b4\n+b2\n');
  expect(preview.diff).not.toContain('a.txt');
  expect(await workspace.readText('b.txt')).toBe('b4\n');
  const restored = await workspace.restore({ to, paths: ['b.txt'] });
  expect(restored.receipts.map(({ path }) => path)).toEqual(['b.txt']);
  expect([await workspace.readText('a.txt'), await workspace.readText('b.txt')]).toEqual(['a3\n', 'b2\n']);
  await workspace.undo();
  expect(await workspace.readText('b.txt')).toBe('b4\n');
});

test('half of a move is brought back by itself, and the patch says so', async () => {
  const { workspace } = await memoryWorkspace({ 'old.txt': 'text\n' });
  const transaction = await workspace.begin();
  await transaction.rename('old.txt', 'new.txt');
  const { transactionId: to } = await transaction.commit();
  const { diff } = await workspace.restore({ to, before: true, paths: ['old.txt'] });
  expect(diff).toContain('new file mode 100644');
  expect([await workspace.readText('old.txt'), await workspace.readText('new.txt')]).toEqual([
    'text\n',
    'text\n',
  ]);
});

test.each([
  ['a point that is not there', { to: 'nowhere' }, 'the history has no such point'],
  ['nothing since', {}, 'nothing changed since that point'],
  ['no path', { before: true, paths: [] }, 'nothing changed since that point'],
  [
    'a path that did not change',
    { before: true, paths: ['a.txt', 'b.txt'] },
    'b.txt did not change since that point',
  ],
])('%s is refused with the reason', async (_name, options, reason) => {
  const { workspace } = await memoryWorkspace({ 'a.txt': '1\n', 'b.txt': 'b\n' });
  const to = await commit(workspace, { 'a.txt': '2\n' });
  await expect(workspace.restore({ to, ...options })).rejects.toMatchObject({
    code: 'EC_FILE_NOTHING_TO_UNDO',
    details: { reason },
  });
  expect(await workspace.readText('a.txt')).toBe('2\n');
});

test('a restore over edits of somebody else offers the merged inverse, also after a restart', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n4\n5\n' });
  const first = await commit(workspace, { 'a.txt': 'one\n2\n3\n4\n5\n' });
  driver.put('/work/a.txt', 'one\n2\n3\n4\nfive\n');
  const preview = await workspace.restore({ to: first, before: true, dryRun: true });
  expect(preview).toMatchObject({ status: 'preview', obstacles: [{ path: 'a.txt', merged: true }] });
  expect(preview.diff).toContain('-one\n+1\n');
  const { transaction } = await workspace.restore({ to: first, before: true });
  await workspace[Symbol.asyncDispose]();
  const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
  const resumed = await later.resume(transaction?.id ?? '');
  expect(await resumed.diff()).toBe(preview.diff);
  await resumed.commit();
  expect(await later.readText('a.txt')).toBe('1\n2\n3\n4\nfive\n');
  expect((await later.history()).at(-1)?.kind).toBe('restore');
});

test('an undo that is reviewed after a restart still counts as the undo of its change', async () => {
  const { workspace, driver } = await memoryWorkspace({ 'a.txt': '1\n2\n3\n' });
  const change = await commit(workspace, { 'a.txt': 'one\n2\n3\n' });
  driver.put('/work/a.txt', 'one\n2\nthree\n');
  const { transaction } = await workspace.undo();
  await workspace[Symbol.asyncDispose]();
  const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
  await (await later.resume(transaction?.id ?? '')).commit();
  expect(await later.history()).toMatchObject([{ state: 'undone' }, { kind: 'undo', of: change }]);
  await expect(later.undo()).rejects.toMatchObject({ code: 'EC_FILE_NOTHING_TO_UNDO' });
});

test('the history tells what each change did to each file, and shows its patch', async () => {
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' });
  const id = await commit(workspace, { 'a.txt': 'two\n', 'dir/new.txt': 'new\n' }, 'Say two');
  const [entry] = await workspace.history();
  expect(entry).toMatchObject({ id, label: 'Say two', kind: 'commit', state: 'live', folders: ['dir'] });
  expect(entry?.files.map(({ path, before, after }) => [path, before?.size, after?.size])).toEqual([
    ['a.txt', 4, 4],
    ['dir/new.txt', undefined, 4],
  ]);
  const patch = await workspace.diffOf(id);
  expect(patch).toContain('--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-one\n+two\n');
  expect(patch).toContain('--- /dev/null\n+++ b/dir/new.txt\n');
  await expect(workspace.diffOf('other')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
});

test('open transactions are told with what they would do, oldest first', async () => {
  let now = Date.UTC(2026, 0, 1);
  const { workspace } = await memoryWorkspace({ 'a.txt': 'one\n' }, { clock: () => now });
  expect(await workspace.pending()).toEqual([]);
  await expect(workspace.diffOf('other')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
  const first = await workspace.begin({ label: 'First', origin: 'session-1' });
  await first.write('a.txt', 'two\n');
  now += 1000;
  const second = await workspace.begin();
  expect(await workspace.pending()).toEqual([
    {
      id: first.id,
      at: '2026-01-01T00:00:00.000Z',
      label: 'First',
      origin: 'session-1',
      paths: ['a.txt'],
      interrupted: false,
    },
    { id: second.id, at: '2026-01-01T00:00:01.000Z', paths: [], interrupted: false },
  ]);
  expect(await workspace.diffOf(first.id)).toBe(await first.diff());
  await first.commit();
  await second.discard();
  expect(await workspace.pending()).toEqual([]);
});
