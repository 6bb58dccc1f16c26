import type { EnhancedCodeError } from '@enhanced-code/errors';
import { createFallback } from '@enhanced-code/errors/recovery';
import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { answeredError } from '../wire/classify-error.ts';
import { AttemptChain, type FailedAttempt, type NextAttempt } from './attempt-chain.ts';
import { withoutStream } from './retry.ts';
import { RouteTimes, type SharedDeadline } from './route-times.ts';

/** Options of `withFallback`. */
export interface WithFallbackOptions {
  /**
   * Whether the next model is tried after an error of this one. An abort and a wrong key never fall through. Default:
   * unless another model could not help or the caller must know, such as a wrong request.
   */
  readonly fallsThrough?: (error: EnhancedCodeError, model: LanguageModel) => boolean;
  /** Time for all models together. Default: none; then each one keeps to its own deadlines. */
  readonly deadline?: SharedDeadline;
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
  const { clock = systemClock, deadline, fallsThrough } = options;
  const fallback = createFallback<LanguageModel>({
    targets: models,
    clock,
    ...(fallsThrough && { fallsThrough: (error, model) => !isAuth(error) && fallsThrough(error, model) }),
  });
  return {
    ...withoutStream(models[0]),
    stream(request, { signal } = {}) {
      const times = deadline && new RouteTimes(deadline, clock, models.length);
      const hold = (model: LanguageModel, index: number): LanguageModel => times?.hold(model, index) ?? model;
      let index = 0;
      const decide = ({ error, signal: abort }: FailedAttempt): NextAttempt => {
        const next = fallback.nextTarget(index, answeredError(error), abort);
        if (next === undefined || times?.left === false) return { kind: 'stop', error };
        index += 1;
        return { kind: 'again', model: hold(next, index), delayMs: 0 };
      };
      const model = hold(models[0], 0);
      return createModelStream(new AttemptChain({ model, request, signal, clock, decide }));
    },
  };
}

/** Whoever set a wrong key has to hear of it, however many other models could answer. */
function isAuth(error: EnhancedCodeError): boolean {
  return error.class === 'auth';
}
