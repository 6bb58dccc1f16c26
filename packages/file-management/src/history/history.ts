import type { EntryDraft, EntryKind, FileChange } from '../commit/commit-record.ts';
import type { JournalRecord } from '../commit/journal.ts';

/** One line of the history of a workspace. */
export interface HistoryEntry {
  /** Place in the history, counted from 1. */
  readonly seq: number;
  /** Id of the transaction, or of the checkpoint. */
  readonly id: string;
  /** What was done. */
  readonly kind: EntryKind | 'checkpoint';
  /** When it happened, ISO 8601 in UTC. */
  readonly at: string;
  /** What it is called, as its caller named it. */
  readonly label?: string;
  /** Who made the change, as the caller named it, such as a session. */
  readonly origin?: string;
  /** Id of the change that an undo or redo was about. */
  readonly of?: string;
  /** Files that were changed, with what they held before and after; null for no file. */
  readonly files: readonly FileChange[];
  /** Folders that the change made. */
  readonly folders: readonly string[];
  /** Hash of the candidate that was committed; absent for a checkpoint. */
  readonly candidateHash?: string;
  /** `undone` for a change whose effect was taken back. */
  readonly state: 'live' | 'undone';
  /** Whether its before-images were removed by the retention rules, so that it cannot be undone any more. */
  readonly collected: boolean;
}

/** The history as the records of the journal tell it, oldest first. */
export function foldHistory(records: readonly JournalRecord[]): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  const collected = new Set(records.flatMap((record) => (record.type === 'collected' ? record.ids : [])));
  const undone = undoneIds(records);
  for (const record of records) {
    const seq = entries.length + 1;
    if (record.type === 'entry') entries.push(toEntry(record.entry, { seq, undone, collected }));
    if (record.type === 'checkpoint') {
      const { id, at, label } = record;
      const nothing = { files: [], folders: [], state: 'live', collected: false } as const;
      entries.push({ seq, id, kind: 'checkpoint', at, label, ...nothing });
    }
  }
  return entries;
}

interface Findings {
  readonly seq: number;
  readonly undone: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
}

function toEntry(
  { emptied: _, ...entry }: EntryDraft & { emptied?: unknown },
  found: Findings,
): HistoryEntry {
  const state = found.undone.has(entry.id) ? 'undone' : 'live';
  return { ...entry, seq: found.seq, state, collected: found.collected.has(entry.id) };
}

/** An undo marks its change, a redo marks the undo and unmarks the change again. */
function undoneIds(records: readonly JournalRecord[]): ReadonlySet<string> {
  const undone = new Set<string>();
  const changeOf = new Map<string, string>();
  for (const record of records) {
    if (record.type !== 'entry' || record.entry.of === undefined) continue;
    const { id, kind, of } = record.entry;
    if (kind === 'undo') {
      undone.add(of);
      changeOf.set(id, of);
    } else if (kind === 'redo') {
      undone.add(of);
      undone.delete(changeOf.get(of) ?? '');
    }
  }
  return undone;
}
