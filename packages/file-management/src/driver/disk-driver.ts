import { constants, lstatSync, promises, statSync, watch as watchFolder } from 'node:fs';
import { dirname } from 'node:path';
import { DiskFolder, toStat, type WalkMode } from './disk-folder.ts';
import type { FileDriver } from './driver.ts';
import { DriverError } from './driver.ts';

/** Settings of the driver for the real disk. */
export interface DiskDriverOptions {
  /**
   * Reach names through held descriptors (`/proc/self/fd`), so that an exchanged folder cannot lead
   * elsewhere. Default: where the system offers it (Linux). Without it every step is verified instead.
   */
  readonly descriptorWalk?: boolean;
}

/** The file system of the machine. */
export function diskDriver(options: DiskDriverOptions = {}): FileDriver {
  const walk: WalkMode = (options.descriptorWalk ?? hasDescriptorPaths()) ? 'descriptor' : 'verified';
  const creationMask = process.umask();
  return {
    name: 'disk',
    capabilities: {
      caseSensitive: process.platform !== 'win32' && process.platform !== 'darwin',
      modes: process.platform !== 'win32',
    },
    fileMode: 0o666 & ~creationMask,
    folderMode: 0o777 & ~creationMask,
    realPath: (path) => promises.realpath(path),
    open: (path) => openRoot(path, walk),
    makeFolders,
    watch(path, onChange) {
      const watcher = watchFolder(path, { persistent: false }, () => onChange());
      watcher.on('error', () => onChange());
      return { [Symbol.dispose]: () => watcher.close() };
    },
  };
}

/** New folders are made to last, one after the other, since state is kept in them. */
async function makeFolders(path: string, mode: number): Promise<void> {
  const first = await promises.mkdir(path, { recursive: true, mode });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncPath(dirname(made));
}

async function syncPath(path: string): Promise<void> {
  await using folder = await openRoot(path, 'verified');
  await folder.sync();
}

async function openRoot(path: string, walk: WalkMode): Promise<DiskFolder> {
  const handle = await promises.open(path, constants.O_RDONLY | (constants.O_DIRECTORY ?? 0));
  const stat = toStat(await handle.stat());
  if (stat.kind !== 'folder') {
    await handle.close();
    throw new DriverError('ENOTDIR', 'open', path);
  }
  return new DiskFolder(handle, path, stat, walk);
}

/** Whether `/proc/self/fd` leads to the very folder that a descriptor holds. */
function hasDescriptorPaths(): boolean {
  if (process.platform !== 'linux') return false;
  return (
    statSync('/proc/self/fd', { throwIfNoEntry: false }) !== undefined && lstatSync('/proc').isDirectory()
  );
}
