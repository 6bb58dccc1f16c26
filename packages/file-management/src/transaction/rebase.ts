import { type DecodedText, decodeText, encodeText } from '../content/encoding.ts';
import { type FileSnapshot, type FileState, sameState, stateOf } from '../content/file-snapshot.ts';
import { mergeLines } from '../lines/merge-lines.ts';
import type { FolderWalk } from '../paths/folder-walk.ts';
import { readReplaceable } from '../paths/read-file.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileConflict } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** What comparing the pending changes with the disk came to. */
export interface Rebased {
  /** Changes that now build on what the disk holds. */
  readonly moved: readonly PendingChange[];
  /** Paths whose content was merged with a change of somebody else. */
  readonly merged: readonly string[];
  readonly conflicts: readonly FileConflict[];
  /** What the disk holds where there is a conflict. */
  readonly theirs: ReadonlyMap<string, FileState | null>;
}

type Verdict = {
  readonly change?: PendingChange;
  readonly merged?: boolean;
  readonly conflict?: FileConflict;
};

/**
 * Compares every pending change with the disk. A file that somebody else changed meanwhile is merged by
 * lines, or is a conflict with both sides.
 */
export async function rebase(store: TransactionStore, walk: FolderWalk): Promise<Rebased> {
  const moved: PendingChange[] = [];
  const merged: string[] = [];
  const conflicts: FileConflict[] = [];
  const theirs = new Map<string, FileState | null>();
  for (const change of store.pending.net()) {
    const disk = await readReplaceable(walk, change.path, change.base === null ? 'gone' : 'any');
    const verdict = await judge(store, change, disk);
    if (verdict.change !== undefined) moved.push(verdict.change);
    if (verdict.merged === true) merged.push(change.path);
    if (verdict.conflict !== undefined) {
      conflicts.push(verdict.conflict);
      theirs.set(change.path, disk === undefined ? null : await keepState(store, disk));
    }
  }
  return { moved, merged, conflicts, theirs };
}

/** Keeps the bytes of a snapshot as a blob and gives its state. */
export async function keepState(store: TransactionStore, snapshot: FileSnapshot): Promise<FileState> {
  await store.parts.blobs.put(snapshot.bytes);
  return stateOf(snapshot);
}

async function judge(
  store: TransactionStore,
  change: PendingChange,
  disk: FileSnapshot | undefined,
): Promise<Verdict> {
  const { base, content } = change;
  if (sameState(disk, base ?? undefined)) return {};
  if (disk?.hash === base?.hash || disk?.hash === content?.hash) return adopt(store, change, disk);
  return merge(store, change, disk);
}

/** Only permission bits differ, or somebody else made the very same change: their bits stay unless we set them. */
async function adopt(
  store: TransactionStore,
  change: PendingChange,
  disk: FileSnapshot | undefined,
): Promise<Verdict> {
  const { base, content } = change;
  const newBase = disk === undefined ? null : await keepState(store, disk);
  const keepsMode = content !== null && disk !== undefined && content.mode === base?.mode;
  return {
    change: { ...change, base: newBase, content: keepsMode ? { ...content, mode: disk.mode } : content },
  };
}

async function merge(
  store: TransactionStore,
  change: PendingChange,
  disk: FileSnapshot | undefined,
): Promise<Verdict> {
  const sides = await sidesOf(store, change, disk);
  const reason = plainConflict(change, disk, sides);
  if (reason !== undefined) return { conflict: describe(change.path, reason, sides) };
  const { base, ours, theirs } = sides;
  if (base === undefined || ours === undefined || theirs === undefined) {
    return { conflict: describe(change.path, 'not-text', sides) };
  }
  const result = mergeLines(base.text, ours.text, theirs.text);
  if (!result.clean) {
    const markers = result.toMarkers({ ours: 'pending', theirs: 'disk', base: 'base' });
    return {
      conflict: { ...describe(change.path, 'both-changed', sides), stretches: result.conflicts, markers },
    };
  }
  // Whoever changed the encoding or the permission bits meant it: the side that differs from the base wins.
  const kept = ours.encoding === base.encoding && ours.bom === base.bom ? theirs : ours;
  const bytes = encodeText(change.path, { ...kept, text: result.text });
  const ourMode = change.content?.mode ?? 0;
  const mode = disk !== undefined && ourMode === change.base?.mode ? disk.mode : ourMode;
  const newBase = disk === undefined ? null : await keepState(store, disk);
  return { change: { ...change, base: newBase, content: await store.keep(bytes, mode) }, merged: true };
}

interface Sides {
  readonly base: DecodedText | undefined;
  readonly ours: DecodedText | undefined;
  readonly theirs: DecodedText | undefined;
}

async function sidesOf(
  store: TransactionStore,
  change: PendingChange,
  disk: FileSnapshot | undefined,
): Promise<Sides> {
  const load = async (state: FileState | null) =>
    state === null ? undefined : decodeText(await store.parts.blobs.get(state.hash));
  return {
    base: await load(change.base),
    ours: await load(change.content),
    theirs: disk === undefined ? undefined : decodeText(disk.bytes),
  };
}

function plainConflict(
  change: PendingChange,
  disk: FileSnapshot | undefined,
  { base, ours, theirs }: Sides,
): FileConflict['reason'] | undefined {
  if (change.base === null) return 'both-created';
  if (disk === undefined) return 'they-deleted';
  if (change.content === null) return 'we-delete';
  return sameCharacters(base, ours, theirs) ? undefined : 'not-text';
}

/** Bytes carried in `latin1` are not the characters of the other encodings: such sides cannot be compared. */
function sameCharacters(...sides: readonly (DecodedText | undefined)[]): boolean {
  return new Set(sides.map((side) => side?.encoding === 'latin1')).size === 1;
}

function describe(path: string, reason: FileConflict['reason'], { base, ours, theirs }: Sides): FileConflict {
  return {
    path,
    reason,
    ...(base && { base: base.text }),
    ...(ours && { ours: ours.text }),
    ...(theirs && { theirs: theirs.text }),
    stretches: [],
  };
}
