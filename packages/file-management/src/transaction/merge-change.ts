import { type DecodedText, decodeText, encodeText } from '../content/encoding.ts';
import type { FileBytes, FileState } from '../content/file-snapshot.ts';
import { mergeLines } from '../lines/merge-lines.ts';
import type { PendingChange } from './pending-changes.ts';
import type { FileConflict } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** What comparing one pending change with the disk came to; empty when the disk holds what the change builds on. */
export interface RebaseVerdict {
  readonly change?: PendingChange;
  readonly merged?: boolean;
  readonly conflict?: FileConflict;
}

/** Merges a pending change by lines with what somebody else made of its file, or says why it cannot. */
export async function mergeChange(
  store: TransactionStore,
  change: PendingChange,
  disk: FileBytes | undefined,
): Promise<RebaseVerdict> {
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
  const newBase = disk === undefined ? null : await store.keepBytes(disk);
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
  disk: FileBytes | undefined,
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
  disk: FileBytes | undefined,
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
