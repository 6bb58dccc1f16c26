import type { FileContent, FileDriver, FileStat, Folder, FolderEntry, OpenFile } from '../driver/driver.ts';
import { DriverError } from '../driver/driver.ts';

/** One call that reached a driver. */
export interface DriverCall {
  /** Place among all calls, counted from 0. */
  readonly index: number;
  /** Name of the operation, such as `create` or `write`. */
  readonly operation: string;
  /** Name of the file or folder. */
  readonly name: string;
}

/**
 * What happens to a call: a POSIX error instead of it, or the end of the process before it, after it, or (for
 * writes) half-way through it. After the end every call fails.
 */
export type Fault =
  | {
      /** POSIX name of the error, such as `ENOSPC`. */
      readonly error: string;
    }
  | 'crash-before'
  | 'crash-after'
  | 'crash-torn';

/** A driver that hands calls to another one until a fault is due. */
export interface FaultDriver extends FileDriver {
  /** Calls so far. */
  readonly calls: readonly DriverCall[];
  /** Whether the process counts as ended. */
  readonly crashed: boolean;
}

/** Wraps a driver; `decide` says for each call whether a fault happens. */
export function faultDriver(inner: FileDriver, decide: (call: DriverCall) => Fault | undefined): FaultDriver {
  const line = new FaultLine(decide);
  return {
    ...inner,
    name: `${inner.name} with faults`,
    get calls() {
      return line.calls;
    },
    get crashed() {
      return line.crashed;
    },
    realPath: (path) => line.pass('realPath', path, () => inner.realPath(path)),
    open: (path) => line.pass('open', path, async () => new FaultFolder(line, await inner.open(path), path)),
    makeFolders: (path, mode) => line.pass('makeFolders', path, () => inner.makeFolders(path, mode)),
  };
}

class FaultLine {
  readonly calls: DriverCall[] = [];
  crashed = false;
  readonly #decide: (call: DriverCall) => Fault | undefined;

  constructor(decide: (call: DriverCall) => Fault | undefined) {
    this.#decide = decide;
  }

  async pass<Result>(
    operation: string,
    name: string,
    act: () => Promise<Result>,
    torn?: () => Promise<void>,
  ): Promise<Result> {
    this.#checkAlive(operation, name);
    const call = { index: this.calls.length, operation, name };
    this.calls.push(call);
    const fault = this.#decide(call);
    if (fault === undefined) return act();
    if (typeof fault === 'object') throw new DriverError(fault.error, operation, name);
    if (fault === 'crash-after') await act();
    if (fault === 'crash-torn') await torn?.();
    this.crashed = true;
    throw new DriverError('ECRASH', operation, name);
  }

  #checkAlive(operation: string, name: string): void {
    if (this.crashed) throw new DriverError('ECRASH', operation, name);
  }
}

class FaultFolder implements Folder {
  readonly identity: string;
  readonly bornMs: number;
  readonly inner: Folder;
  readonly #line: FaultLine;
  readonly #path: string;

  constructor(line: FaultLine, inner: Folder, path: string) {
    this.#line = line;
    this.inner = inner;
    this.#path = path;
    this.identity = inner.identity;
    this.bornMs = inner.bornMs ?? 0;
  }

  folder(name: string): Promise<Folder> {
    const path = `${this.#path}/${name}`;
    return this.#pass(
      'folder',
      name,
      async () => new FaultFolder(this.#line, await this.inner.folder(name), path),
    );
  }

  stat(name: string): Promise<FileStat | undefined> {
    return this.#pass('stat', name, () => this.inner.stat(name));
  }

  stats(names: readonly string[]): Promise<readonly (FileStat | undefined)[]> {
    return this.#pass('stats', '', () => this.inner.stats(names));
  }

  entries(): Promise<readonly FolderEntry[]> {
    return this.#pass('entries', '', () => this.inner.entries());
  }

  read(name: string, from?: number): Promise<FileContent> {
    return this.#pass('read', name, () => this.inner.read(name, from));
  }

  create(name: string, mode: number): Promise<OpenFile> {
    return this.#pass('create', name, async () =>
      faultFile(this.#line, await this.inner.create(name, mode), name),
    );
  }

  append(name: string, mode: number): Promise<OpenFile> {
    return this.#pass('append', name, async () =>
      faultFile(this.#line, await this.inner.append(name, mode), name),
    );
  }

  replace(name: string, target: Folder, newName: string): Promise<void> {
    return this.#pass('replace', newName, () => this.inner.replace(name, unwrap(target), newName));
  }

  link(name: string, target: Folder, newName: string): Promise<void> {
    return this.#pass('link', newName, () => this.inner.link(name, unwrap(target), newName));
  }

  remove(name: string): Promise<void> {
    return this.#pass('remove', name, () => this.inner.remove(name));
  }

  makeFolder(name: string, mode: number): Promise<void> {
    return this.#pass('makeFolder', name, () => this.inner.makeFolder(name, mode));
  }

  removeFolder(name: string): Promise<void> {
    return this.#pass('removeFolder', name, () => this.inner.removeFolder(name));
  }

  sync(): Promise<void> {
    return this.#pass('sync', '', () => this.inner.sync());
  }

  /** Letting go is no fault point: the end of a process closes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.inner[Symbol.asyncDispose]();
  }

  #pass<Result>(operation: string, name: string, act: () => Promise<Result>): Promise<Result> {
    return this.#line.pass(operation, `${this.#path}/${name}`, act);
  }
}

function unwrap(folder: Folder): Folder {
  return folder instanceof FaultFolder ? folder.inner : folder;
}

function faultFile(line: FaultLine, inner: OpenFile, name: string): OpenFile {
  return {
    write: (bytes) =>
      line.pass(
        'write',
        name,
        () => inner.write(bytes),
        () => inner.write(bytes.subarray(0, bytes.length >> 1)),
      ),
    truncate: (length) => line.pass('truncate', name, () => inner.truncate(length)),
    setMode: (mode) => line.pass('setMode', name, () => inner.setMode(mode)),
    setOwner: (owner) => line.pass('setOwner', name, () => inner.setOwner(owner)),
    sync: () => line.pass('syncFile', name, () => inner.sync()),
    close: () => inner.close(),
  };
}
