import type { EnhancedCodeError } from '@enhanced-code/errors';
import { createFallback } from '@enhanced-code/errors/recovery';
import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { answeredError } from '../wire/classify-error.ts';
import { AttemptChain, type NextAttempt } from './attempt-chain.ts';
import { withoutStream } from './retry.ts';

/** Options of `withFallback`. */
export interface WithFallbackOptions {
  /**
   * Whether the next model is tried after an error of this one. An abort never falls through. Default: unless
   * another model could not help or the caller must know, such as a wrong key or request.
   */
  readonly fallsThrough?: (error: EnhancedCodeError, model: LanguageModel) => boolean;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Tries models in order, the next one where one fails for a cause that another may not have. It describes itself
 * as the first one; `attempt-start` says which one answers.
 */
export function withFallback(
  models: readonly [LanguageModel, ...LanguageModel[]],
  options: WithFallbackOptions = {},
): LanguageModel {
  const { clock = systemClock, fallsThrough } = options;
  const fallback = createFallback<LanguageModel>({
    targets: models,
    clock,
    ...(fallsThrough && { fallsThrough }),
  });
  return {
    ...withoutStream(models[0]),
    stream(request, { signal } = {}) {
      let index = 0;
      const decide = (failed: { error: EnhancedCodeError; signal: AbortSignal }): NextAttempt => {
        const model = fallback.nextTarget(index, answeredError(failed.error), failed.signal);
        index += 1;
        return model === undefined
          ? { kind: 'stop', error: failed.error }
          : { kind: 'again', model, delayMs: 0 };
      };
      return createModelStream(new AttemptChain({ model: models[0], request, signal, clock, decide }));
    },
  };
}
