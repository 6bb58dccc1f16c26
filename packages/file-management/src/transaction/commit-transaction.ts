import { carryOut } from '../commit/carry-out.ts';
import type { EntryDraft } from '../commit/commit-record.ts';
import { readJournal } from '../commit/journal.ts';
import { refuseConflicts, settleAll } from '../commit/settle.ts';
import { fileErrors } from '../file-errors.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { protectionOf } from '../paths/protected-names.ts';
import type { StateParts } from '../state/state-folder.ts';
import { withLock } from '../state/with-lock.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { candidateHashOf } from './candidate-hash.ts';
import { toDelta } from './file-delta.ts';
import { type CommitPurpose, type PendingChange, toFileChange } from './pending-changes.ts';
import { type Rebased, rebase } from './rebase.ts';
import { changedSince } from './stale-reads.ts';
import type { CommitOptions, CommitResult, StaleRead } from './transaction.ts';
import type { TransactionStore } from './transaction-store.ts';

/** A commit as the caller wants it, and why the workspace makes it. */
export interface CommitRequest extends CommitOptions, CommitPurpose {
  readonly label?: string;
  /** Told of conflicts before the commit rejects with them. */
  onConflicts?(rebased: Rebased): void;
}

/** Somebody who writes all the time could keep a commit from ever happening: this often it is tried. */
const TRIES = 4;
/** Records of the history between two times that old before-images are looked for. */
const TIDY_EVERY = 64;

/** Commits a transaction. */
export async function commitTransaction(
  context: WorkspaceContext,
  store: TransactionStore,
  request: CommitRequest,
): Promise<CommitResult> {
  return withLock(context, store.parts, request.signal, async () => {
    refuseConflicts(await settleAll(context, store.parts));
    const done = await earlierResult(store);
    if (done !== undefined) return done;
    await store.checkUnshared();
    await checkRoot(context);
    const result = await attempt(context, store, request, TRIES);
    await tidy(context, store.parts);
    return result;
  });
}

/** Keeps the state folder from growing without end. The commit is done: whatever fails here waits for the next time. */
async function tidy(context: WorkspaceContext, parts: StateParts): Promise<void> {
  try {
    const { length } = await readJournal(parts.journal);
    if (length % TIDY_EVERY !== 0) return;
    const { collect } = await import('../on-demand.ts');
    await collect(context, parts, context.retention);
  } catch {
    // `Workspace.collect` tells why, when it is called by itself.
  }
}

/** A commit that was interrupted after it was decided has just been carried out: it is not made twice. */
async function earlierResult({ parts, pending }: TransactionStore): Promise<CommitResult | undefined> {
  const records = await readJournal(parts.journal);
  const found = records.findLast((record) => record.type === 'entry' && record.entry.id === pending.id);
  if (found?.type !== 'entry') return undefined;
  const { id: transactionId, candidateHash, files } = found.entry;
  const changes = files.map(({ before, after, ...file }) => ({ ...file, base: before, content: after }));
  const receipts = changes.map((change) => ({ ...toDelta(change), merged: false }));
  return { status: 'committed', transactionId, candidateHash, receipts, stale: [] };
}

async function attempt(
  context: WorkspaceContext,
  store: TransactionStore,
  request: CommitRequest,
  tries: number,
): Promise<CommitResult> {
  const merged = await takeOver(context, store, request);
  const changes = store.pending.net();
  const candidateHash = candidateHashOf(changes);
  const stale = await checkStale(context, store);
  const summary = { transactionId: store.pending.id, candidateHash, stale } as const;
  // An undo that finds its work done by somebody else is noted all the same, or it would be offered for ever.
  const noted = (request.kind ?? 'commit') !== 'commit';
  if (changes.length === 0 && !noted) return { status: 'nothing-to-do', ...summary, receipts: [] };
  checkCandidate(candidateHash, request);
  checkApprovals(changes, candidateHash, request);
  checkSignal(request.signal);
  try {
    await carryOut({ context, parts: store.parts }, orderOf(context, store, changes, request));
  } catch (error) {
    // Somebody wrote between the comparison and the decision: compare again.
    if (tries <= 1 || !isRace(error)) throw error;
    return attempt(context, store, request, tries - 1);
  }
  const receipts = changes.map((change) => ({ ...toDelta(change), merged: merged.includes(change.path) }));
  return { status: 'committed', ...summary, receipts };
}

