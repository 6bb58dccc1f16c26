import { appendJournal, readJournal } from '../commit/journal.ts';
import { unlessGone } from '../commit/unless-gone.ts';
import type { StateParts } from '../state/state-folder.ts';
import type { WorkspaceContext } from '../state/workspace-context.ts';
import { readIfPresent } from '../state/write-file.ts';
import { foldHistory, type HistoryEntry } from './history.ts';
import { sweep } from './sweep.ts';

/** What may be removed; see `Workspace.collect`. */
export interface RetentionRule {
  readonly maxAgeMs?: number;
  readonly maxBytes?: number;
}

/** What was removed. */
export interface Collected {
  readonly collected: readonly string[];
  readonly freedBytes: number;
}

const DAY_MS = 86_400_000;
const MAX_AGE_MS = 30 * DAY_MS;
/** Bytes are kept before the record that names them is written: young ones may be about to be named. */
const UNNAMED_FOR_MS = 600_000;
const MAX_BYTES = 1024 ** 3;
const HASH = /[0-9a-f]{64}/g;

/** Removes before-images that the rules give up. The history itself stays. The lock must be held. */
export async function collect(
  context: WorkspaceContext,
  parts: StateParts,
  rule: RetentionRule,
): Promise<Collected> {
  const history = foldHistory(await readJournal(parts.journal)).filter(({ collected }) => !collected);
  const kept = entriesToKeep(history, await parts.blobs.sizes(), context.now(), rule);
  const collected = history
    .filter((entry) => entry.kind !== 'checkpoint' && !kept.includes(entry))
    .map(({ id }) => id);
  const at = new Date(context.now()).toISOString();
  // The history says so first: a change must never promise an undo that it cannot keep.
  if (collected.length > 0) await appendJournal(parts.journal, { type: 'collected', at, ids: collected });
  const keep = new Set([...kept.flatMap(hashesOf), ...(await namedHashes(parts))]);
  const freedBytes = await parts.blobs.collect(keep, context.now() - UNNAMED_FOR_MS);
  await sweep(parts, context.now());
  return { collected, freedBytes };
}

function entriesToKeep(
  history: readonly HistoryEntry[],
  sizes: ReadonlyMap<string, number>,
  now: number,
  { maxAgeMs = MAX_AGE_MS, maxBytes = MAX_BYTES }: RetentionRule,
): readonly HistoryEntry[] {
  const seen = new Set<string>();
  const kept: HistoryEntry[] = [];
  let bytes = 0;
  for (const entry of [...history].reverse()) {
    for (const hash of hashesOf(entry)) {
      if (!seen.has(hash)) bytes += sizes.get(hash) ?? 0;
      seen.add(hash);
    }
    if (now - Date.parse(entry.at) > maxAgeMs || bytes > maxBytes) break;
    kept.push(entry);
  }
  return kept;
}

function hashesOf({ files }: HistoryEntry): readonly string[] {
  return files.flatMap(({ before, after }) =>
    [before, after].flatMap((state) => (state === null ? [] : [state.hash])),
  );
}

/**
 * Every hash that an open transaction or an unfinished commit names, found in the bare bytes of what is kept of it: a
 * log that is damaged, or of a newer version, must not cost the content that it speaks of. What cannot be read for
 * now stops the collection.
 */
async function namedHashes({ transactions, commits }: StateParts): Promise<readonly string[]> {
  const texts: (Uint8Array | undefined)[] = [];
  for (const { name, kind } of await transactions.entries()) {
    if (kind !== 'folder') continue;
    await unlessGone(async () => {
      await using folder = await transactions.folder(name);
      texts.push(await readIfPresent(folder, 'log'));
    });
  }
  for (const { name } of await commits.entries()) texts.push(await readIfPresent(commits, name));
  return texts.flatMap(
    (bytes) =>
      Buffer.from(bytes ?? [])
        .toString('latin1')
        .match(HASH) ?? [],
  );
}
