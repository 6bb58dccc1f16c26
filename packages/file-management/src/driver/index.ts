export { type DiskDriverOptions, diskDriver } from './disk-driver.ts';
export {
  DriverError,
  type EntryKind,
  type FileContent,
  type FileDriver,
  type FileStat,
  type Folder,
  type FolderEntry,
  type FolderWatch,
  type OpenFile,
} from './driver.ts';
export { type MemoryDriver, memoryDriver } from './memory-driver.ts';
export type { PowerLoss } from './memory-tree.ts';
export { type ProcessIdentity, type ProcessTable, systemProcesses } from './processes.ts';