/** Makes the pending changes build on what the disk holds; gives the paths that were merged. */
async function takeOver(
  { root }: WorkspaceContext,
  store: TransactionStore,
  request: CommitRequest,
): Promise<readonly string[]> {
  await using walk = new FolderWalk(root);
  const rebased = await rebase(store, walk);
  if (rebased.conflicts.length > 0) {
    request.onConflicts?.(rebased);
    throw fileErrors.create('EC_FILE_CONFLICT', { paths: rebased.conflicts.map(({ path }) => path) });
  }
  for (const change of rebased.moved) await store.record({ type: 'change', change });
  return rebased.merged;
}

async function checkStale(context: WorkspaceContext, store: TransactionStore): Promise<readonly StaleRead[]> {
  const stale = await changedSince(context.root, store.pending.readOnly());
  if (stale.length > 0 && context.isolation === 'strict') {
    throw fileErrors.create('EC_FILE_STALE_READ', { paths: stale.map(({ path }) => path) });
  }
  return stale;
}

function orderOf(
  context: WorkspaceContext,
  { pending }: TransactionStore,
  changes: readonly PendingChange[],
  request: CommitRequest,
): Omit<EntryDraft, 'folders'> & { readonly emptied: readonly string[] } {
  const label = request.label ?? pending.label;
  return {
    id: pending.id,
    kind: request.kind ?? 'commit',
    at: new Date(context.now()).toISOString(),
    ...(label === undefined ? {} : { label }),
    ...(pending.origin === undefined ? {} : { origin: pending.origin }),
    ...(request.of === undefined ? {} : { of: request.of }),
    candidateHash: candidateHashOf(changes),
    files: changes.map(toFileChange),
    emptied: request.emptied ?? [],
  };
}

function checkCandidate(actual: string, { candidateHash: expected }: CommitRequest): void {
  if (expected === undefined || expected === actual) return;
  throw fileErrors.create('EC_FILE_CANDIDATE_CHANGED', { expected, actual });
}

function checkApprovals(
  changes: readonly PendingChange[],
  candidateHash: string,
  request: CommitRequest,
): void {
  const bound = (request.approvals ?? []).filter((approval) => approval.candidateHash === candidateHash);
  const approved = new Set(bound.flatMap(({ paths }) => paths));
  const paths = changes
    .map(({ path }) => path)
    .filter((path) => protectionOf(path) !== undefined && !approved.has(path));
  if (paths.length > 0) throw fileErrors.create('EC_FILE_APPROVAL_NEEDED', { paths, candidateHash });
}

function checkSignal(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw fileErrors.create('EC_FILE_CANCELLED', {}, { cause: signal.reason });
}

/** The held root must still be what its path leads to, or the change would land in a folder that was moved away. */
async function checkRoot({ driver, root, rootPath: folder }: WorkspaceContext): Promise<void> {
  await using now = await driver.open(folder).catch((error: unknown) => {
    throw fileErrors.create('EC_FILE_FOLDER_UNUSABLE', { folder, reason: 'it is gone' }, { cause: error });
  });
  if (now.identity === root.identity) return;
  throw fileErrors.create('EC_FILE_FOLDER_UNUSABLE', { folder, reason: 'another folder took its place' });
}

function isRace(error: unknown): boolean {
  return fileErrors.is(error, 'EC_FILE_CONFLICT') || fileErrors.is(error, 'EC_FILE_EXISTS');
}
