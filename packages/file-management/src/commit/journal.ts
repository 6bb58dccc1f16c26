import type { RecordLog } from '../state/record-log.ts';
import type { EntryDraft } from './commit-record.ts';

/** One record of the journal of a workspace. */
export type JournalRecord =
  | { readonly type: 'entry'; readonly entry: EntryDraft }
  | { readonly type: 'checkpoint'; readonly id: string; readonly at: string; readonly label: string }
  | { readonly type: 'collected'; readonly at: string; readonly ids: readonly string[] };

/** All records, oldest first. */
export async function readJournal(journal: RecordLog): Promise<readonly JournalRecord[]> {
  return (await journal.read()) as readonly JournalRecord[];
}

/** Adds a record and waits until it is on stable storage. The lock must be held. */
export async function appendJournal(journal: RecordLog, record: JournalRecord): Promise<void> {
  await journal.append([record], true);
}

/** Ids of the changes that the journal has. */
export async function entryIds(journal: RecordLog): Promise<ReadonlySet<string>> {
  const records = await readJournal(journal);
  return new Set(records.flatMap((record) => (record.type === 'entry' ? [record.entry.id] : [])));
}
