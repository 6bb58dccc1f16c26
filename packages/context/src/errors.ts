import { defineErrors } from '@enhanced-code/errors';

/** Every error that choosing or searching context can raise. */
export const contextErrors = defineErrors('context', {
  EC_CONTEXT_BUDGET_INVALID: {
    severity: 'error',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 400,
    message: 'The token budget {budgetTokens} is not a whole number of at least 1.',
    hint: 'Pass a budget of whole tokens, such as 8000.',
    details: {
      type: 'object',
      properties: { budgetTokens: { type: 'string', description: 'The budget as it was given.' } },
      required: ['budgetTokens'],
    },
  },
  EC_CONTEXT_COST_INVALID: {
    severity: 'error',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 400,
    message: 'The cost function answered {cost} for {path}.',
    hint: 'Return a finite number of tokens that is not negative, without a promise.',
    details: {
      type: 'object',
      properties: { cost: { type: 'string' }, path: { type: 'string' } },
      required: ['cost', 'path'],
    },
  },
  EC_CONTEXT_SOURCE_FAILED: {
    severity: 'error',
    class: 'io',
    retryable: true,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 500,
    message: 'The files could not be listed.',
    hint: 'Check that the folder exists and can be read, then ask again.',
  },
  EC_CONTEXT_PATTERN_INVALID: {
    severity: 'error',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 400,
    message: 'The search pattern cannot be used: {reason}.',
    hint: 'Correct the regular expression, or search for the text literally.',
    details: {
      type: 'object',
      properties: { reason: { type: 'string', enum: ['empty', 'too long', 'not a regular expression'] } },
      required: ['reason'],
    },
  },
  EC_CONTEXT_PATTERN_SLOW: {
    severity: 'error',
    class: 'limit',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 8,
    httpStatus: 400,
    message: 'The search pattern took longer than the {timeoutMs} ms that were left to it.',
    hint: 'Use a pattern without nested repetition, or search for the text literally.',
    details: {
      type: 'object',
      properties: { timeoutMs: { type: 'integer', description: 'The limit in milliseconds.' } },
      required: ['timeoutMs'],
    },
  },
  EC_CONTEXT_ABORTED: {
    severity: 'error',
    class: 'aborted',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 130,
    httpStatus: 499,
    message: 'The selection was cancelled.',
    hint: 'Ask again; what was indexed until then is kept.',
  },
  EC_CONTEXT_DISPOSED: {
    severity: 'error',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 500,
    message: 'This index was disposed of.',
    hint: 'Make a new one with createContext.',
  },
});

/** Throws when the work was cancelled. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) {
    throw contextErrors.create('EC_CONTEXT_ABORTED', {}, { cause: signal.reason });
  }
}
