import type { FileDriver } from './driver.ts';
import { DriverError } from './driver.ts';
import { MemoryFolder } from './memory-folder.ts';
import { type MemoryNode, MemoryTree, type PowerLoss } from './memory-tree.ts';

/** A file system in memory, with ways to look at it and to break it that a disk does not offer. */
export interface MemoryDriver extends FileDriver {
  /** Puts a file at an absolute path, making its folders; `mode` defaults to `0o644`. */
  put(path: string, content: string | Uint8Array, mode?: number): void;
  /** Puts a symbolic link, or a special file when no target is given. */
  putLink(path: string, target?: string): void;
  /** Gives a file a second name. */
  putHardLink(path: string, existing: string): void;
  /** Removes a file. */
  drop(path: string): void;
  /** All files below an absolute path: relative path to bytes and permission bits; folders end with `/`. */
  dump(path: string): ReadonlyMap<
    string,
    {
      /** The content; empty for a folder. */
      readonly bytes: Uint8Array;
      /** Permission bits. */
      readonly mode: number;
    }
  >;
  /** Loses power: what was not synced is forgotten, kept, or either by the toss of the given coin. */
  losePower(loss: PowerLoss): void;
}

/** Makes an empty file system in memory. `now` gives the times of changes, in ms; default a counter. */
export function memoryDriver(options: { readonly now?: () => number } = {}): MemoryDriver {
  let ticks = 0;
  const tree = new MemoryTree(options.now ?? (() => ++ticks));
  const ensure = (path: string): MemoryNode => ensureFolders(tree, split(path), 0o755);
  return {
    name: 'memory',
    capabilities: { caseSensitive: true, modes: true },
    fileMode: 0o644,
    folderMode: 0o755,
    realPath: async (path) => `/${resolveNames(tree, split(path), 'realpath').join('/')}`,
    open: async (path) => new MemoryFolder(tree, find(tree, split(path), 'open')),
    async makeFolders(path, mode) {
      ensureFolders(tree, split(path), mode);
    },
    put(path, content, mode = 0o644) {
      const node = tree.node('file', mode);
      node.bytes = typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
      node.syncedBytes = node.bytes;
      attach(ensure(parentOf(path)), nameOf(path), node);
    },
    putLink(path, target) {
      const node = target === undefined ? tree.node('other', 0o644) : tree.node('link', 0o777, target);
      attach(ensure(parentOf(path)), nameOf(path), node);
    },
    putHardLink(path, existing) {
      attach(ensure(parentOf(path)), nameOf(path), find(tree, split(existing), 'link', 'any'));
    },
    drop(path) {
      const folder = ensure(parentOf(path));
      const node = folder.entries.get(nameOf(path));
      if (node !== undefined) node.links--;
      folder.entries.delete(nameOf(path));
      folder.syncedEntries.delete(nameOf(path));
    },
    dump: (path) => dumpOf(find(tree, split(path), 'open')),
    losePower: (loss) => tree.losePower(loss),
  };
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Adds a name as if it had always been there: set-up survives a loss of power. */
function attach(folder: MemoryNode, name: string, node: MemoryNode): void {
  folder.entries.set(name, node);
  folder.syncedEntries.set(name, node);
  node.links++;
}

function ensureFolders(tree: MemoryTree, names: readonly string[], mode: number): MemoryNode {
  let folder = tree.root;
  for (const name of names) {
    let next = folder.entries.get(name);
    if (next === undefined) {
      next = tree.node('folder', mode);
      attach(folder, name, next);
    }
    if (next.kind !== 'folder') throw new DriverError('ENOTDIR', 'mkdir', name);
    folder = next;
  }
  return folder;
}

/** Follows links to folders, as opening a workspace by a linked path does. */
function resolveNames(
  tree: MemoryTree,
  names: readonly string[],
  call: string,
  depth = 0,
): readonly string[] {
  let node = tree.root;
  for (const [index, name] of names.entries()) {
    const next = node.entries.get(name);
    if (next === undefined) throw new DriverError('ENOENT', call, name);
    if (next.kind === 'link') {
      if (depth > 40) throw new DriverError('ELOOP', call, name);
      const base = next.target?.startsWith('/') ? [] : names.slice(0, index);
      return resolveNames(
        tree,
        [...base, ...split(next.target ?? ''), ...names.slice(index + 1)],
        call,
        depth + 1,
      );
    }
    node = next;
  }
  return names;
}

function find(
  tree: MemoryTree,
  names: readonly string[],
  call: string,
  wanted: 'folder' | 'any' = 'folder',
): MemoryNode {
  let node = tree.root;
  for (const name of resolveNames(tree, names, call)) {
    const next = node.entries.get(name);
    if (next === undefined) throw new DriverError('ENOENT', call, name);
    node = next;
  }
  if (wanted === 'folder' && node.kind !== 'folder') throw new DriverError('ENOTDIR', call, names.join('/'));
  return node;
}

function dumpOf(root: MemoryNode): Map<string, { bytes: Uint8Array; mode: number }> {
  const found = new Map<string, { bytes: Uint8Array; mode: number }>();
  const visit = (node: MemoryNode, prefix: string): void => {
    for (const [name, child] of [...node.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (child.kind === 'folder') {
        found.set(`${prefix}${name}/`, { bytes: new Uint8Array(), mode: child.mode });
        visit(child, `${prefix}${name}/`);
      } else found.set(prefix + name, { bytes: child.bytes, mode: child.mode });
    }
  };
  visit(root, '');
  return found;
}
