import { type Event, EventEmitter, type IRetryContext, noJitterGenerator } from 'cockatiel';
import type { Attempt, AttemptUsage } from '../attempt.ts';
import { defined } from '../defined.ts';
import type { EnhancedCodeError } from '../enhanced-code-error.ts';
import { asEnhancedCodeError } from '../revive.ts';
import { createAggregate } from './aggregate.ts';
import { type Clock, pause, systemClock } from './clock.ts';
import { abortedError, attemptsOf, mayRetry } from './failure.ts';
import { checkCount, checkDuration } from './options.ts';
import { definePolicy, type PolicyAction, type RecoveryPolicy } from './policy.ts';
import { recoveryErrors } from './recovery-errors.ts';
import type { RetryBudget } from './retry-budget.ts';

/** Settings of `createRetry`. */
export interface RetryOptions {
  /** Extra tries after the first one. Default 2. */
  readonly maxRetries?: number;
  /** Upper end of the first random delay in milliseconds; it doubles with each try. Default 500. */
  readonly initialDelayMs?: number;
  /** Upper end of every random delay in milliseconds. Default 30,000. */
  readonly maxDelayMs?: number;
  /** Longest wait in milliseconds that the other side may ask for; a longer one is deferred. Default 60,000. */
  readonly maxRetryAfterMs?: number;
  /** Bounds the retries of all that share it. Default none. */
  readonly budget?: RetryBudget;
  /** Narrows what is retried further; it cannot widen it. */
  readonly retryIf?: (error: EnhancedCodeError) => boolean;
  /** Name of the target in the record of attempts. Default `call`. */
  readonly target?: string;
  /** Tokens that a failed try used up, where its error tells. */
  readonly usageOf?: (error: unknown) => AttemptUsage | undefined;
  /** Default the time of this machine. */
  readonly clock?: Clock;
  /** A number from 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** One failed try, as `nextDelay` judges it. */
export interface FailedTry {
  /** What it failed with. */
  readonly error: unknown;
  /** Which try it was, from 0. */
  readonly attempt: number;
  /** The caller's signal; after its abort nothing is retried. */
  readonly signal?: AbortSignal;
  /** Time in milliseconds since 1970 at which a next try would come too late. */
  readonly deadlineAt?: number;
}

/** Why nothing is tried again. */
export type GiveUpReason = 'aborted' | 'not-retryable' | 'attempts' | 'deadline' | 'budget';

/** What to do after a failed try. `resumeAt` is in milliseconds since 1970. */
export type RetryDecision =
  | {
      /** Try again after the delay. */
      readonly kind: 'retry';
      /** Milliseconds to wait first. */
      readonly delayMs: number;
    }
  | {
      /** Do not try again. */
      readonly kind: 'give-up';
      /** Why not. */
      readonly reason: GiveUpReason;
    }
  | {
      /** Do not wait here: the other side asks for more time than is waited. */
      readonly kind: 'defer';
      /** From when a try makes sense, milliseconds since 1970. */
      readonly resumeAt: number;
      /** The error to end with; it says when to come back. */
      readonly error: EnhancedCodeError;
    };

/** Something was tried again, or not. */
export interface RetryEvent {
  /** What the try failed with. */
  readonly error: EnhancedCodeError;
  /** Which try it was, from 0. */
  readonly attempt: number;
  /** What was decided. */
  readonly decision: RetryDecision;
}

/** Retries as a policy and as a plain decision. */
export interface Retry extends RecoveryPolicy<IRetryContext> {
  /**
   * Decides about the next try without making it, for streams and other things that are no plain function. A
   * decision to retry takes one retry out of the budget.
   */
  nextDelay(failed: FailedTry): RetryDecision;
  /** Each decision of `execute`, before it is followed. */
  readonly onDecision: Event<RetryEvent>;
}

/**
 * Retries with full jitter. Only what a catalogue calls retryable is tried again, never an abort, a refusal or
 * an unsafe replay. What finally fails is thrown with its first error as the primary one and all attempts.
 * @throws EC_RECOVERY_BAD_OPTION if an option is out of range.
 */
export function createRetry(options: RetryOptions = {}): Retry {
  const settings: Settings = { ...defaults, ...defined(options) };
  checkCount('maxRetries', settings.maxRetries, 0);
  for (const name of ['initialDelayMs', 'maxDelayMs', 'maxRetryAfterMs'] as const)
    checkDuration(name, settings[name]);
  const decided = new EventEmitter<RetryEvent>();
  const nextDelay = (failed: FailedTry) => decide(settings, asEnhancedCodeError(failed.error), failed);
  const policy = definePolicy<IRetryContext>(settings.clock, (action, signal) =>
    runWithRetries(settings, nextDelay, decided, action, signal),
  );
  return { ...policy, nextDelay, onDecision: decided.addListener };
}

const defaults = {
  maxRetries: 2,
  initialDelayMs: 500,
  maxDelayMs: 30_000,
  maxRetryAfterMs: 60_000,
  target: 'call',
  clock: systemClock,
  random: Math.random,
};

type Settings = RetryOptions & typeof defaults;

function decide(settings: Settings, error: EnhancedCodeError, failed: FailedTry): RetryDecision {
  const { maxRetries, maxRetryAfterMs, budget, clock } = settings;
  if (failed.signal?.aborted || error.class === 'aborted') return { kind: 'give-up', reason: 'aborted' };
  if (!mayRetry(error) || settings.retryIf?.(error) === false)
    return { kind: 'give-up', reason: 'not-retryable' };
  if (failed.attempt >= maxRetries) return { kind: 'give-up', reason: 'attempts' };
  const { retryAfterMs = 0 } = error;
  if (retryAfterMs > maxRetryAfterMs) return defer(settings, error, retryAfterMs);
  const delayMs = retryAfterMs + jitter(settings, retryAfterMs > 0 ? 0 : failed.attempt);
  if (clock.now() + delayMs >= (failed.deadlineAt ?? Number.POSITIVE_INFINITY)) {
    return { kind: 'give-up', reason: 'deadline' };
  }
  if (budget?.tryRetry() === false) return { kind: 'give-up', reason: 'budget' };
  return { kind: 'retry', delayMs };
}

/** Full jitter: anything from 0 up to the exponential delay, so that clients that failed together part. */
function jitter(
  { random, initialDelayMs: initialDelay, maxDelayMs: maxDelay }: Settings,
  attempt: number,
): number {
  const [ceiling] = noJitterGenerator(attempt, {
    initialDelay,
    maxDelay,
    exponent: 2,
    generator: noJitterGenerator,
  });
  return random() * ceiling;
}

function defer(settings: Settings, cause: EnhancedCodeError, waitMs: number): RetryDecision {
  const resumeAt = settings.clock.now() + waitMs;
  // A date beyond what JavaScript can hold must not become an exception of its own.
  const iso = resumeAt < 8.64e15 ? new Date(resumeAt).toISOString() : 'never';
  const details = { resumeAt: iso, waitMs, capMs: settings.maxRetryAfterMs };
  const error = recoveryErrors.create('EC_RECOVERY_DEFERRED', details, { cause, retryAfterMs: waitMs });
  return { kind: 'defer', resumeAt, error: error as EnhancedCodeError };
}

async function runWithRetries<T>(
  settings: Settings,
  nextDelay: Retry['nextDelay'],
  decided: EventEmitter<RetryEvent>,
  action: PolicyAction<T, IRetryContext>,
  signal: AbortSignal,
): Promise<T> {
  const { clock, target, usageOf } = settings;
  const attempts: Attempt[] = [];
  let first: unknown;
  settings.budget?.recordCall();
  for (let attempt = 0; ; attempt++) {
    const startedAt = clock.now();
    try {
      return await action({ attempt, signal });
    } catch (thrown) {
      const error = asEnhancedCodeError(thrown);
      if (attempt === 0) first = thrown;
      attempts.push(...attemptsOf(error, target, clock.now() - startedAt, usageOf?.(thrown)));
      const decision = nextDelay({ error, attempt, signal });
      decided.emit({ error, attempt, decision });
      if (decision.kind !== 'retry') throw finalError(decision, first, thrown, attempts);
      const waited = await pause(clock, decision.delayMs, signal);
      if (!waited) throw createAggregate(abortedError(thrown), attempts);
    }
  }
}

/** One try fails as it failed; several fail as the first did, unless the caller put an end to them. */
function finalError(
  decision: Exclude<RetryDecision, { kind: 'retry' }>,
  first: unknown,
  last: unknown,
  attempts: readonly Attempt[],
): unknown {
  if (decision.kind === 'defer') return createAggregate(decision.error, attempts);
  if (decision.reason === 'aborted') return createAggregate(abortedError(last), attempts);
  return attempts.length === 1 ? last : createAggregate(first, attempts);
}
