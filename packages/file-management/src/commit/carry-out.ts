import type { Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { FolderWalk } from '../paths/folder-walk.ts';
import { toFileError } from '../paths/path-guard.ts';
import { concurrently } from '../state/concurrently.ts';
import type { StateParts } from '../state/state-folder.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { applyAll } from './apply.ts';
import { type CommitRecord, type EntryDraft, removeCommit, writeCommit } from './commit-record.ts';
import { appendJournal } from './journal.ts';
import { planRevert, revert } from './revert.ts';
import { planFolders, planStaging, stage, unstage } from './stage.ts';
import { standings } from './standing.ts';

/** Files that are open at the same time, beside folders, when a commit is carried out one file after the other. */
const SPARE = 4;

/** What carrying out a commit needs. The lock is held and no other commit is unfinished. */
export interface CommitScene {
  readonly context: WorkspaceContext;
  readonly parts: StateParts;
}

/** What shall be committed. */
export type CommitOrder = Omit<EntryDraft, 'folders'> & { readonly emptied: readonly string[] };

/**
 * Carries out a commit: all of it, or nothing. Every old content is a blob on stable storage before the
 * commit is decided; the commit is decided when its record says `apply` on stable storage.
 */
export async function carryOut(scene: CommitScene, order: CommitOrder): Promise<EntryDraft> {
  const record = await decideAndApply(scene, order);
  await finish(scene, record.entry);
  return record.entry;
}

/** Lets go of all folders before what follows: the history must not lack the descriptors that they take. */
async function decideAndApply(scene: CommitScene, order: CommitOrder): Promise<CommitRecord> {
  await using walk = new FolderWalk(scene.context.root);
  const record = await prepare(scene, walk, order);
  try {
    await applyAll(walk, scene.context.driver.folderMode, record, record.entry.files);
    return record;
  } catch (error) {
    await walk[Symbol.asyncDispose]();
    await takeBack(scene, walk, record, error);
    throw toFileError(error, scene.context.rootPath);
  }
}

/** Notes a change that is fully carried out in the history and forgets how it was carried out. */
export async function finish(scene: CommitScene, entry: EntryDraft): Promise<void> {
  try {
    await appendJournal(scene.parts.journal, { type: 'entry', entry });
  } catch (error) {
    throw unfinished(entry.id, error);
  }
  // The history has the change; what is left of the record is cleared away by the next recovery.
  await removeCommit(scene.parts.commits, entry.id).catch(() => undefined);
}

async function prepare(scene: CommitScene, walk: FolderWalk, order: CommitOrder): Promise<CommitRecord> {
  await secureContent(scene, order).catch((error: unknown) => {
    throw toFileError(error, scene.context.state.path);
  });
  const record = await planCommit(scene, walk, order).catch((error: unknown) => {
    throw toFileError(error, scene.context.rootPath);
  });
  try {
    await write(scene, record);
    await stage(walk, scene.parts.blobs, order.files, record.staged);
    await confirm(walk, record);
    await checkDescriptors(scene, record);
    await write(scene, { ...record, phase: 'apply' });
    return record;
  } catch (error) {
    await abandon(scene, walk, record, error);
    throw toFileError(error, scene.context.rootPath);
  }
}

/** Old content is needed to take the commit back, new content to carry it out again: both have to last. */
async function secureContent({ parts }: CommitScene, order: CommitOrder): Promise<void> {
  const states = order.files.flatMap(({ before, after }) => [before, after]);
  const hashes = new Set(states.flatMap((state) => (state === null ? [] : [state.hash])));
  await concurrently(hashes, (hash) => parts.blobs.secure(hash));
  await parts.blobs.sync();
}

async function planCommit(
  { context }: CommitScene,
  walk: FolderWalk,
  order: CommitOrder,
): Promise<CommitRecord> {
  const { emptied, ...entry } = order;
  const folders = await planFolders(walk, order.files);
  const staged = await planStaging(walk, order.files, context.temporaryName);
  return { phase: 'prepare', entry: { ...entry, folders }, staged, emptied };
}

/** The last look before the decision: staging took time, and somebody may have written meanwhile. */
async function confirm(walk: FolderWalk, { entry }: CommitRecord): Promise<void> {
  const found = await standings(walk, entry.files);
  const paths = entry.files.filter((change) => found.get(change) !== 'before').map(({ path }) => path);
  if (paths.length > 0) throw fileErrors.create('EC_FILE_CONFLICT', { paths });
}

/** Clears away what a commit prepared that is not to happen. */
async function abandon(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  cause: unknown,
): Promise<void> {
  try {
    await unstage(walk, record.staged);
    await removeCommit(scene.parts.commits, record.entry.id);
  } catch {
    // If the record said `apply` already, a later recovery may still carry the commit out.
    throw unfinished(record.entry.id, cause);
  }
}

/**
 * Makes sure, before the decision, that as many more folders and files can be opened as carrying it out takes: want
 * of descriptors later would stop it half-way.
 */
async function checkDescriptors({ context }: CommitScene, { entry }: CommitRecord): Promise<void> {
  const tried: Folder[] = [];
  try {
    for (let n = entry.folders.length + SPARE; n > 0; n--)
      tried.push(await context.driver.open(context.rootPath));
  } finally {
    for (const folder of tried) await folder[Symbol.asyncDispose]();
  }
}

async function takeBack(
  scene: CommitScene,
  walk: FolderWalk,
  record: CommitRecord,
  cause: unknown,
): Promise<void> {
  try {
    const inverse = await planRevert(scene.context, walk, record);
    await write(scene, inverse);
    await revert(scene.context, walk, scene.parts.blobs, inverse);
    await removeCommit(scene.parts.commits, record.entry.id);
  } catch {
    throw unfinished(record.entry.id, cause);
  }
}

async function write({ context, parts }: CommitScene, record: CommitRecord): Promise<void> {
  await writeCommit(parts.commits, record, context.temporaryName());
}

function unfinished(transactionId: string, cause: unknown): Error {
  return fileErrors.create('EC_FILE_COMMIT_UNFINISHED', { transactionId }, { cause });
}
