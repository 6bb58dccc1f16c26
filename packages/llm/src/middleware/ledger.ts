import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { AttemptTracker } from '../usage/attempt-record.ts';
import type { LedgerLabels, UsageLedger } from '../usage/ledger.ts';
import { guardCalls } from './guard-calls.ts';

/** Options of `withLedger`. */
export interface WithLedgerOptions {
  /** Where attempts are booked. */
  readonly ledger: UsageLedger;
  /** What they are booked under, such as run, session and tenant. Default: nothing. */
  readonly labels?: LedgerLabels | ((request: ModelRequest) => LedgerLabels);
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/** Books each attempt of a model in a ledger: finished, failed, refused and cancelled ones alike. */
export function withLedger(model: LanguageModel, options: WithLedgerOptions): LanguageModel {
  const { ledger, labels = {}, clock = systemClock } = options;
  return guardCalls(model, ({ request }) => {
    const under = typeof labels === 'function' ? labels(request) : labels;
    const tracker = new AttemptTracker(model, clock);
    const book = (part: Parameters<AttemptTracker['add']>[0]): void => {
      const attempt = tracker.add(part);
      if (attempt !== undefined) ledger.record(attempt, under);
    };
    return { onPart: book, onEnd: book };
  });
}
