import { type Event, EventEmitter, type IDefaultPolicyContext } from 'cockatiel';
import type { Attempt, AttemptUsage } from '../attempt.ts';
import type { ErrorClass } from '../classes.ts';
import type { EnhancedCodeError } from '../enhanced-code-error.ts';
import { asEnhancedCodeError } from '../revive.ts';
import { createAggregate } from './aggregate.ts';
import { type Clock, systemClock } from './clock.ts';
import { abortedError, attemptsOf } from './failure.ts';
import { checkCount } from './options.ts';
import { definePolicy, type RecoveryPolicy } from './policy.ts';

/** Classes that another target cannot help, or that must be seen by the caller. */
const OWN_CLASSES: ReadonlySet<ErrorClass> = new Set([
  'aborted',
  'auth',
  'permission',
  'invalid_request',
  'policy',
  'limit',
  'conflict',
  'edit',
  'tool',
]);

/** Settings of `createFallback`. */
export interface FallbackOptions<Target> {
  /** What to try, in order; at least one. */
  readonly targets: readonly Target[];
  /** Name of a target in the record of attempts. Default `String(target)`. */
  readonly nameOf?: (target: Target) => string;
  /**
   * Whether the next target is tried after an error. Default: unless it is of class aborted, auth, permission,
   * invalid_request, policy, limit, conflict, edit or tool. An abort never falls through.
   */
  readonly fallsThrough?: (error: EnhancedCodeError, target: Target) => boolean;
  /** Tokens that a failed try used up, where its error tells. */
  readonly usageOf?: (error: unknown) => AttemptUsage | undefined;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/** What an action with fallbacks gets. */
export interface FallbackContext<Target> extends IDefaultPolicyContext {
  /** The target of this try. */
  readonly target: Target;
  /** Its place in the list, from 0. */
  readonly index: number;
}

/** A target was given up for the next one. */
export interface FallbackEvent<Target> {
  /** What failed. */
  readonly from: Target;
  /** What is tried next. */
  readonly to: Target;
  /** What it failed with. */
  readonly error: EnhancedCodeError;
}

/** Fallbacks as a policy and as a plain decision. */
export interface Fallback<Target> extends RecoveryPolicy<FallbackContext<Target>> {
  /** The target to try after the one at `index` has failed; undefined if the error is to be thrown. */
  nextTarget(index: number, error: unknown, signal?: AbortSignal): Target | undefined;
  /** A target was given up for the next one. */
  readonly onFallback: Event<FallbackEvent<Target>>;
}

/**
 * Tries targets in order. When all have failed, the error of the first one is thrown, with every attempt in
 * order: never only the last one.
 * @throws EC_RECOVERY_BAD_OPTION if there is no target.
 */
export function createFallback<Target>(options: FallbackOptions<Target>): Fallback<Target> {
  const { targets, nameOf = String, usageOf, clock = systemClock } = options;
  checkCount('targets.length', targets.length, 1);
  const fellBack = new EventEmitter<FallbackEvent<Target>>();
  const mayFall = options.fallsThrough ?? ((error: EnhancedCodeError) => !OWN_CLASSES.has(error.class));
  const nextTarget = (index: number, thrown: unknown, signal?: AbortSignal): Target | undefined => {
    const error = asEnhancedCodeError(thrown);
    if (signal?.aborted || error.class === 'aborted') return undefined;
    return mayFall(error, targets[index] as Target) ? targets[index + 1] : undefined;
  };
  const policy = definePolicy<FallbackContext<Target>>(clock, async (action, signal) => {
    const attempts: Attempt[] = [];
    let first: unknown;
    for (let index = 0; ; index++) {
      const target = targets[index] as Target;
      const startedAt = clock.now();
      try {
        return await action({ target, index, signal });
      } catch (thrown) {
        const error = asEnhancedCodeError(thrown);
        if (index === 0) first = thrown;
        attempts.push(...attemptsOf(error, nameOf(target), clock.now() - startedAt, usageOf?.(thrown)));
        const to = nextTarget(index, error, signal);
        if (to === undefined) throw finalError(first, thrown, index, attempts, signal);
        fellBack.emit({ from: target, to, error });
      }
    }
  });
  return { ...policy, nextTarget, onFallback: fellBack.addListener };
}

function finalError(
  first: unknown,
  last: unknown,
  index: number,
  attempts: readonly Attempt[],
  signal: AbortSignal,
): unknown {
  if (signal.aborted || asEnhancedCodeError(last).class === 'aborted') {
    return createAggregate(abortedError(last), attempts);
  }
  return index === 0 ? last : createAggregate(first, attempts);
}
