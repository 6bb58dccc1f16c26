import type { EntryKind } from '../commit/commit-record.ts';
import { decodeText, encodeText } from '../content/encoding.ts';
import type { FileBytes, FileState } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';
import { mergeLines } from '../lines/merge-lines.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { readReplaceable } from '../paths/read-file.ts';
import type { StateParts } from '../state/state-folder.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import type { OpenTransaction } from '../transaction/open-transaction.ts';
import type { CommitPurpose } from '../transaction/pending-changes.ts';
import type { CommitApproval, FileReceipt, Transaction } from '../transaction/transaction.ts';
import type { HistoryEntry } from './history.ts';
import { madeFolders, type Reversal, reversalOf } from './inverse.ts';

/** A file whose bytes are not those that the change to be taken back wrote. */
export interface UndoObstacle {
  /** Path inside the workspace. */
  readonly path: string;
  /** Whether the inverse could be merged with what is there; such a merge is pending in `transaction`. */
  readonly merged: boolean;
}

/** What an undo, redo or restore did or would do. */
export interface UndoResult {
  /**
   * `done`: it is in the history as a change of its own. `preview`: a dry run, nothing was written.
   * `needs-review`: files changed since, nothing was written; `transaction` holds the inverse, merged.
   */
  readonly status: 'done' | 'preview' | 'needs-review';
  /** Ids of the changes that are taken back or made again. */
  readonly of: readonly string[];
  /** The inverse as a patch. */
  readonly diff: string;
  /** What it did to each file; empty unless `done`. */
  readonly receipts: readonly FileReceipt[];
  /** Files that changed since. */
  readonly obstacles: readonly UndoObstacle[];
  /** For `needs-review`: open, to be reviewed and committed or discarded. */
  readonly transaction?: Transaction;
  /** Id of the new change in the history, for `done`. */
  readonly transactionId?: string;
}

/** What shall be taken back, and how it is called in the history. */
export interface TakeBackOrder {
  readonly kind: Exclude<EntryKind, 'commit'>;
  readonly of?: string;
  readonly entries: readonly HistoryEntry[];
  /** Only these of their files. */
  readonly paths?: readonly string[];
  readonly dryRun: boolean;
  readonly label?: string;
  /** Leave for protected paths. An undo restores what was there before, so it is taken as given by default. */
  readonly approvals?: readonly CommitApproval[];
  readonly signal?: AbortSignal;
}

/** Takes changes back by a new transaction; refuses where somebody else's bytes would be lost. */
export async function takeBack(
  context: WorkspaceContext,
  parts: StateParts,
  begin: (purpose: CommitPurpose) => Promise<OpenTransaction>,
  order: TakeBackOrder,
): Promise<UndoResult> {
  checkKept(order.entries);
  const transaction = await begin(purposeOf(order));
  try {
    const obstacles = await fill(context, parts, transaction, reversalOf(order.entries, order.paths));
    return await conclude(transaction, order, obstacles);
  } catch (error) {
    await transaction.discard().catch(() => undefined);
    throw error;
  }
}

async function conclude(
  transaction: OpenTransaction,
  order: TakeBackOrder,
  obstacles: readonly UndoObstacle[],
): Promise<UndoResult> {
  const of = order.entries.map(({ id }) => id);
  const diff = await transaction.diff();
  const plain = { of, diff, receipts: [], obstacles };
  if (order.dryRun) {
    await transaction.discard();
    return { status: 'preview', ...plain };
  }
  if (obstacles.length > 0) return { status: 'needs-review', ...plain, transaction };
  return { status: 'done', ...plain, ...(await commit(transaction, order)) };
}

async function commit(
  transaction: OpenTransaction,
  order: TakeBackOrder,
): Promise<{ receipts: readonly FileReceipt[]; transactionId: string }> {
  const candidateHash = await transaction.candidateHash();
  const paths = (await transaction.changes()).map(({ path }) => path);
  const { receipts, transactionId } = await transaction.commit({
    candidateHash,
    approvals: order.approvals ?? [{ candidateHash, paths }],
    ...(order.signal === undefined ? {} : { signal: order.signal }),
  });
  return { receipts, transactionId };
}

function purposeOf({ kind, of, label, entries }: TakeBackOrder): CommitPurpose {
  const emptied = madeFolders(entries);
  return { kind, emptied, ...(of === undefined ? {} : { of }), ...(label === undefined ? {} : { label }) };
}

function checkKept(entries: readonly HistoryEntry[]): void {
  if (!entries.some(({ collected }) => collected)) return;
  throw fileErrors.create('EC_FILE_NOTHING_TO_UNDO', { reason: 'its before-images are no longer kept' });
}

async function fill(
  context: WorkspaceContext,
  parts: StateParts,
  transaction: OpenTransaction,
  reversals: readonly Reversal[],
): Promise<readonly UndoObstacle[]> {
  await using walk = new FolderWalk(context.root);
  const obstacles: UndoObstacle[] = [];
  for (const reversal of reversals) {
    const disk = await readReplaceable(walk, reversal.path, reversal.expected === null ? 'gone' : 'any');
    const obstacle = await reverse(parts, transaction, reversal, disk);
    if (obstacle !== undefined) obstacles.push(obstacle);
  }
  return obstacles;
}

async function reverse(
  parts: StateParts,
  transaction: OpenTransaction,
  { path, expected, target, from }: Reversal,
  disk: FileBytes | undefined,
): Promise<UndoObstacle | undefined> {
  if (disk?.hash === target?.hash && disk?.mode === target?.mode) return undefined;
  const present = await keep(parts, disk);
  const origin = from === undefined || target === null ? {} : { from };
  if (disk?.hash === expected?.hash) {
    await transaction.preset({
      path,
      base: present,
      content: restoredMode(target, expected, present),
      ...origin,
    });
    return undefined;
  }
  const merged = await mergeInverse(parts, { path, expected, target }, disk);
  if (merged !== undefined) await transaction.preset({ path, base: present, content: merged });
  return { path, merged: merged !== undefined };
}

/** Permission bits that somebody set since stay, unless the change to be taken back had set them. */
function restoredMode(
  target: FileState | null,
  expected: FileState | null,
  present: FileState | null,
): FileState | null {
  if (target === null || expected === null || present === null) return target;
  return target.mode === expected.mode ? { ...target, mode: present.mode } : target;
}

async function keep(parts: StateParts, disk: FileBytes | undefined): Promise<FileState | null> {
  if (disk === undefined) return null;
  await parts.blobs.put(disk.bytes);
  return { hash: disk.hash, mode: disk.mode, size: disk.size };
}

async function mergeInverse(
  parts: StateParts,
  { path, expected, target }: Reversal,
  disk: FileBytes | undefined,
): Promise<FileState | undefined> {
  if (expected === null || target === null || disk === undefined) return undefined;
  const base = decodeText(await parts.blobs.get(expected.hash).catch(() => Uint8Array.of(0)));
  const ours = decodeText(await parts.blobs.get(target.hash));
  const theirs = decodeText(disk.bytes);
  if (base === undefined || ours === undefined || theirs === undefined || ours.encoding !== theirs.encoding)
    return undefined;
  const result = mergeLines(base.text, ours.text, theirs.text);
  if (!result.clean) return undefined;
  const bytes = encodeText(path, { ...theirs, text: result.text });
  return { hash: await parts.blobs.put(bytes), mode: disk.mode, size: bytes.length };
}
