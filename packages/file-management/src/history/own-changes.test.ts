// More ways in which another tool has lost work, or its user the overview: an undo is about its own change only.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { all, change, files, git, lay, repository } from '../../test/repositories.ts';
import { diskDriver } from '../driver/index.ts';
import { faultDriver } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-own-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('what version control, or the lack of it, has to do with it', () => {
  const state = (): string => mkdtempSync(join(scratch, 'own-state-'));

  test('a damaged repository, or one of another tool that was left half-way, keeps nothing from being undone', async () => {
    const root = mkdtempSync(join(scratch, 'damaged-'));
    repository(root);
    writeFileSync(join(root, '.git', 'HEAD'), 'garbage');
    writeFileSync(join(root, '.git', 'index'), 'garbage');
    writeFileSync(join(root, '.git', 'index.lock'), '');
    lay(root, { 'inner/.git_disabled/HEAD': 'ref: refs/heads/main\n' });
    const before = all(root);
    await using workspace = await openWorkspace(root, { stateFolder: state() });
    await change(workspace, 'a.txt', 'changed\n');
    await workspace.undo();
    expect(all(root)).toEqual(before);
  });

  test('an undo of a change of .gitignore leaves the files that it ignores alone', async () => {
    const root = mkdtempSync(join(scratch, 'ignore-'));
    repository(root);
    await using workspace = await openWorkspace(root, { stateFolder: state() });
    await change(workspace, '.gitignore', '');
    lay(root, { 'ignored/new.txt': 'made since\n' });
    const before = all(root);
    await workspace.undo();
    expect(all(root)).toEqual(before.set('.gitignore', Buffer.from(files['.gitignore']).toString('hex')));
    await workspace.redo();
    expect(readFileSync(join(root, 'ignored', 'new.txt'), 'utf8')).toBe('made since\n');
  });

  test('no object, reference or stash is left in the repository, and its index is not touched', async () => {
    const root = mkdtempSync(join(scratch, 'refs-'));
    repository(root);
    lay(root, { 'a.txt': 'staged\n' });
    git(root, 'add', 'a.txt');
    const look = (): string =>
      git(root, 'count-objects', '-v') + git(root, 'for-each-ref') + git(root, 'ls-files', '-s');
    const before = look();
    await using workspace = await openWorkspace(root, { stateFolder: state() });
    await change(workspace, 'a.txt', 'changed\n');
    await workspace.undo();
    await workspace.redo();
    expect(look()).toBe(before);
    expect(existsSync(join(root, '.git', 'refs', 'stash'))).toBe(false);
  });
});

describe('an undo takes back its own change and no more', () => {
  test('edits of the user between two changes stay: there is no old baseline', async () => {
    const root = mkdtempSync(join(scratch, 'baseline-'));
    lay(root, { 'a.txt': '1\n2\n3\n4\n5\n' });
    await using workspace = await openWorkspace(root, { stateFolder: join(scratch, 'state') });
    await change(workspace, 'a.txt', 'one\n2\n3\n4\n5\n');
    writeFileSync(join(root, 'a.txt'), 'one\n2\nmine\n4\n5\n');
    await change(workspace, 'a.txt', 'one\n2\nmine\n4\nfive\n');
    await workspace.undo();
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('one\n2\nmine\n4\n5\n');
  });

  test('a file that it cannot put back makes it fail aloud, with every other file as it was', async () => {
    const root = mkdtempSync(join(scratch, 'aloud-'));
    lay(root, { 'a.txt': 'a\n', 'b.txt': 'b\n' });
    const stateFolder = mkdtempSync(join(scratch, 'own-state-'));
    const failing = faultDriver(diskDriver(), ({ operation, name }) =>
      operation === 'replace' && name.endsWith('/b.txt') && undoing ? { error: 'EIO' } : undefined,
    );
    let undoing = false;
    await using workspace = await openWorkspace(root, { stateFolder, driver: failing });
    const transaction = await workspace.begin();
    for (const path of ['a.txt', 'b.txt']) await transaction.write(path, `new ${path}\n`);
    await transaction.commit();
    undoing = true;
    await expect(workspace.undo()).rejects.toMatchObject({ code: 'EC_FILE_IO', details: { path: 'b.txt' } });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('new a.txt\n');
    expect((await workspace.history()).map(({ kind, state }) => `${kind} ${state}`)).toEqual(['commit live']);
    undoing = false;
    expect((await workspace.undo()).status).toBe('done');
    expect(readFileSync(join(root, 'b.txt'), 'utf8')).toBe('b\n');
  });

  test('what could not be kept is not changed at all: there is no change without a way back', async () => {
    const root = mkdtempSync(join(scratch, 'keep-'));
    lay(root, { 'a.txt': 'a\n' });
    const full = faultDriver(diskDriver(), ({ operation, name }) =>
      operation === 'create' && name.includes('/blobs/') ? { error: 'ENOSPC' } : undefined,
    );
    const stateFolder = mkdtempSync(join(scratch, 'own-state-'));
    await using workspace = await openWorkspace(root, { stateFolder, driver: full });
    const transaction = await workspace.begin();
    await expect(transaction.write('a.txt', 'changed\n')).rejects.toMatchObject({ code: 'EC_FILE_NO_SPACE' });
    expect(await transaction.commit()).toMatchObject({ status: 'nothing-to-do' });
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('a\n');
    expect(await workspace.history()).toEqual([]);
  });
});

