import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { hashOf } from '../content/file-snapshot.ts';
import { errnoOf, type FileDriver } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder that holds the state folders of all workspaces: the given one, else `ENHANCED_CODE_STATE`, else
 * the place that the system has for state of programs (on Linux `XDG_STATE_HOME`, see the XDG Base Directory
 * specification).
 */
export function stateBase(
  chosen: string | undefined,
  environment: Environment,
  platform = process.platform,
): string {
  const named = chosen ?? environment.ENHANCED_CODE_STATE;
  if (named !== undefined && named !== '') return resolve(named);
  return join(systemStateFolder(environment, platform), 'enhanced-code');
}

function systemStateFolder(environment: Environment, platform: NodeJS.Platform): string {
  const home = environment.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment.LOCALAPPDATA || join(home, 'AppData', 'Local');
  const xdg = environment.XDG_STATE_HOME;
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.local', 'state');
}

/** Name of the state folder of a workspace: made from its real path, so that a clone cannot bring one. */
export function stateKey(realPath: string): string {
  return hashOf(realPath).slice(0, 32);
}

/** Says that a state folder cannot be used, unless the failure is one of the machine and not of the folder. */
export function unusableState(error: unknown, folder: string): unknown {
  const errno = errnoOf(error);
  if (errno === undefined || ['ENOSPC', 'EMFILE', 'ENFILE', 'EIO'].includes(errno)) return error;
  const reason = REASONS[errno] ?? errno;
  return fileErrors.create('EC_FILE_STATE_UNUSABLE', { folder, reason }, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  ELOOP: 'its links lead in a circle',
  EACCES: 'you may not use it (EACCES)',
  EPERM: 'you may not use it (EPERM)',
  EROFS: 'its disk is read-only',
  ENAMETOOLONG: 'its path is too long',
};

/** Refuses a state folder that lies in the workspace, also by way of links. */
export async function checkOutside(driver: FileDriver, base: string, root: string): Promise<void> {
  const real = await realAncestor(driver, base).catch((error: unknown) => {
    throw unusableState(error, base);
  });
  if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw fileErrors.create('EC_FILE_STATE_UNUSABLE', {
      folder: base,
      reason: 'it lies inside the workspace',
    });
  }
}

/** The real path of the nearest existing folder, with the missing rest attached. */
async function realAncestor(driver: FileDriver, path: string): Promise<string> {
  try {
    return await driver.realPath(path);
  } catch (error) {
    const parent = dirname(path);
    if (errnoOf(error) !== 'ENOENT' || parent === path) throw error;
    return join(await realAncestor(driver, parent), path.slice(parent.length));
  }
}
