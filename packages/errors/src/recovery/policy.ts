import {
  EventEmitter,
  type IDefaultPolicyContext,
  type IFailureEvent,
  type IPolicy,
  type ISuccessEvent,
} from 'cockatiel';
import type { Clock } from './clock.ts';
import { outcomeOf } from './failure.ts';

/**
 * A policy as `cockatiel` defines it, so that ours and its own combine with `wrap`. Durations of its events are
 * milliseconds of the injected clock.
 */
export type RecoveryPolicy<Context extends IDefaultPolicyContext = IDefaultPolicyContext> = IPolicy<Context>;

/** A function that a policy runs. */
export type PolicyAction<T, Context = IDefaultPolicyContext> = (context: Context) => PromiseLike<T> | T;

const neverAborted = new AbortController().signal;

/** How a policy runs an action; it rejects rather than throws. */
type Run<Context> = <T>(action: PolicyAction<T, Context>, signal: AbortSignal) => Promise<T>;

/** Makes a policy of a function that runs an action; it reports how each call ended. */
export function definePolicy<Context extends IDefaultPolicyContext>(
  clock: Clock,
  run: Run<Context>,
): RecoveryPolicy<Context> {
  const succeeded = new EventEmitter<ISuccessEvent>();
  const failed = new EventEmitter<IFailureEvent>();
  const observe = async <T>(action: PolicyAction<T, Context>, signal: AbortSignal): Promise<T> => {
    const startedAt = clock.now();
    try {
      const value = await run(action, signal);
      succeeded.emit({ duration: clock.now() - startedAt });
      return value;
    } catch (error) {
      const handled = outcomeOf(error) === 'failure';
      failed.emit({ duration: clock.now() - startedAt, handled, reason: { error } });
      throw error;
    }
  };
  return {
    // Exists for types only: none of our policies returns something else than the action does.
    _altReturn: undefined as never,
    onSuccess: succeeded.addListener,
    onFailure: failed.addListener,
    // Calls that nobody watches are not timed, as in cockatiel's own policies.
    execute: (action, signal = neverAborted) =>
      succeeded.size + failed.size === 0 ? run(action, signal) : observe(action, signal),
  };
}
