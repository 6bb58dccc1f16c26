import { describe, expect, test } from 'vitest';
import { DriverError } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { toFileError } from '../paths/path-guard.ts';
import { faultDriver, memoryWorkspace } from '../testing/index.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

describe('a failure of the file system', () => {
  test.each([
    ['ENOENT', 'EC_FILE_NOT_FOUND', 2],
    ['ENOTDIR', 'EC_FILE_NOT_FOUND', 2],
    ['ELOOP', 'EC_FILE_LINK', 5],
    ['EEXIST', 'EC_FILE_EXISTS', 7],
    ['EISDIR', 'EC_FILE_SPECIAL', 5],
    ['ENXIO', 'EC_FILE_SPECIAL', 5],
    ['EACCES', 'EC_FILE_NOT_WRITABLE', 1],
    ['EPERM', 'EC_FILE_NOT_WRITABLE', 1],
    ['EROFS', 'EC_FILE_NOT_WRITABLE', 1],
    ['ENOSPC', 'EC_FILE_NO_SPACE', 1],
    ['EDQUOT', 'EC_FILE_NO_SPACE', 1],
    ['EFBIG', 'EC_FILE_NO_SPACE', 1],
    ['EMFILE', 'EC_FILE_TOO_MANY_OPEN', 1],
    ['ENFILE', 'EC_FILE_TOO_MANY_OPEN', 1],
    ['ENAMETOOLONG', 'EC_FILE_PATH_REFUSED', 5],
    ['EIO', 'EC_FILE_IO', 1],
    ['EBUSY', 'EC_FILE_IO', 1],
  ])('%s is told as %s, with what to do next', (errno, code, exitCode) => {
    const cause = new DriverError(errno, 'rename', 'a.txt');
    const error = toFileError(cause, 'dir/a.txt');
    expect(error).toMatchObject({ code, exitCode, cause: { code: errno } });
    const { message, hint } = error as { message: string; hint: string };
    expect(message).toContain('dir/a.txt');
    expect(message).not.toMatch(/\{\w+\}/);
    expect(hint).toMatch(/\w.*\.$/);
  });

  test('keeps what it was about: which operation, and which errno', () => {
    expect(toFileError(new DriverError('EIO', 'fsync', 'x'), 'a.txt')).toMatchObject({
      details: { path: 'a.txt', errno: 'EIO', operation: 'fsync' },
    });
    const plain = Object.assign(new TypeError('no system call'), { code: 'EIO' });
    expect(toFileError(plain, 'a.txt')).toMatchObject({ details: { operation: 'unknown' } });
  });

  test('is told once: an error of the catalogue, and one that is no failure of the system, stay as they are', () => {
    const known = fileErrors.create('EC_FILE_EXISTS', { path: 'a.txt' });
    for (const error of [known, new RangeError('of the caller'), 'a text', undefined])
      expect(toFileError(error, 'b.txt')).toBe(error);
  });
});

test.each(['EIO', 'EACCES', 'ENOSPC', 'EMFILE'])(
  'whatever a caller does, %s never reaches him raw',
  async (error) => {
    const { driver } = await memoryWorkspace({ 'a.txt': 'a\n', 'dir/b.txt': 'b\n' });
    let failing = false;
    const faulty = faultDriver(driver, () => (failing ? { error } : undefined));
    const workspace = await openWorkspace('/work', {
      driver: faulty,
      stateFolder: '/state',
      lockTimeoutMs: 500,
    });
    const transaction = await workspace.begin();
    await transaction.write('a.txt', 'changed\n');
    await (await workspace.begin()).discard();
    failing = true;
    const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
      list: () => workspace.list(),
      read: () => workspace.read('dir/b.txt'),
      begin: () => workspace.begin(),
      history: () => workspace.history(),
      undo: () => workspace.undo(),
      recover: () => workspace.recover(),
      collect: () => workspace.collect(),
      pending: () => workspace.pending(),
      resume: () => workspace.resume(transaction.id),
      checkpoint: () => workspace.checkpoint('x'),
      write: () => transaction.write('dir/b.txt', 'changed\n'),
      rename: () => transaction.rename('dir/b.txt', 'c.txt'),
      diff: () => transaction.diff(),
      commit: () => transaction.commit(),
      discard: () => transaction.discard(),
      open: () => openWorkspace('/work', { driver: faulty, stateFolder: '/state' }),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      const outcome = await attempt().then(
        () => 'done',
        (reason: { code?: string }) => reason.code ?? String(reason),
      );
      expect(outcome, name).toMatch(/^(done|EC_FILE_[A-Z_]+)$/);
    }
    failing = false;
    const later = await openWorkspace('/work', { driver, stateFolder: '/state' });
    expect([await later.readText('a.txt'), await later.readText('dir/b.txt')]).toEqual(['a\n', 'b\n']);
  },
);
