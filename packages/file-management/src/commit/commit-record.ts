import type { FileState } from '../content/file-snapshot.ts';
import { errnoOf, type Folder } from '../driver/driver.ts';
import { fileErrors } from '../file-errors.ts';
import { decodeRecords, encodeRecord } from '../state/records.ts';
import { readIfPresent, replaceFile } from '../state/write-file.ts';

/** The change of one file in a commit; null for no file. */
export interface FileChange {
  /** Path inside the workspace, with forward slashes. */
  readonly path: string;
  /** What the path held before; null for no file. */
  readonly before: FileState | null;
  /** What the path holds after; null for no file. */
  readonly after: FileState | null;
  /** The path that the content was moved from. */
  readonly from?: string;
}

/** Why a change was made. */
export type EntryKind = 'commit' | 'undo' | 'redo' | 'restore';

/** One change of the workspace, as the history keeps it. */
export interface EntryDraft {
  /** Id of the transaction. */
  readonly id: string;
  readonly kind: EntryKind;
  /** Time of the commit, ISO 8601 in UTC. */
  readonly at: string;
  readonly label?: string;
  /** Who made the change, as the caller named it, such as a session. */
  readonly origin?: string;
  /** Id of the change that an undo or redo is about. */
  readonly of?: string;
  readonly candidateHash: string;
  readonly files: readonly FileChange[];
  /** Folders that the change made, outermost first. */
  readonly folders: readonly string[];
}

/** A new file on its way to its place: a name in a folder of the same file system. */
export interface StagedFile {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
}

/**
 * What a commit is about to do, kept in the state folder from before the first byte reaches the workspace
 * until the history has the change. `prepare`: nothing but staged files was made. `apply`: the commit is
 * decided and is carried out to its end. `revert`: it failed and is taken back.
 */
export interface CommitRecord {
  readonly phase: 'prepare' | 'apply' | 'revert';
  readonly entry: EntryDraft;
  readonly staged: readonly StagedFile[];
  /** Folders to remove at the end if they are empty, innermost first. */
  readonly emptied: readonly string[];
}

const FORMAT = { format: 'enhanced-code/file-commit', version: 1 } as const;
const NAME = /^([A-Za-z0-9_-]+)\.commit\.json$/;
const nameOf = (id: string): string => `${id}.commit.json`;

/** Writes the record so that a reader sees the old or the new one, and waits until it is on stable storage. */
export async function writeCommit(commits: Folder, record: CommitRecord, temporary: string): Promise<void> {
  const lines = encodeRecord(FORMAT) + encodeRecord(record);
  await replaceFile(commits, nameOf(record.entry.id), Buffer.from(lines), temporary);
}

/** Ids of the transactions with an unfinished commit. The records of all lie in one folder, so that no other is opened. */
export async function unfinishedIds(commits: Folder): Promise<readonly string[]> {
  return (await commits.entries()).flatMap(({ name }) => NAME.exec(name)?.[1] ?? []);
}

/** The record of the unfinished commit of a transaction; undefined when there is none. */
export async function readCommit(commits: Folder, id: string): Promise<CommitRecord | undefined> {
  const file = nameOf(id);
  const bytes = await readIfPresent(commits, file);
  if (bytes === undefined) return undefined;
  const [record] = decodeRecords(bytes, FORMAT, { file, line: 1 }).records;
  // It was written as a whole before it got its name, so nothing but damage can make it incomplete.
  if (record === undefined) throw fileErrors.create('EC_FILE_JOURNAL_CORRUPT', { file, line: 2 });
  return record as CommitRecord;
}

/** Removes the record, if it is there: the commit is over, in one way or the other. */
export async function removeCommit(commits: Folder, id: string): Promise<void> {
  await commits.remove(nameOf(id)).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error;
  });
  await commits.sync();
}
