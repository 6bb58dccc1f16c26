import { errnoOf, type Folder } from '../driver/driver.ts';
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
  type FileChange,
  readCommit,
  removeCommit,
  writeCommit,
} from './commit-record.ts';
import { hasEntry } from './journal.ts';
import { planRevert, revert } from './revert.ts';
import { stage, unstage } from './stage.ts';
import { type Standing, standings } from './standing.ts';

/** How one interrupted commit was settled. */
export interface SettledCommit {
  /** Id of the transaction whose commit was interrupted. */
  readonly transactionId: string;
  /**
   * `finished`: its change is there in full. `taken-back`: nothing of it is there. `conflict`: some files hold
   * neither old nor new bytes, and nothing was touched.
   */
  readonly outcome: 'finished' | 'taken-back' | 'conflict';
  /** Files with somebody else's bytes. */
  readonly foreign: readonly string[];
}

/** What to do with an interrupted commit some of whose files hold somebody else's bytes. */
export type SettleChoice = 'forward' | 'back' | 'keep';

/** Settles every interrupted commit of a workspace. The lock must be held. It may be interrupted itself. */
export async function settleAll(
  context: WorkspaceContext,
  parts: StateParts,
  choice?: SettleChoice,
): Promise<readonly SettledCommit[]> {
  const settled: SettledCommit[] = [];
  for (const { name, kind } of await parts.transactions.entries()) {
    if (kind !== 'folder') continue;
    const one = await settleOne(context, parts, name, choice);
    if (one !== undefined) settled.push(one);
  }
  return settled;
}

async function settleOne(
  context: WorkspaceContext,
  parts: StateParts,
  name: string,
  choice?: SettleChoice,
): Promise<SettledCommit | undefined> {
  const folder = await openIfThere(parts.transactions, name);
  if (folder === undefined) return undefined;
  try {
    const record = await readCommit(folder);
    const settled = record && (await settle({ context, parts, folder }, record, choice));
    if (await hasEntry(parts.journal, name)) await removeTransaction(parts.transactions, folder, name);
    return settled;
  } finally {
    await folder[Symbol.asyncDispose]();
  }
}

/** The owner of a transaction may remove it at any time once its commit is over. */
async function openIfThere(transactions: Folder, name: string): Promise<Folder | undefined> {
  return transactions.folder(name).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
}

/** A change that is in the history is no open transaction any more. */
async function removeTransaction(transactions: Folder, folder: Folder, name: string): Promise<void> {
  for (const entry of await folder.entries()) await removeQuietly(folder, entry.name);
  await transactions.removeFolder(name).catch(() => undefined);
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
  choice?: SettleChoice,
): Promise<SettledCommit> {
  await using walk = new FolderWalk(scene.context.root);
  // Without `await` the walk would be let go before it is used.
  return await decide(scene, walk, record, choice);
}

async function decide(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  choice?: SettleChoice,
): Promise<SettledCommit> {
  if (record.phase === 'prepare') return close(scene, walk, record, 'taken-back');
  if (record.phase === 'revert') return goBack(scene, walk, record);
  if (await hasEntry(scene.parts.journal, record.entry.id)) return close(scene, walk, record, 'finished');
  const found = await standings(walk, record.entry.files, scene.context.driver.capabilities.modes);
  const foreign = record.entry.files
    .filter((change) => found.get(change) === 'foreign')
    .map(({ path }) => path);
  if (foreign.length === 0 || choice === 'forward') return goForward(scene, walk, record, { found, foreign });
  if (choice === 'keep') return close(scene, walk, record, 'taken-back', foreign);
  if (choice === 'back') return turnBack(scene, walk, record, foreign);
  return { transactionId: record.entry.id, outcome: 'conflict', foreign };
}

interface Findings {
  readonly found: ReadonlyMap<FileChange, Standing>;
  readonly foreign: readonly string[];
}

async function goForward(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  { found, foreign }: Findings,
): Promise<SettledCommit> {
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
  await applyAll(walk, scene.context.driver, { ...record, entry: reached }, todo);
  await finish(scene, reached);
  return { transactionId: entry.id, outcome: 'finished', foreign };
}

async function turnBack(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  foreign: readonly string[],
): Promise<SettledCommit> {
  const inverse = await planRevert(scene.context, walk, record);
  await writeCommit(scene.folder, inverse, scene.context.temporaryName());
  return { ...(await goBack(scene, walk, inverse)), foreign };
}

async function goBack(scene: CommitScene, walk: FolderWalk, record: CommitRecord): Promise<SettledCommit> {
  await revert(scene.context, walk, scene.parts.blobs, record);
  return close(scene, walk, record, 'taken-back');
}

async function close(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  outcome: 'finished' | 'taken-back',
  foreign: readonly string[] = [],
): Promise<SettledCommit> {
  await unstage(walk, record.staged);
  await removeCommit(scene.folder);
  return { transactionId: record.entry.id, outcome, foreign };
}
