import type { EntryKind } from './driver.ts';

/** A file, folder, link or special file of the memory driver. */
export interface MemoryNode {
  readonly kind: EntryKind;
  readonly inode: number;
  readonly bornMs: number;
  mode: number;
  links: number;
  mtimeMs: number;
  /** Content now, and as it was at the last sync: what a loss of power may leave. */
  bytes: Uint8Array;
  syncedBytes: Uint8Array;
  /** Names of a folder now, and as they were at its last sync. */
  entries: Map<string, MemoryNode>;
  syncedEntries: Map<string, MemoryNode>;
  /** Where a link points to. */
  readonly target?: string;
}

/** What a loss of power keeps of changes that were not synced: nothing, all, or each by the toss of a coin. */
export type PowerLoss = 'drop' | 'keep' | (() => boolean);

/** Keeps the nodes of one file system in memory. */
export class MemoryTree {
  readonly root: MemoryNode;
  #nextInode = 1;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.root = this.node('folder', 0o755);
  }

  node(kind: EntryKind, mode: number, target?: string): MemoryNode {
    return {
      kind,
      inode: this.#nextInode++,
      bornMs: this.#now(),
      mode,
      links: kind === 'folder' ? 2 : 0,
      mtimeMs: this.#now(),
      bytes: new Uint8Array(),
      syncedBytes: new Uint8Array(),
      entries: new Map(),
      syncedEntries: new Map(),
      ...(target === undefined ? {} : { target }),
    };
  }

  touch(node: MemoryNode): void {
    node.mtimeMs = this.#now();
  }

  /** Turns the tree into one that a loss of power may have left behind. */
  losePower(loss: PowerLoss): void {
    const keep = typeof loss === 'function' ? loss : () => loss === 'keep';
    forgetUnsynced(this.root, keep, new Set());
    recountLinks(this.root);
  }
}

function forgetUnsynced(node: MemoryNode, keep: () => boolean, seen: Set<MemoryNode>): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.bytes !== node.syncedBytes && !keep()) node.bytes = node.syncedBytes;
  node.syncedBytes = node.bytes;
  node.entries = survivingEntries(node, keep);
  node.syncedEntries = new Map(node.entries);
  for (const child of node.entries.values()) forgetUnsynced(child, keep, seen);
}

/** Each name that differs from the last sync falls back on its own: no order among them is guaranteed. */
function survivingEntries(node: MemoryNode, keep: () => boolean): Map<string, MemoryNode> {
  const left = new Map(node.syncedEntries);
  for (const name of new Set([...node.entries.keys(), ...node.syncedEntries.keys()])) {
    const now = node.entries.get(name);
    if (now === node.syncedEntries.get(name) || !keep()) continue;
    if (now === undefined) left.delete(name);
    else left.set(name, now);
  }
  return left;
}

function recountLinks(root: MemoryNode): void {
  const counts = new Map<MemoryNode, number>();
  const visit = (node: MemoryNode): void => {
    for (const child of node.entries.values()) {
      counts.set(child, (counts.get(child) ?? 0) + 1);
      if (child.kind === 'folder') visit(child);
    }
  };
  visit(root);
  for (const [node, count] of counts) if (node.kind !== 'folder') node.links = count;
}
