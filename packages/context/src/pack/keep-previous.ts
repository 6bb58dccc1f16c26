import type { CachePrefix, EntryContent } from '../entry.ts';
import type { FileRecord } from '../index/file-record.ts';
import type { RankedFile } from '../rank/ranking.ts';
import type { Draft } from './draft.ts';
import { tokensOfBytes } from './estimate.ts';
import type { PackedEntry } from './packing.ts';

/** What keeping earlier entries needs. */
export interface KeepInput {
  /** Entries of the answer before, in the order in which they were shown. */
  readonly previous: readonly EntryContent[];
  /** Record of a path, `undefined` when it is gone. */
  readonly find: (path: string) => FileRecord | undefined;
  /** Present text of a file, or `undefined` when it cannot be read. */
  readonly load: (record: FileRecord) => Promise<Draft | undefined>;
  /** Files by likelihood for the present instruction, best first. */
  readonly ranked: readonly RankedFile[];
  /** Paths that the caller wants. */
  readonly pinned: ReadonlySet<string>;
  /** Rendered size of an entry in tokens. */
  readonly cost: (entry: EntryContent) => number;
  /** Tokens of the whole selection. */
  readonly budgetTokens: number;
}

/** Room is made for files that are at least so likely and were not shown before, */
const NEEDED_SCORE = 0.1;
/** and at most this share of the budget. */
const NEEDED_SHARE = 0.25;

async function isCurrent(entry: EntryContent, { find, load }: KeepInput): Promise<boolean> {
  const record = find(entry.path);
  if (record === undefined) return false;
  if (entry.tier === 'name') return true;
  const draft = await load(record);
  return draft !== undefined && entry.passages.every((passage) => draft.holds(passage, entry.tier));
}

/** Tokens that the new instruction needs beside what was shown before. */
function neededTokens(kept: readonly PackedEntry[], { ranked, budgetTokens }: KeepInput): number {
  const shown = new Set(kept.map(({ content }) => content.path));
  const needed = ranked.filter(({ record, score }) => score >= NEEDED_SCORE && !shown.has(record.path));
  const tokens = needed.reduce((sum, { record }) => sum + tokensOfBytes(record.bytes), 0);
  return Math.min(tokens, budgetTokens * NEEDED_SHARE);
}

/** Takes out what nothing speaks for, from the end, until the rest fits: the prefix before it stays as it is. */
function shorten(kept: readonly PackedEntry[], input: KeepInput): PackedEntry[] {
  const most = input.budgetTokens - neededTokens(kept, input);
  const isWanted = new Set([...input.pinned, ...input.ranked.map(({ record }) => record.path)]);
  const isOut = new Set<PackedEntry>();
  let used = kept.reduce((sum, { tokens }) => sum + tokens, 0);
  for (const wanted of [false, true]) {
    for (const entry of kept.toReversed()) {
      if (used <= most) break;
      if (isWanted.has(entry.content.path) !== wanted) continue;
      isOut.add(entry);
      used -= entry.tokens;
    }
  }
  return kept.filter((entry) => !isOut.has(entry));
}

/**
 * Earlier entries that can stand as they are: the file still holds exactly these lines. A prompt that starts with
 * the same bytes is served from the model's cache, so they stay in their order and new ones follow.
 */
export async function keepPrevious(input: KeepInput): Promise<PackedEntry[]> {
  const kept: PackedEntry[] = [];
  for (const { path, tier, passages, language } of input.previous) {
    const content: EntryContent = { path, tier, passages, ...(language === undefined ? {} : { language }) };
    if (await isCurrent(content, input)) kept.push({ content, tokens: input.cost(content) });
  }
  return shorten(kept, input);
}

/** How much of what was shown before stands at the beginning again. */
export function cachePrefix(previous: readonly EntryContent[], kept: readonly PackedEntry[]): CachePrefix {
  let stableEntries = 0;
  let prefixTokens = 0;
  for (const { content, tokens } of kept) {
    if (!isSameEntry(previous[stableEntries], content)) break;
    stableEntries += 1;
    prefixTokens += tokens;
  }
  return { stableEntries, prefixTokens };
}

function isSameEntry(left: EntryContent | undefined, right: EntryContent | undefined): boolean {
  return left?.path === right?.path && left?.tier === right?.tier && left?.passages === right?.passages;
}
