import { defineErrors } from '../catalogue.ts';

const transient = { severity: 'error', retryable: true, exitCode: 9 } as const;
const unsent = { ...transient, class: 'overloaded', replaySafety: 'safe', httpStatus: 503 } as const;
const timedOut = { ...transient, replaySafety: 'unknown', httpStatus: 504 } as const;
const limit = {
  type: 'object',
  properties: { limitMs: { type: 'number', description: 'how long was waited, in milliseconds' } },
  required: ['limitMs'],
} as const;

/** What the recovery policies raise. */
export const recoveryErrors = defineErrors('recovery', {
  EC_RECOVERY_DEFERRED: {
    ...transient,
    class: 'rate_limit',
    replaySafety: 'safe',
    httpStatus: 503,
    message:
      'The other side asks to wait {waitMs} ms, which is longer than the {capMs} ms that are waited here.',
    hint: 'Resume at {resumeAt}, or use another target until then.',
    details: {
      type: 'object',
      properties: {
        resumeAt: { type: 'string', description: 'the time to resume at, ISO 8601' },
        waitMs: { type: 'number', description: 'the wait that was asked for, in milliseconds' },
        capMs: { type: 'number', description: 'the longest wait that is kept, in milliseconds' },
      },
      required: ['resumeAt', 'waitMs', 'capMs'],
    },
  },
  EC_RECOVERY_CIRCUIT_OPEN: {
    ...unsent,
    message: 'The circuit of {key} is open after too many failures; nothing was sent.',
    hint: 'Wait until {retryAt}, or use another target.',
    details: {
      type: 'object',
      properties: {
        key: { type: 'string', description: 'what the circuit stands for, such as a provider and a model' },
        retryAt: { type: 'string', description: 'when a call is let through again, ISO 8601' },
      },
      required: ['key', 'retryAt'],
    },
  },
  EC_RECOVERY_BULKHEAD_FULL: {
    ...unsent,
    message: 'All {limit} places and {queue} queued places are taken; nothing was sent.',
    hint: 'Send fewer calls at once, or allow more.',
    details: {
      type: 'object',
      properties: {
        limit: { type: 'integer', description: 'calls allowed at once' },
        queue: { type: 'integer', description: 'calls allowed to wait' },
      },
      required: ['limit', 'queue'],
    },
  },
  EC_RECOVERY_TIMEOUT_CONNECT: {
    ...timedOut,
    class: 'timeout.connect',
    message: 'No connection within {limitMs} ms.',
    hint: 'Check address, proxy and network.',
    details: limit,
  },
  EC_RECOVERY_TIMEOUT_HEADER: {
    ...timedOut,
    class: 'timeout.header',
    message: 'No response header within {limitMs} ms.',
    hint: 'Allow more time, or send less at once.',
    details: limit,
  },
  EC_RECOVERY_TIMEOUT_FIRST: {
    ...timedOut,
    class: 'timeout.first',
    message: 'No first event within {limitMs} ms after the response header.',
    hint: 'Allow more time: a model may think before it answers.',
    details: limit,
  },
  EC_RECOVERY_TIMEOUT_IDLE: {
    ...timedOut,
    class: 'timeout.idle',
    message: 'Nothing arrived for {limitMs} ms.',
    hint: 'Try again; allow more time if the other side is known to pause.',
    details: limit,
  },
  EC_RECOVERY_TIMEOUT_TOTAL: {
    ...timedOut,
    class: 'timeout.total',
    message: 'Not finished within {limitMs} ms.',
    hint: 'Allow more time, or split the work.',
    details: limit,
  },
  EC_RECOVERY_BAD_OPTION: {
    severity: 'fatal',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 500,
    message: 'Option {option} of a recovery policy is not {expected}.',
    hint: 'Correct the option where the policy is created.',
    details: {
      type: 'object',
      properties: { option: { type: 'string' }, expected: { type: 'string' } },
      required: ['option', 'expected'],
    },
  },
  EC_RECOVERY_BAD_STATE: {
    severity: 'error',
    class: 'unsupported',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 500,
    message: 'This is not the saved state of circuits that can be read here: {reason}.',
    hint: 'Start without saved state; circuits then begin closed.',
    details: { type: 'object', properties: { reason: { type: 'string' } }, required: ['reason'] },
  },
});
