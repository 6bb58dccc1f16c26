import { innermostFirst } from '../commit/revert.ts';
import type { FileState } from '../content/file-snapshot.ts';
import type { HistoryEntry } from './history.ts';

/** What has to happen to one path, and what it must hold for that; null for no file. */
export interface Reversal {
  readonly path: string;
  /** What the taken-back changes left there. */
  readonly expected: FileState | null;
  /** What was there before them. */
  readonly target: FileState | null;
  readonly from?: string;
}

/**
 * What takes several changes back at once: only paths that they touched (all, or some of them), from their last
 * to their first state.
 */
export function reversalOf(entries: readonly HistoryEntry[], paths?: readonly string[]): readonly Reversal[] {
  const reversals = new Map<string, Reversal>();
  for (const { files } of [...entries].sort((a, b) => a.seq - b.seq)) {
    for (const { path, before, after } of files) {
      if (paths !== undefined && !paths.includes(path)) continue;
      const target = reversals.has(path) ? (reversals.get(path)?.target ?? null) : before;
      reversals.set(path, { path, expected: after, target });
    }
  }
  return [...reversals.values()].map((reversal) => withOrigin(reversal, entries));
}

/** Folders that the changes made, innermost first: they go again if nothing else lies in them. */
export function madeFolders(entries: readonly HistoryEntry[]): readonly string[] {
  return innermostFirst([...new Set(entries.flatMap(({ folders }) => folders))]);
}

/** A move is moved back, so that a patch shows it as a move. */
function withOrigin(reversal: Reversal, entries: readonly HistoryEntry[]): Reversal {
  const moved = entries.flatMap(({ files }) => files).find(({ from }) => from === reversal.path);
  return moved === undefined || reversal.expected !== null ? reversal : { ...reversal, from: moved.path };
}
