import type { Attempt, AttemptUsage } from '../attempt.ts';
import type { ErrorClass } from '../classes.ts';
import { defined } from '../defined.ts';
import type { EnhancedCodeError } from '../enhanced-code-error.ts';
import { ownError } from '../raise.ts';
import { asEnhancedCodeError } from '../revive.ts';

/** Classes that another try of the same call cannot help, whatever the error says of itself. */
const FINAL_CLASSES: ReadonlySet<ErrorClass> = new Set([
  'aborted',
  'auth',
  'permission',
  'billing',
  'quota',
  'invalid_request',
  'context_overflow',
  'refusal',
  'content_policy',
  'policy',
]);

/** Classes that say that the other side is not well, as opposed to not willing. */
const UNHEALTHY_CLASSES: ReadonlySet<ErrorClass> = new Set([
  'network',
  'timeout.connect',
  'timeout.header',
  'timeout.first',
  'timeout.idle',
  'timeout.total',
  'rate_limit',
  'overloaded',
  'truncated',
  'protocol',
  'io',
  'internal',
]);

/** What a call says about the health of its target: nothing at all if the caller cancelled it. */
export type Outcome = 'success' | 'failure' | 'ignored';

/** Whether another try of the same call may help and cannot do harm. */
export function mayRetry(error: EnhancedCodeError): boolean {
  return error.retryable && error.replaySafety !== 'unsafe' && !FINAL_CLASSES.has(error.class);
}

/**
 * What a failed call says about the health of its target. A refused key or a wrong request is an answer like
 * any other; a cancelled call says nothing.
 */
export function outcomeOf(error: unknown): Outcome {
  const { class: kind } = asEnhancedCodeError(error);
  if (kind === 'aborted') return 'ignored';
  return UNHEALTHY_CLASSES.has(kind) ? 'failure' : 'success';
}

/** The record of one failed try; an error that already holds tries of its own counts as those. */
export function attemptsOf(
  error: EnhancedCodeError,
  target: string,
  latencyMs: number,
  usage: AttemptUsage | undefined,
): readonly Attempt[] {
  if (error.attempts !== undefined) return error.attempts;
  const known = error.code === 'EC_ERRORS_UNEXPECTED' ? undefined : error.code;
  return [{ target, class: error.class, latencyMs, ...defined({ code: known, usage }) }];
}

/** The error of a call that was cancelled: its own if it says so itself, ours if not. */
export function abortedError(cause: unknown): EnhancedCodeError {
  const error = asEnhancedCodeError(cause);
  return error.class === 'aborted' ? error : ownError('EC_ERRORS_ABORTED', {}, { cause });
}
