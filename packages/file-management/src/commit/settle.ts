import { fileErrors } from '../file-errors.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import type { StateParts } from '../state/state-folder.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { removeQuietly } from '../state/write-file.ts';
import { applyAll } from './apply.ts';
import { type CommitScene, finish } from './carry-out.ts';
import {
  type CommitRecord,
  type EntryDraft,
  readCommit,
  removeCommit,
  unfinishedIds,
  writeCommit,
} from './commit-record.ts';
import { entryIds } from './journal.ts';
import { planRevert, revert } from './revert.ts';
import { type SettleChoice, type SettledCommit, type Verdict, verdictOf } from './settle-verdict.ts';
import { stage, unstage } from './stage.ts';
import { unlessGone } from './unless-gone.ts';

/** How interrupted commits shall be settled. */
export interface SettleOptions {
  readonly settle?: SettleChoice;
  /** Only say what would be done. */
  readonly dryRun?: boolean;
}

/** Settles every interrupted commit of a workspace. The lock must be held. It may be interrupted itself. */
export async function settleAll(
  context: WorkspaceContext,
  parts: StateParts,
  options: SettleOptions = {},
): Promise<readonly SettledCommit[]> {
  const settled: SettledCommit[] = [];
  for (const id of await unfinishedIds(parts.commits)) {
    const record = await readCommit(parts.commits, id);
    if (record !== undefined) settled.push(await settle({ context, parts }, record, options));
  }
  return settled;
}

/**
 * Removes transactions whose change is in the history: a process ended before it could clear them away. Their owner
 * may do that at any time himself.
 */
export async function removeFinished(parts: StateParts): Promise<void> {
  for (const name of await finishedIds(parts)) {
    await unlessGone(async () => {
      await using folder = await parts.transactions.folder(name);
      for (const entry of await folder.entries()) await removeQuietly(folder, entry.name);
    });
    await parts.transactions.removeFolder(name).catch(() => undefined);
  }
}

/** Ids of transactions that are still kept though their change is in the history. */
export async function finishedIds({ transactions, journal }: StateParts): Promise<readonly string[]> {
  const known = await entryIds(journal);
  return (await transactions.entries()).map(({ name }) => name).filter((name) => known.has(name));
}

/** Refuses to go on while an interrupted commit is in conflict. */
export function refuseConflicts(settled: readonly SettledCommit[]): void {
  const open = settled.find(({ outcome }) => outcome === 'conflict');
  if (open === undefined) return;
  const { transactionId, foreign: paths } = open;
  throw fileErrors.create('EC_FILE_RECOVERY_CONFLICT', { transactionId, paths });
}

async function settle(
  scene: CommitScene,
  record: CommitRecord,
  options: SettleOptions,
): Promise<SettledCommit> {
  await using walk = new FolderWalk(scene.context.root);
  const verdict = await verdictOf(scene, walk, record, options.settle);
  if (options.dryRun !== true) await carryOutVerdict(scene, walk, record, verdict);
  return verdict.settled;
}

async function carryOutVerdict(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  verdict: Verdict,
): Promise<void> {
  if (verdict.step === 'close') await close(scene, walk, record);
  else if (verdict.step === 'forward') await goForward(scene, walk, record, verdict);
  else if (verdict.step === 'back') await goBack(scene, walk, record);
  else if (verdict.step === 'turn-back') await turnBack(scene, walk, record);
}

async function goForward(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  { found, settled: { foreign } }: Verdict,
): Promise<void> {
  const { entry, staged } = record;
  const todo = entry.files.filter((change) => found.get(change) === 'before');
  const reached: EntryDraft = { ...entry, files: entry.files.filter(({ path }) => !foreign.includes(path)) };
  const wanted = new Set(todo.map(({ path }) => path));
  const waiting = staged.filter(({ path }) => wanted.has(path));
  await unstage(
    walk,
    staged.filter((place) => !waiting.includes(place)),
  );
  await stage(walk, scene.parts.blobs, todo, waiting);
  await applyAll(walk, scene.context.driver.folderMode, { ...record, entry: reached }, todo);
  await finish(scene, reached);
}

async function turnBack(scene: CommitScene, walk: FolderWalk, record: CommitRecord): Promise<void> {
  const inverse = await planRevert(scene.context, walk, record);
  await writeCommit(scene.parts.commits, inverse, scene.context.temporaryName());
  await goBack(scene, walk, inverse);
}

async function goBack(scene: CommitScene, walk: FolderWalk, record: CommitRecord): Promise<void> {
  await revert(scene.context, walk, scene.parts.blobs, record);
  await close(scene, walk, record);
}

async function close(scene: CommitScene, walk: FolderWalk, record: CommitRecord): Promise<void> {
  await unstage(walk, record.staged);
  await removeCommit(scene.parts.commits, record.entry.id);
}
