/** What a name in a folder stands for. `other` is a pipe, a device or a socket. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Facts about one name, found without following links. */
export interface FileStat {
  /** What the name stands for. */
  readonly kind: EntryKind;
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last change of the content, milliseconds since 1970. */
  readonly mtimeMs: number;
  /** Permission bits, such as `0o644`. */
  readonly mode: number;
  /** Number of names (hard links) that share the content. */
  readonly links: number;
  /** Identity of the content's container, stable over renames: device and inode. */
  readonly identity: string;
  /** Time of creation, milliseconds since 1970, where the system keeps it. */
  readonly bornMs?: number;
  /** Owner, where the system has owners. */
  readonly owner?: {
    /** Number of the user. */
    readonly uid: number;
    /** Number of the group. */
    readonly gid: number;
  };
}

/** One name of a folder. */
export interface FolderEntry {
  /** A single component, without slashes. */
  readonly name: string;
  /** What the name stands for. */
  readonly kind: EntryKind;
}

/** Bytes of a regular file together with the facts that held when they were read. */
export interface FileContent {
  /** The bytes from the offset that was asked for on. */
  readonly bytes: Uint8Array;
  /** The facts. */
  readonly stat: FileStat;
}

/** A file that is open for writing. */
export interface OpenFile {
  /** Appends bytes at the end. */
  write(bytes: Uint8Array): Promise<void>;
  /** Cuts the file to a length in bytes. */
  truncate(length: number): Promise<void>;
  /** Sets the permission bits. */
  setMode(mode: number): Promise<void>;
  /** Gives the file to an owner, where that is permitted; silently not, where it is not. */
  setOwner(owner: { readonly uid: number; readonly gid: number }): Promise<void>;
  /** Waits until the bytes are on stable storage. */
  sync(): Promise<void>;
  /** Closes the file without waiting for stable storage. */
  close(): Promise<void>;
}

/**
 * A folder that is held open: its operations reach this very folder, even when a name on the way to it is
 * exchanged meanwhile. Names are single components, never paths. No operation follows a link.
 * Failures reject with an error whose `code` is the POSIX name, such as `ENOENT`, `EEXIST` or `ELOOP` (a link).
 */
export interface Folder extends AsyncDisposable {
  /** Device and inode of the folder. */
  readonly identity: string;
  /** Time of creation of the folder, milliseconds since 1970, where the system keeps it. */
  readonly bornMs?: number;
  /** Opens a folder in this one. `ELOOP` or `ENOTDIR` for a link, `ENOTDIR` for anything else. */
  folder(name: string): Promise<Folder>;
  /** Facts about a name; undefined when there is no such name. */
  stat(name: string): Promise<FileStat | undefined>;
  /** Facts about many names at once; undefined for a name that is gone. */
  stats(names: readonly string[]): Promise<readonly (FileStat | undefined)[]>;
  /** The names in this folder, in no particular order. */
  entries(): Promise<readonly FolderEntry[]>;
  /**
   * Reads a regular file, from an offset in bytes on (default 0). `ELOOP` for a link, `EISDIR` for a folder,
   * `ENXIO` for a special file.
   */
  read(name: string, from?: number): Promise<FileContent>;
  /** Makes a new file. `EEXIST` when the name is taken, by whatever it may be. */
  create(name: string, mode: number): Promise<OpenFile>;
  /** Opens a regular file to append to it, and makes it first where it is missing. */
  append(name: string, mode: number): Promise<OpenFile>;
  /** Renames, replacing what has the new name. */
  replace(name: string, target: Folder, newName: string): Promise<void>;
  /** Gives a file a second name, never replacing: `EEXIST` when it is taken, `ENOTSUP` where there are no hard links. */
  link(name: string, target: Folder, newName: string): Promise<void>;
  /** Removes a name that is not a folder. */
  remove(name: string): Promise<void>;
  /** Makes a new folder in this one. `EEXIST` when the name is taken. */
  makeFolder(name: string, mode: number): Promise<void>;
  /** Removes an empty folder; `ENOTEMPTY` otherwise. */
  removeFolder(name: string): Promise<void>;
  /** Waits until the names in this folder are on stable storage. */
  sync(): Promise<void>;
}

/** Something that notices changes of a folder until it is disposed. */
export type FolderWatch = Disposable;

/**
 * A file system. The package brings the real disk and one in memory; `./testing` has the suite that any
 * other has to pass.
 */
export interface FileDriver {
  /** Short name for messages. */
  readonly name: string;
  /** What the file system can tell apart and keep. */
  readonly capabilities: {
    /** Whether `a` and `A` are different names. */
    readonly caseSensitive: boolean;
    /** Whether permission bits are kept. */
    readonly modes: boolean;
  };
  /** Permission bits of a new ordinary file. */
  readonly fileMode: number;
  /** Permission bits of a new ordinary folder. */
  readonly folderMode: number;
  /** The real absolute path of an existing folder, links resolved. */
  realPath(path: string): Promise<string>;
  /** Opens a folder by an absolute real path. */
  open(realPath: string): Promise<Folder>;
  /** Makes a folder and its missing parents; existing ones are left as they are. */
  makeFolders(path: string, mode: number): Promise<void>;
  /** Calls back after something in the folder itself (not below it) may have changed. */
  watch?(realPath: string, onChange: () => void): FolderWatch;
}

/** Failure of a driver that is no system call: carries a POSIX code as system errors do. */
export class DriverError extends Error {
  /** POSIX name, such as `ENOENT`. */
  readonly code: string;
  /** Name of the failed operation. */
  readonly syscall: string;

  constructor(code: string, syscall: string, name: string) {
    super(`${code}: ${syscall} ${JSON.stringify(name)}`);
    this.name = 'DriverError';
    this.code = code;
    this.syscall = syscall;
  }
}

/** The POSIX code of a caught value, if it carries one. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}
