import type { IDefaultPolicyContext } from 'cockatiel';
import { type Clock, systemClock } from './clock.ts';
import { type DeadlineLimits, type Deadlines, startDeadlines } from './deadlines.ts';
import { definePolicy, type RecoveryPolicy } from './policy.ts';

/** What an action under deadlines gets. */
export interface DeadlineContext extends IDefaultPolicyContext {
  /** To report what has arrived. */
  readonly deadlines: Deadlines;
}

/**
 * Runs actions under deadlines. When one passes, the signal is aborted and the call fails at once with the
 * EC_RECOVERY_TIMEOUT code of its kind, whether the action looks at its signal or not.
 */
export function createDeadlinePolicy(
  limits: DeadlineLimits,
  options: { readonly clock?: Clock } = {},
): RecoveryPolicy<DeadlineContext> {
  const { clock = systemClock } = options;
  return definePolicy<DeadlineContext>(clock, async (action, caller) => {
    using deadlines = startDeadlines(limits, { clock, signal: caller });
    const { signal } = deadlines;
    signal.throwIfAborted();
    return await new Promise((resolve, reject) => {
      // The signal belongs to this call alone, so the listener goes with it.
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      // Calls the action in a promise, so that what it throws at once is a rejection too.
      Promise.resolve({ signal, deadlines }).then(action).then(resolve, reject);
    });
  });
}
