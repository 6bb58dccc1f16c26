import type { FileStat } from '../driver/driver.ts';
import { errnoOf } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { pathProblem, shownPath } from './path-syntax.ts';

/** Refuses a path that no workspace may use, whatever is on the disk. */
export function checkPath(path: string): void {
  const reason = typeof path === 'string' ? pathProblem(path) : 'it is not a text';
  if (reason === undefined) return;
  throw fileErrors.create('EC_FILE_PATH_REFUSED', { path: shownPath(String(path)), reason });
}

/** Refuses a name that is not a regular file. */
export function checkRegular(path: string, stat: FileStat): void {
  if (stat.kind === 'file') return;
  if (stat.kind === 'link') throw fileErrors.create('EC_FILE_LINK', { path });
  const kind = stat.kind === 'folder' ? 'folder' : 'special file';
  throw fileErrors.create('EC_FILE_SPECIAL', { path, kind });
}

/** Refuses a file that may be read but not be replaced. */
export function checkReplaceable(path: string, stat: FileStat): void {
  checkRegular(path, stat);
  if (stat.links > 1) throw fileErrors.create('EC_FILE_HARD_LINK', { path, links: stat.links });
}

const DENIED = ['EACCES', 'EPERM', 'EROFS'];
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const EXHAUSTED = ['EMFILE', 'ENFILE'];

/** Turns a failure of the driver into an error of the catalogue; other errors are returned as they are. */
export function toFileError(error: unknown, path: string): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  if (errno === 'ENOENT') return fileErrors.create('EC_FILE_NOT_FOUND', { path }, { cause: error });
  if (errno === 'ELOOP') return fileErrors.create('EC_FILE_LINK', { path }, { cause: error });
  if (errno === 'EEXIST') return fileErrors.create('EC_FILE_EXISTS', { path }, { cause: error });
  return systemError(error, errno, path) ?? kindError(error, errno, path);
}

/** Runs an action whose failures of the driver become errors of the catalogue about a path. */
export async function typed<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw toFileError(error, path);
  }
}

function systemError(cause: unknown, errno: string, path: string): unknown {
  const details = { path, errno, operation: operationOf(cause) };
  if (DENIED.includes(errno)) return fileErrors.create('EC_FILE_NOT_WRITABLE', details, { cause });
  if (FULL.includes(errno)) return fileErrors.create('EC_FILE_NO_SPACE', details, { cause });
  return EXHAUSTED.includes(errno)
    ? fileErrors.create('EC_FILE_TOO_MANY_OPEN', details, { cause })
    : undefined;
}

function kindError(cause: unknown, errno: string, path: string): unknown {
  if (errno === 'EISDIR') return fileErrors.create('EC_FILE_SPECIAL', { path, kind: 'folder' }, { cause });
  if (errno === 'ENXIO')
    return fileErrors.create('EC_FILE_SPECIAL', { path, kind: 'special file' }, { cause });
  if (errno === 'ENOTDIR') return fileErrors.create('EC_FILE_NOT_FOUND', { path }, { cause });
  if (errno === 'ENAMETOOLONG') {
    return fileErrors.create(
      'EC_FILE_PATH_REFUSED',
      { path: shownPath(path), reason: 'it is too long' },
      { cause },
    );
  }
  return fileErrors.create('EC_FILE_IO', { path, errno, operation: operationOf(cause) }, { cause });
}

function operationOf(cause: unknown): string {
  const call = (cause as { syscall?: unknown }).syscall;
  return typeof call === 'string' ? call : 'unknown';
}
