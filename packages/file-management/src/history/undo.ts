import { fileErrors } from '../file-errors.ts';
import { shownPath } from '../paths/path-syntax.ts';
import type { HistoryEntry } from './history.ts';

/** Settings of an undo or redo. */
export interface UndoOptions {
  /** Which change. Default: the last one that can be. */
  readonly transactionId?: string;
  /** Only say what would happen. Default false. */
  readonly dryRun?: boolean;
  /** Cancels before the change is decided; later it has no effect. */
  readonly signal?: AbortSignal;
}

/** The change that an undo takes back. */
export function changeToUndo(history: readonly HistoryEntry[], id?: string): HistoryEntry {
  const changes = history.filter(({ kind }) => kind === 'commit' || kind === 'restore');
  const found =
    id === undefined
      ? changes.findLast(({ state }) => state === 'live')
      : changes.find((entry) => entry.id === id);
  if (found === undefined)
    throw nothingToUndo(id === undefined ? emptyReason(changes) : 'the history has no such change');
  if (found.state === 'undone') throw nothingToUndo('it was undone already');
  return found;
}

/** The undo that a redo takes back. */
export function undoToRedo(history: readonly HistoryEntry[], id?: string): HistoryEntry {
  const undos = history.filter(({ kind, state }) => kind === 'undo' && state === 'live');
  const found = id === undefined ? undos.at(-1) : undos.findLast(({ of }) => of === id);
  if (found === undefined)
    throw nothingToRedo(id === undefined ? 'nothing was undone' : 'that change is not undone');
  const newer = history.some(({ seq, kind }) => seq > found.seq && (kind === 'commit' || kind === 'restore'));
  if (newer && id === undefined) throw nothingToRedo('another change came after the undo');
  return found;
}

/** A point of the history, and whose files count. */
export interface HistoryPoint {
  /** Id of the change or checkpoint. */
  readonly to: string;
  /** Whether the point lies before that change. */
  readonly before: boolean;
  /** Only changes of these files. */
  readonly paths?: readonly string[];
}

/** The changes that came after a point of the history, to be taken back by a restore. */
export function changesAfter(
  history: readonly HistoryEntry[],
  { to, before, paths }: HistoryPoint,
): readonly HistoryEntry[] {
  const point = history.find((entry) => entry.id === to);
  if (point === undefined) throw nothingToUndo('the history has no such point');
  const first = before ? point.seq : point.seq + 1;
  const later = history.filter(({ seq, kind }) => seq >= first && kind !== 'checkpoint');
  const touching =
    paths === undefined ? later : later.filter((entry) => paths.some((path) => touches(entry, path)));
  if (touching.length === 0) throw nothingToUndo('nothing changed since that point');
  const untouched = paths?.find((path) => !touching.some((entry) => touches(entry, path)));
  if (untouched !== undefined) throw nothingToUndo(`${shownPath(untouched)} did not change since that point`);
  return touching;
}

function touches({ files }: HistoryEntry, path: string): boolean {
  return files.some((file) => file.path === path);
}

function emptyReason(changes: readonly HistoryEntry[]): string {
  return changes.length === 0 ? 'the history has no change' : 'every change was undone already';
}

function nothingToUndo(reason: string): Error {
  return fileErrors.create('EC_FILE_NOTHING_TO_UNDO', { reason });
}

function nothingToRedo(reason: string): Error {
  return fileErrors.create('EC_FILE_NOTHING_TO_REDO', { reason });
}
