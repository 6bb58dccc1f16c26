import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import type { StreamPart } from '../stream-part.ts';
import { estimateRequestTokens } from '../tokens/estimate-request.ts';
import { AttemptTracker } from '../usage/attempt-record.ts';
import type { Budget } from '../usage/budget.ts';
import { guardCalls } from './guard-calls.ts';

/** Options of `withBudget`. */
export interface WithBudgetOptions {
  /** What is limited; wrap twice to limit two things, such as a run and a tenant. */
  readonly budget: Budget;
  /** Tokens kept back for an answer whose request sets no limit. Default: what the model can write, or 4,096. */
  readonly outputTokens?: number;
  /** Counts the input of a request. Default: `estimateRequestTokens`. */
  readonly countTokens?: (request: ModelRequest) => number | Promise<number>;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/** Kept back for an answer of unknown length. */
const DEFAULT_OUTPUT_TOKENS = 4096;

/**
 * Checks a budget before each call, by an estimate that counts running calls in, and books what was really used.
 * Put it below `withRetry`, so that each attempt is checked. The last call may pass the limit by what the provider
 * wrote beyond the estimate; no further call is sent then.
 */
export function withBudget(model: LanguageModel, options: WithBudgetOptions): LanguageModel {
  const { budget, countTokens = estimateRequestTokens, clock = systemClock } = options;
  const output = options.outputTokens ?? model.capabilities.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS;
  return guardCalls(model, async ({ request }) => {
    const inputTokens = await countTokens(request);
    const outputTokens = request.maxOutputTokens ?? output;
    const { provider, modelId } = model;
    const reservation = budget.reserve({ provider, modelId, inputTokens, outputTokens, at: clock.now() });
    const tracker = new AttemptTracker(model, clock);
    const book = (part: StreamPart): void => {
      const attempt = tracker.add(part);
      if (attempt !== undefined) reservation.spend(attempt, attempt.startedAt);
    };
    return {
      onPart: book,
      onEnd(finish) {
        book(finish);
        reservation.release();
      },
    };
  });
}
