import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { diskDriver } from '../driver/disk-driver.ts';
import { errnoOf, type FileDriver, type Folder } from '../driver/driver.ts';
import { type ProcessTable, systemProcesses } from '../driver/processes.ts';
import { fileErrors } from '../file-errors.ts';
import type { ListOptions } from '../listing/list-files.ts';
import { toFileError } from '../paths/path-guard.ts';
import { Turns } from '../state/concurrently.ts';
import { StateFolder } from '../state/state-folder.ts';
import { checkOutside, type Environment, stateBase } from '../state/state-location.ts';
import type { TextComparer, WorkspaceContext } from '../state/workspace-context.ts';
import { FolderWorkspace } from './folder-workspace.ts';
import type { RetentionOptions, Workspace } from './workspace.ts';

/** Settings of `openWorkspace`. */
export interface WorkspaceOptions {
  /**
   * Folder that holds the state folders of all workspaces. It must lie outside the workspace. Default: the
   * environment variable `ENHANCED_CODE_STATE`, else the place that the system has for state of programs.
   */
  readonly stateFolder?: string;
  /** File system. Default: the disk of the machine. */
  readonly driver?: FileDriver;
  /** Judges the net change of a transaction, as `syntax` does. Without it diagnostics are `unavailable`. */
  readonly compare?: TextComparer;
  /** What listings leave out. */
  readonly list?: ListOptions;
  /** `strict` refuses a commit when a file that was only read has changed since. Default `reported`. */
  readonly isolation?: 'reported' | 'strict';
  /** What is kept of the past; applied now and then after a commit. Default: 30 days, and 1 GiB at most. */
  readonly retention?: RetentionOptions;
  /**
   * When an interrupted commit is settled: `at-open`, or `on-demand` by `recover` or the next change, so that it
   * can be looked at first (`recover({ dryRun: true })`). Default `at-open`.
   */
  readonly settle?: 'at-open' | 'on-demand';
  /** Milliseconds to wait for another process that commits. Default 10,000. */
  readonly lockTimeoutMs?: number;
  /** Present time in milliseconds since 1970. Default: the clock of the machine. */
  readonly clock?: () => number;
  /** Ids of transactions: letters, digits, `-` and `_`, never the same twice. Default: time and random bits. */
  readonly ids?: () => string;
  /** Random bytes, for names of files on their way, which nobody may guess, and for waits. Default: of the system. */
  readonly random?: (bytes: number) => Uint8Array;
  /** Processes, to tell locks of dead ones. Default: those of the machine. */
  readonly processes?: ProcessTable;
  /** Environment variables. Default `process.env`. */
  readonly environment?: Environment;
}

const LOCK_TIMEOUT_MS = 10_000;
const NAME_BYTES = 12;

/**
 * Opens a folder to change its files safely. Nothing in the folder is executed or written by opening, except
 * that a commit which was interrupted is carried out or taken back. Rejects with `EC_FILE_FOLDER_UNUSABLE`
 * when the folder cannot be read and `EC_FILE_STATE_UNUSABLE` when there is no safe place for state.
 */
export async function openWorkspace(folder: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const driver = options.driver ?? diskDriver();
  const { rootPath, root } = await openRoot(driver, folder);
  let context: WorkspaceContext | undefined;
  try {
    context = await contextOf(driver, root, rootPath, options);
    return await FolderWorkspace.open(context, options.list ?? {}, options.settle ?? 'at-open');
  } catch (error) {
    await context?.state[Symbol.asyncDispose]();
    await root[Symbol.asyncDispose]();
    throw toFileError(error, rootPath);
  }
}

async function openRoot(driver: FileDriver, folder: string): Promise<{ rootPath: string; root: Folder }> {
  try {
    const rootPath = await driver.realPath(resolve(folder));
    return { rootPath, root: await openReadable(driver, rootPath) };
  } catch (error) {
    const reason = REASONS[errnoOf(error) ?? ''] ?? errnoOf(error) ?? 'it is not readable';
    throw fileErrors.create('EC_FILE_FOLDER_UNUSABLE', { folder, reason }, { cause: error });
  }
}

async function openReadable(driver: FileDriver, path: string): Promise<Folder> {
  const root = await driver.open(path);
  try {
    await root.entries();
    return root;
  } catch (error) {
    await root[Symbol.asyncDispose]();
    throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is not a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ELOOP: 'its links lead in a circle',
};

async function contextOf(
  driver: FileDriver,
  root: Folder,
  rootPath: string,
  options: WorkspaceOptions,
): Promise<WorkspaceContext> {
  const random = options.random ?? randomBytes;
  const now = options.clock ?? Date.now;
  const name = (): string => Buffer.from(random(NAME_BYTES)).toString('hex');
  const temporaryName = (): string => `.enhanced-code-${name()}.tmp`;
  const base = stateBase(options.stateFolder, options.environment ?? process.env);
  await checkOutside(driver, base, rootPath);
  const identity = { identity: root.identity, bornMs: root.bornMs ?? 0 };
  return {
    driver,
    root,
    rootPath,
    state: new StateFolder({ driver, base, root: rootPath, identity, temporaryName }),
    processes: options.processes ?? systemProcesses(),
    comparer: options.compare,
    isolation: options.isolation ?? 'reported',
    retention: options.retention ?? {},
    turns: new Turns(),
    lockTimeoutMs: options.lockTimeoutMs ?? LOCK_TIMEOUT_MS,
    now,
    newId: options.ids ?? (() => `tx_${now().toString(36)}_${name()}`),
    temporaryName,
    fraction: () => (random(1)[0] ?? 0) / 256,
  };
}
