import { createRetry, type Retry } from '@enhanced-code/errors/recovery';
import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { AttemptChain, type FailedAttempt, type NextAttempt } from './attempt-chain.ts';

/** Options of `withRetry`. */
export interface WithRetryOptions {
  /** The policy that decides; share one with its budget among models. Default: two retries with full jitter. */
  readonly retry?: Retry;
  /**
   * What happens when an attempt fails after it had sent something: `restart` takes it back and tries again,
   * `fail` ends the call. Default `restart`.
   */
  readonly midStream?: 'restart' | 'fail';
  /** Where delays run. Default is the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Tries a call again where its error may be retried, thrown or sent in the stream alike. What may not be
 * retried is called exactly once, and where the provider asks for a longer wait than the policy allows, the call
 * ends with `EC_RECOVERY_DEFERRED` instead of waiting.
 */
export function withRetry(model: LanguageModel, options: WithRetryOptions = {}): LanguageModel {
  const { clock = systemClock, midStream = 'restart', retry = createRetry({ clock }) } = options;
  const decide = ({ error, attempt, visible, signal }: FailedAttempt): NextAttempt => {
    if (visible && midStream === 'fail') return { kind: 'stop', error };
    const decision = retry.nextDelay({ error, attempt, signal });
    if (decision.kind === 'retry') return { kind: 'again', model, delayMs: decision.delayMs };
    return { kind: 'stop', error: decision.kind === 'defer' ? decision.error : error };
  };
  return {
    ...withoutStream(model),
    stream: (request, { signal } = {}) =>
      createModelStream(new AttemptChain({ model, request, signal, clock, decide })),
  };
}

/** The description of a model, for a wrapper that streams in its own way. */
export function withoutStream({
  provider,
  modelId,
  capabilities,
}: LanguageModel): Omit<LanguageModel, 'stream'> {
  return { provider, modelId, capabilities };
}
