import type { ContextEntry, LeftOut, LeftOutReason } from './entry.ts';
import type { FileRecord } from './index/file-record.ts';
import type { Layouts } from './index/layouts.ts';
import type { PackedEntry } from './pack/packing.ts';
import type { Question } from './rank/question.ts';
import type { RankedFile } from './rank/ranking.ts';
import type { Past } from './rank/ranking-input.ts';
import { reasonsOf } from './rank/reasons.ts';
import { scoreSegments } from './rank/segment-score.ts';
import { NO_SIGNALS } from './rank/signals.ts';

/** A file that the caller asked for and that nothing else speaks for. */
export function pinnedFile(record: FileRecord, question: Question, layouts: Layouts): RankedFile {
  return {
    record,
    score: 1,
    value: 1,
    signals: NO_SIGNALS,
    anchors: [],
    segments: scoreSegments(record, question, layouts),
  };
}

/** Entries in the order in which they are shown: pinned first, then by likelihood. */
export function toEntries(
  packed: ReadonlyMap<string, PackedEntry>,
  { ranked, past }: { readonly ranked: readonly RankedFile[]; readonly past: Past | undefined },
  pinned: readonly RankedFile[],
): ContextEntry[] {
  const order = new Map([...pinned, ...ranked].map((file) => [file.record.path, file]));
  const isPinned = new Set(pinned.map(({ record }) => record.path));
  const entries: ContextEntry[] = [];
  for (const [path, file] of order) {
    const entry = packed.get(path);
    if (entry === undefined) continue;
    const pin = isPinned.has(path) ? [{ signal: 'pinned', detail: 'asked for by the caller', score: 1 }] : [];
    const score = isPinned.has(path) ? 1 : file.score;
    entries.push({
      ...entry.content,
      tokens: entry.tokens,
      score,
      reasons: [...pin, ...reasonsOf(file, past?.votes)],
    });
  }
  return entries;
}

/**
 * Entries in the order of a prompt cache: those that stay, as they were, then the new ones. Names and outlines come
 * first among the new ones, and the most likely file last, next to the instruction.
 */
export function toCacheOrder(
  fixed: readonly PackedEntry[],
  fresh: readonly ContextEntry[],
  { ranked, past }: { readonly ranked: readonly RankedFile[]; readonly past: Past | undefined },
): ContextEntry[] {
  const files = new Map(ranked.map((file) => [file.record.path, file]));
  const kept = fixed.map(({ content, tokens }): ContextEntry => {
    const file = files.get(content.path);
    const reasons = file === undefined ? [] : reasonsOf(file, past?.votes);
    const shown = { signal: 'previous', detail: 'shown before', score: 0 };
    return { ...content, tokens, score: file?.score ?? 0, reasons: [...reasons, shown] };
  });
  const isSmall = ({ tier }: ContextEntry) => tier === 'name' || tier === 'outline';
  const large = fresh.filter((entry) => !isSmall(entry));
  return [...kept, ...fresh.filter(isSmall), ...large.toReversed()];
}

const STATE_REASONS: Readonly<Record<FileRecord['state'], LeftOutReason>> = {
  indexed: 'over budget',
  binary: 'binary or unreadable',
  huge: 'too large',
  minified: 'minified',
};

/** Ranked files that are not shown, with the reason. */
export function leftOut(ranked: readonly RankedFile[], shown: ReadonlySet<string>): LeftOut[] {
  return ranked
    .filter(({ record }) => !shown.has(record.path))
    .map(({ record, score }) => ({ path: record.path, reason: STATE_REASONS[record.state], score }));
}
