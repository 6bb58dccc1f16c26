import { definitionsIn } from '../index/file-record.ts';
import type { RankedFile } from '../rank/ranking.ts';
import type { RerankCandidate } from './stages.ts';

/** So many files are shown to a reranker. */
const MOST_CANDIDATES = 30;
const MOST_NAMES = 40;

/** The first files of a ranking as a reranker sees them. */
export function candidatesOf(ranked: readonly RankedFile[]): RerankCandidate[] {
  return ranked.slice(0, MOST_CANDIDATES).map(({ record, score }) => ({
    path: record.path,
    score,
    defines: definitionsIn(record)
      .slice(0, MOST_NAMES)
      .map(({ name }) => name),
  }));
}

/** The ranking with its first files in another order; likelihoods stay with the places. */
export function reorder(ranked: readonly RankedFile[], paths: readonly string[]): RankedFile[] {
  const first = ranked.slice(0, MOST_CANDIDATES);
  const byPath = new Map(first.map((file) => [file.record.path, file]));
  const moved = [...new Set(paths)].flatMap((path) => byPath.get(path) ?? []);
  const isMoved = new Set(moved);
  const order = [...moved, ...first.filter((file) => !isMoved.has(file))];
  const placed = order.map((file, at) => {
    const score = first[at]?.score ?? file.score;
    return { ...file, score, value: Math.max(score, file.tests === undefined ? 0 : file.value) };
  });
  return [...placed, ...ranked.slice(MOST_CANDIDATES)];
}
