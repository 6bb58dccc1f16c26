import type { HistoryEntry } from '@enhanced-code/file-management';
import { cliErrors } from '../cli-errors.ts';

/**
 * The change or checkpoint that a word names: its id, its number in the history, or the start of exactly one id.
 * @throws `EC_CLI_POINT_UNKNOWN` or `EC_CLI_POINT_AMBIGUOUS`.
 */
export function findPoint(history: readonly HistoryEntry[], point: string, folder: string): HistoryEntry {
  const exact = history.find(({ id, seq }) => id === point || String(seq) === point);
  if (exact) return exact;
  const started = point === '' ? [] : history.filter(({ id }) => id.startsWith(point));
  const [only, second] = started;
  if (only === undefined) throw cliErrors.create('EC_CLI_POINT_UNKNOWN', { point, folder });
  if (second === undefined) return only;
  const ids = started.slice(0, 5).map(({ id }) => id);
  throw cliErrors.create('EC_CLI_POINT_AMBIGUOUS', { point, ids });
}

/** The change that an entry is about in the end: an undo and a redo stand for the change that they took back. */
export function changeBehind(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry {
  const about = entry.of === undefined ? undefined : history.find(({ id }) => id === entry.of);
  return about === undefined ? entry : changeBehind(history, about);
}
