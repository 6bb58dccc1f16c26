import { asEnhancedCodeError, type EnhancedCodeError } from '@enhanced-code/errors';
import { streamErrors } from '../stream-errors.ts';

/** Whatever was thrown as an error of a catalogue. */
export function toError(error: unknown): EnhancedCodeError {
  return asEnhancedCodeError(error);
}

/** The state and error of a step in which something threw. */
export function failureOf(
  error: unknown,
  signal: AbortSignal,
): { readonly state: 'failed' | 'cancelled'; readonly error: EnhancedCodeError } {
  if (!signal.aborted) return { state: 'failed', error: toError(error) };
  return { state: 'cancelled', error: streamErrors.create('EC_STREAM_STEP_CANCELLED', {}, { cause: error }) };
}

/** Whether a smaller prompt may help. */
export function isOverflow(error: EnhancedCodeError | undefined): error is EnhancedCodeError {
  return error?.class === 'context_overflow';
}
