import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { faultDriver, memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from './open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-workspace-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

let grounds = 0;
function newRoot(files: Readonly<Record<string, string>> = {}): { root: string; stateFolder: string } {
  const root = join(scratch, `root${grounds++}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  return { root, stateFolder: `${root}-state` };
}

describe('opening', () => {
  test.each([
    ['a folder that is not there', 'missing', 'there is no such folder'],
    ['a file', 'file.txt', 'it is not a folder'],
    ['a folder below a file', 'file.txt/inner', 'it is not a folder'],
  ])('%s is refused with the reason', async (_name, place, reason) => {
    const { root, stateFolder } = newRoot({ 'file.txt': 'x' });
    await expect(openWorkspace(join(root, place), { stateFolder })).rejects.toMatchObject({
      code: 'EC_FILE_FOLDER_UNUSABLE',
      exitCode: 2,
      details: { reason },
    });
  });

  test('a folder that may not be read is refused with the reason', async () => {
    const { driver } = await memoryWorkspace({ 'a.txt': 'x' });
    const denied = faultDriver(driver, ({ operation }) =>
      operation === 'entries' ? { error: 'EACCES' } : undefined,
    );
    await expect(openWorkspace('/work', { driver: denied, stateFolder: '/state' })).rejects.toMatchObject({
      code: 'EC_FILE_FOLDER_UNUSABLE',
      details: { reason: 'you may not read it' },
    });
  });

  test('says where it is and what it found', async () => {
    const { root, stateFolder } = newRoot({ 'a.txt': 'x' });
    await using workspace = await openWorkspace(root, { stateFolder });
    expect(workspace.root).toBe(root);
    expect(workspace.stateFolder.startsWith(`${stateFolder}/`)).toBe(true);
    expect(workspace.recovery).toEqual({ commits: [], open: [] });
    expect([await workspace.history(), await workspace.pending(), await workspace.recover()]).toEqual([
      [],
      [],
      { commits: [], open: [] },
    ]);
    expect(await workspace.collect()).toEqual({ collected: [], freedBytes: 0 });
    await expect(workspace.resume('any')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_UNKNOWN' });
  });
});

describe('reading', () => {
  test.each([
    ['UTF-8 with LF', 'a\nb\n', { encoding: 'utf-8', eol: 'lf', bom: false, text: 'a\nb\n' }],
    [
      'UTF-8 with a mark and CRLF',
      '\ufeffa\r\n',
      { encoding: 'utf-8', eol: 'crlf', bom: true, text: 'a\r\n' },
    ],
    ['a lone CR', 'a\rb', { eol: 'cr', text: 'a\rb' }],
    ['mixed endings', 'a\nb\r\n', { eol: 'mixed' }],
    ['nothing', '', { eol: 'none', text: '', size: 0 }],
    ['UTF-16', Buffer.from('\ufeffhi\n', 'utf16le'), { encoding: 'utf-16le', bom: true, text: 'hi\n' }],
    ['Latin-1', Uint8Array.of(0x63, 0xe9, 0x0a), { encoding: 'latin1', text: 'c\u00e9\n' }],
    [
      'bytes that are no text',
      Uint8Array.of(1, 0, 2),
      { encoding: 'binary', eol: 'none', bom: false, size: 3 },
    ],
  ])('tells of %s what it is', async (_name, content, expected) => {
    const { workspace } = await memoryWorkspace({ 'file.x': content });
    const found = await workspace.read('file.x');
    expect(found).toMatchObject({
      path: 'file.x',
      mode: 0o644,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      ...expected,
    });
    expect(await workspace.readText('file.x')).toBe(found.text);
  });

  test('tells what is not there, and refuses absolute paths as all others outside', async () => {
    const { workspace } = await memoryWorkspace({ 'dir/a.txt': 'x' });
    await expect(workspace.read('b.txt')).rejects.toMatchObject({ code: 'EC_FILE_NOT_FOUND' });
    await expect(workspace.read('dir/a.txt/below')).rejects.toMatchObject({ code: 'EC_FILE_NOT_FOUND' });
    await expect(workspace.read('dir')).rejects.toMatchObject({ code: 'EC_FILE_SPECIAL' });
    expect(await workspace.readText('b.txt')).toBeUndefined();
    for (const path of ['/work/dir/a.txt', '../work/dir/a.txt', '/work-evil/a.txt', '../work-evil/a.txt'])
      await expect(workspace.read(path)).rejects.toMatchObject({ code: 'EC_FILE_PATH_REFUSED', exitCode: 5 });
  });
});

describe('two that open the same folder', () => {
  test('share its history, and the later commit builds on the earlier one', async () => {
    const { root, stateFolder } = newRoot({ 'a.txt': '1\n2\n3\n' });
    await using one = await openWorkspace(root, { stateFolder });
    await using two = await openWorkspace(root, { stateFolder });
    const [first, second] = [await one.begin(), await two.begin()];
    await first.write('a.txt', 'one\n2\n3\n');
    await second.write('a.txt', '1\n2\nthree\n');
    await first.commit();
    const { receipts } = await second.commit();
    expect(receipts).toMatchObject([{ path: 'a.txt', merged: true }]);
    expect(await one.readText('a.txt')).toBe('one\n2\nthree\n');
    expect((await one.history()).map(({ id }) => id)).toEqual([first.id, second.id]);
    await one.undo();
    expect(await two.readText('a.txt')).toBe('one\n2\n3\n');
  });
});

describe('a folder that is exchanged while it is open', () => {
  test('is not written to: the change would land in the one that was moved away', async () => {
    const { root, stateFolder } = newRoot({ 'a.txt': 'old\n' });
    await using workspace = await openWorkspace(root, { stateFolder });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'new\n');
    renameSync(root, `${root}-moved`);
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_FOLDER_UNUSABLE',
      details: { reason: 'it is gone' },
    });
    mkdirSync(root);
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'EC_FILE_FOLDER_UNUSABLE',
      details: { reason: 'another folder took its place' },
    });
    rmSync(root, { recursive: true });
    renameSync(`${root}-moved`, root);
    expect((await transaction.commit()).status).toBe('committed');
  });
});

describe('large and empty things', () => {
  test('a file of ten megabytes is changed, shown as a patch and taken back', async () => {
    const line = `${'x'.repeat(99)}\n`;
    const { workspace } = await memoryWorkspace({ 'big.txt': line.repeat(100_000) });
    const transaction = await workspace.begin();
    await transaction.write('big.txt', `${line.repeat(50_000)}here\n${line.repeat(50_000)}`);
    expect((await transaction.diff()).split('\n')).toHaveLength(12);
    expect(await transaction.blocks()).toMatchObject([{ afterText: 'here\n', beforeText: '' }]);
    await transaction.commit();
    await workspace.undo();
    expect((await workspace.read('big.txt')).size).toBe(10_000_000);
  });

  test('a change of nothing is nothing to do, and leaves nothing behind', async () => {
    const { workspace } = await memoryWorkspace({ 'a.txt': 'a\n' });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'a\n');
    await transaction.write('b.txt', 'b\n');
    await transaction.delete('b.txt');
    expect(await transaction.diff()).toBe('');
    expect(await transaction.blocks()).toEqual([]);
    expect(await transaction.commit()).toMatchObject({ status: 'nothing-to-do', receipts: [] });
    expect([await workspace.history(), await workspace.pending()]).toEqual([[], []]);
  });

  test('five hundred files are one change', async () => {
    const { workspace, driver } = await memoryWorkspace({});
    const transaction = await workspace.begin();
    for (let n = 0; n < 500; n++) await transaction.write(`part${n % 7}/file${n}.txt`, `${n}\n`);
    expect((await transaction.commit()).receipts).toHaveLength(500);
    await workspace.undo();
    expect([...driver.dump('/work').keys()]).toEqual([]);
  });
});

describe('what is read-only', () => {
  test('a file that nobody may write is refused, before and after it is pending', async () => {
    const { root, stateFolder } = newRoot({ 'a.txt': 'old\n' });
    chmodSync(join(root, 'a.txt'), 0o444);
    await using workspace = await openWorkspace(root, { stateFolder });
    const transaction = await workspace.begin();
    const refused = { code: 'EC_FILE_NOT_WRITABLE', details: { path: 'a.txt' } };
    await expect(transaction.write('a.txt', 'new\n')).rejects.toMatchObject(refused);
    await expect(transaction.delete('a.txt')).rejects.toMatchObject(refused);
    expect(await transaction.changes()).toEqual([]);
    await transaction.setMode('a.txt', 0o644);
    await transaction.write('a.txt', 'new\n');
    await transaction.commit();
    expect(await workspace.readText('a.txt')).toBe('new\n');
    await workspace.undo();
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o444);
  });

  test.each([
    ['EACCES', 'EC_FILE_NOT_WRITABLE'],
    ['EROFS', 'EC_FILE_NOT_WRITABLE'],
    ['ENOSPC', 'EC_FILE_NO_SPACE'],
    ['EDQUOT', 'EC_FILE_NO_SPACE'],
    ['EMFILE', 'EC_FILE_TOO_MANY_OPEN'],
    ['EIO', 'EC_FILE_IO'],
  ])(
    'a folder in which nothing can be made (%s) is told, nothing changes, and later it works',
    async (error, code) => {
      const memory = (await memoryWorkspace({ 'a.txt': 'a\n', 'dir/b.txt': 'b\n' })).driver;
      let broken = true;
      const driver = faultDriver(memory, ({ operation, name }) =>
        broken && operation === 'create' && name.startsWith('/work/dir/') ? { error } : undefined,
      );
      const workspace = await openWorkspace('/work', { driver, stateFolder: '/state' });
      const transaction = await workspace.begin();
      await transaction.write('a.txt', 'new a\n');
      await transaction.write('dir/b.txt', 'new b\n');
      await expect(transaction.commit()).rejects.toMatchObject({ code });
      expect([await workspace.readText('a.txt'), await workspace.readText('dir/b.txt')]).toEqual([
        'a\n',
        'b\n',
      ]);
      expect([...memory.dump('/work').keys()].filter((path) => path.endsWith('.tmp'))).toEqual([]);
      expect(await workspace.history()).toEqual([]);
      broken = false;
      await expect(transaction.commit()).resolves.toMatchObject({ status: 'committed' });
      expect(await workspace.readText('dir/b.txt')).toBe('new b\n');
    },
  );
});

test('after disposal nothing can be done any more', async () => {
  const { root, stateFolder } = newRoot({ 'a.txt': 'a\n' });
  const workspace = await openWorkspace(root, { stateFolder });
  const transaction = await workspace.begin();
  await workspace[Symbol.asyncDispose]();
  await expect(transaction.read('a.txt')).rejects.toMatchObject({ code: 'EC_FILE_TRANSACTION_CLOSED' });
  await expect(workspace.read('a.txt')).rejects.toThrow();
  await expect(workspace.list()).rejects.toThrow();
});
