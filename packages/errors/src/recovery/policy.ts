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

/** Makes a policy of a function that runs an action; it reports how each call ended. */
export function definePolicy<Context extends IDefaultPolicyContext>(
  clock: Clock,
  run: <T>(action: PolicyAction<T, Context>, signal: AbortSignal) => Promise<T>,
): RecoveryPolicy<Context> {
  const succeeded = new EventEmitter<ISuccessEvent>();
  const failed = new EventEmitter<IFailureEvent>();
  const execute = async <T>(action: PolicyAction<T, Context>, signal = neverAborted): Promise<T> => {
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
  // `_altReturn` exists for types only: none of our policies returns something else than the action does.
  const altReturn = undefined as never;
  return { _altReturn: altReturn, onSuccess: succeeded.addListener, onFailure: failed.addListener, execute };
}
