import type { FileContent, FileStat, Folder, FolderEntry, OpenFile } from './driver.ts';
import { DriverError } from './driver.ts';
import type { MemoryNode, MemoryTree } from './memory-tree.ts';

/** A held folder of the memory driver. */
export class MemoryFolder implements Folder {
  readonly identity: string;
  readonly bornMs: number;
  readonly node: MemoryNode;
  readonly #tree: MemoryTree;

  constructor(tree: MemoryTree, node: MemoryNode) {
    this.#tree = tree;
    this.node = node;
    this.identity = `0:${node.inode}`;
    this.bornMs = node.bornMs;
  }

  async folder(name: string): Promise<Folder> {
    const found = this.#get(name, 'open');
    if (found.kind === 'link') throw new DriverError('ELOOP', 'open', name);
    if (found.kind !== 'folder') throw new DriverError('ENOTDIR', 'open', name);
    return new MemoryFolder(this.#tree, found);
  }

  async stat(name: string): Promise<FileStat | undefined> {
    const found = this.node.entries.get(name);
    return found && statOf(found);
  }

  async stats(names: readonly string[]): Promise<readonly (FileStat | undefined)[]> {
    return Promise.all(names.map((name) => this.stat(name)));
  }

  async entries(): Promise<readonly FolderEntry[]> {
    return [...this.node.entries].map(([name, { kind }]) => ({ name, kind }));
  }

  async read(name: string, from = 0): Promise<FileContent> {
    const found = this.#get(name, 'open');
    if (found.kind === 'link') throw new DriverError('ELOOP', 'open', name);
    if (found.kind === 'folder') throw new DriverError('EISDIR', 'read', name);
    if (found.kind === 'other') throw new DriverError('ENXIO', 'open', name);
    return { bytes: found.bytes.slice(from), stat: statOf(found) };
  }

  async create(name: string, mode: number): Promise<OpenFile> {
    if (this.node.entries.has(name)) throw new DriverError('EEXIST', 'open', name);
    const node = this.#tree.node('file', mode);
    this.#put(name, node);
    return new MemoryFile(this.#tree, node);
  }

  async append(name: string, mode: number): Promise<OpenFile> {
    const found = this.node.entries.get(name);
    if (found === undefined) return this.create(name, mode);
    if (found.kind !== 'file')
      throw new DriverError(found.kind === 'link' ? 'ELOOP' : 'EISDIR', 'open', name);
    return new MemoryFile(this.#tree, found);
  }

  async replace(name: string, target: Folder, newName: string): Promise<void> {
    const moved = this.#get(name, 'rename');
    const into = memory(target);
    const old = into.node.entries.get(newName);
    if (old === moved) return;
    if (old?.kind === 'folder' && old.entries.size > 0) throw new DriverError('ENOTEMPTY', 'rename', newName);
    if (old !== undefined && (old.kind === 'folder') !== (moved.kind === 'folder')) {
      throw new DriverError(old.kind === 'folder' ? 'EISDIR' : 'ENOTDIR', 'rename', newName);
    }
    this.#take(name);
    if (old !== undefined) into.#take(newName);
    into.#put(newName, moved);
  }

  async link(name: string, target: Folder, newName: string): Promise<void> {
    const shared = this.#get(name, 'link');
    const into = memory(target);
    if (into.node.entries.has(newName)) throw new DriverError('EEXIST', 'link', newName);
    into.#put(newName, shared);
  }

  async remove(name: string): Promise<void> {
    if (this.#get(name, 'unlink').kind === 'folder') throw new DriverError('EISDIR', 'unlink', name);
    this.#take(name);
  }

  async makeFolder(name: string, mode: number): Promise<void> {
    if (this.node.entries.has(name)) throw new DriverError('EEXIST', 'mkdir', name);
    this.#put(name, this.#tree.node('folder', mode));
  }

  async removeFolder(name: string): Promise<void> {
    const found = this.#get(name, 'rmdir');
    if (found.kind !== 'folder') throw new DriverError('ENOTDIR', 'rmdir', name);
    if (found.entries.size > 0) throw new DriverError('ENOTEMPTY', 'rmdir', name);
    this.#take(name);
  }

  async sync(): Promise<void> {
    this.node.syncedEntries = new Map(this.node.entries);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #get(name: string, call: string): MemoryNode {
    const found = this.node.entries.get(name);
    if (found === undefined) throw new DriverError('ENOENT', call, name);
    return found;
  }

  #put(name: string, node: MemoryNode): void {
    this.node.entries.set(name, node);
    if (node.kind !== 'folder') node.links++;
    this.#tree.touch(this.node);
  }

  #take(name: string): void {
    const found = this.node.entries.get(name);
    if (found !== undefined && found.kind !== 'folder') found.links--;
    this.node.entries.delete(name);
    this.#tree.touch(this.node);
  }
}

function memory(folder: Folder): MemoryFolder {
  if (folder instanceof MemoryFolder) return folder;
  throw new DriverError('EXDEV', 'rename', folder.identity);
}

function statOf(node: MemoryNode): FileStat {
  return {
    kind: node.kind,
    size: node.bytes.length,
    mtimeMs: node.mtimeMs,
    mode: node.mode,
    links: node.links,
    identity: `0:${node.inode}`,
    bornMs: node.bornMs,
  };
}

class MemoryFile implements OpenFile {
  readonly #tree: MemoryTree;
  readonly #node: MemoryNode;

  constructor(tree: MemoryTree, node: MemoryNode) {
    this.#tree = tree;
    this.#node = node;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const joined = new Uint8Array(this.#node.bytes.length + bytes.length);
    joined.set(this.#node.bytes);
    joined.set(bytes, this.#node.bytes.length);
    this.#node.bytes = joined;
    this.#tree.touch(this.#node);
  }

  async truncate(length: number): Promise<void> {
    this.#node.bytes = this.#node.bytes.slice(0, length);
    this.#tree.touch(this.#node);
  }

  async setMode(mode: number): Promise<void> {
    this.#node.mode = mode;
  }

  async setOwner(): Promise<void> {}

  async sync(): Promise<void> {
    this.#node.syncedBytes = this.#node.bytes;
  }

  async close(): Promise<void> {}
}
