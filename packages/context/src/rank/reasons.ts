import type { ContextReason } from '../entry.ts';
import type { HistoryVotes } from './history.ts';
import type { RankedFile } from './ranking.ts';
import { LABELS, type Signals } from './signals.ts';
import { WEIGHTS } from './weights.ts';

/** Reasons of a ranked file, strongest first. */
export function reasonsOf(file: RankedFile, votes: HistoryVotes | undefined): ContextReason[] {
  const named = (signals: readonly string[]) =>
    file.anchors.filter(({ signal }) => signals.includes(signal)).map(({ detail }) => detail);
  const details: Partial<Record<keyof Signals, string>> = {
    symbol: `defines ${named(['symbol']).join(', ')}`,
    quote: `holds ${named(['quote'])
      .map((quote) => JSON.stringify(quote))
      .join(', ')}`,
    path: `named: ${named(['path', 'frame']).join(', ')}`,
    history: `similar past change: ${votes?.messages.get(file.record.path) ?? ''}`,
  };
  const pair =
    file.tests === undefined ? [] : [{ signal: 'pair', detail: `tests ${file.tests}`, score: file.value }];
  if (file.fills === true) return [{ signal: 'room', detail: 'room was left in the budget', score: 0 }];
  const signals = (Object.keys(LABELS) as (keyof Signals)[])
    .map((signal) => ({
      signal,
      detail: details[signal] ?? LABELS[signal],
      score: WEIGHTS[signal] * file.signals[signal],
    }))
    .filter(({ signal, score }) => score > 0 && signal !== 'code');
  return [...signals, ...pair].sort(
    (left, right) => right.score - left.score || (left.signal < right.signal ? -1 : 1),
  );
}
