import { fileErrors } from '../file-errors.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import type { StateParts } from '../state/state-folder.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
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
    const folder = await parts.transactions.folder(name);
    try {
      const record = await readCommit(folder);
      if (record !== undefined) settled.push(await settle({ context, parts, folder }, record, choice));
    } finally {
      await folder[Symbol.asyncDispose]();
    }
  }
  return settled;
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
  if (record.phase === 'prepare') return drop(scene, walk, record);
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
  await unstage(walk, staged);
  const wanted = new Set(todo.map(({ path }) => path));
  await stage(
    walk,
    scene.parts.blobs,
    todo,
    staged.filter(({ path }) => wanted.has(path)),
  );
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

async function drop(scene: CommitScene, walk: FolderWalk, record: CommitRecord): Promise<SettledCommit> {
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