describe('the space that the past takes', () => {
  const sizeOf = (folder: string): number =>
    [...all(folder).values()].reduce((sum, hex) => sum + hex.length / 2, 0);

  test('has to do with the changed files only, however large the rest of the folder is', async () => {
    const root = mkdtempSync(join(scratch, 'large-'));
    lay(root, {
      'a.txt': 'a\n',
      'node_modules/big.bin': 'x'.repeat(3_000_000),
      'data.db': 'y'.repeat(3_000_000),
    });
    const stateFolder = mkdtempSync(join(scratch, 'own-state-'));
    await using workspace = await openWorkspace(root, { stateFolder });
    await workspace.list();
    await change(workspace, 'a.txt', 'changed\n');
    expect(sizeOf(stateFolder)).toBeLessThan(10_000);
  });

  test('is at most 1.2 times the bytes of the changed files, what they held before and after together', async () => {
    const root = mkdtempSync(join(scratch, 'ratio-'));
    const from = join(import.meta.dirname, '..', 'lines');
    const stateFolder = mkdtempSync(join(scratch, 'own-state-'));
    await using workspace = await openWorkspace(root, { stateFolder });
    let changed = 0;
    const transaction = await workspace.begin();
    for (const name of readdirSync(from).filter((one) => one.endsWith('.ts'))) {
      const text = readFileSync(join(from, name), 'utf8');
      lay(root, { [name]: text });
      changed += Buffer.byteLength(text);
      await transaction.write(name, text.replaceAll('return', 'throw'));
    }
    await transaction.commit();
    expect(changed).toBeGreaterThan(50_000);
    expect(sizeOf(stateFolder)).toBeLessThan(1.2 * changed);
    await workspace.undo();
    expect(sizeOf(stateFolder)).toBeLessThan(1.2 * changed);
  });

  test("is given back when a transaction is discarded, once it is old enough to be nobody's", async () => {
    let now = Date.now();
    const root = mkdtempSync(join(scratch, 'given-'));
    lay(root, { 'a.txt': 'a\n' });
    const stateFolder = mkdtempSync(join(scratch, 'own-state-'));
    await using workspace = await openWorkspace(root, { stateFolder, clock: () => now });
    for (let n = 0; n < 5; n++) {
      const transaction = await workspace.begin();
      await transaction.write(`big${n}.bin`, randomBytes(200_000));
      await transaction.discard();
    }
    expect(sizeOf(stateFolder)).toBeGreaterThan(1_000_000);
    now += 3_600_000;
    expect((await workspace.collect()).freedBytes).toBeGreaterThanOrEqual(1_000_000);
    expect(sizeOf(stateFolder)).toBeLessThan(10_000);
  });
});
