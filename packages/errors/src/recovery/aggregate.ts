import type { Attempt } from '../attempt.ts';
import { defined } from '../defined.ts';
import { EnhancedCodeError } from '../enhanced-code-error.ts';
import { asEnhancedCodeError } from '../revive.ts';

/**
 * The error of an operation that was tried more than once: the primary error, with its code, details, cause
 * and stack, plus everything that was tried, in order. The primary one is what went wrong first, so that
 * callers who look at the code see the reason and not whatever failed last.
 */
export function createAggregate(primary: unknown, attempts: readonly Attempt[]): EnhancedCodeError {
  const error = asEnhancedCodeError(primary);
  const { retryAfterMs, origin, errors, stack } = error;
  const cause = error.unsafe('cause') ?? error.cause;
  const options = defined({ attempts, retryAfterMs, origin, errors, cause, unsafe: error.unsafe() });
  return Object.assign(new EnhancedCodeError(error, error, options), { stack });
}
