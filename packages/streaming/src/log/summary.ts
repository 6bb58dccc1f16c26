import type { RunEvent } from '../events/run-event.ts';
import type { RunSummary } from './event-log.ts';

/** What the ends of a log say about its run. */
export function summarise(ends: {
  readonly runId: string;
  readonly epoch: number;
  readonly first: RunEvent | undefined;
  readonly last: RunEvent | undefined;
}): RunSummary {
  const { runId, epoch, first, last } = ends;
  return {
    runId,
    epoch,
    lastSeq: last?.seq ?? 0,
    ...(first === undefined ? {} : { startedAt: first.at }),
    ...(first?.type === 'run-start' ? { instruction: first.instruction } : {}),
    ...(last?.type === 'run-end' ? { outcome: last.outcome } : {}),
  };
}

/** Oldest first; runs without events last. Runs of the same moment keep a fixed order by their ids. */
export function oldestFirst(left: RunSummary, right: RunSummary): number {
  const [leftAt, rightAt] = [left.startedAt ?? '~', right.startedAt ?? '~'];
  if (leftAt !== rightAt) return leftAt < rightAt ? -1 : 1;
  return left.runId < right.runId ? -1 : 1;
}
