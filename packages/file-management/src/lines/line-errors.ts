import { defineErrors } from '@enhanced-code/errors';

/** Errors of taking change blocks over into a text. */
export const lineErrors = defineErrors('lines', {
  EC_LINES_UNKNOWN_BLOCK: {
    severity: 'error',
    class: 'invalid_request',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 2,
    httpStatus: 400,
    message: 'No change block has the id {id}.',
    hint: 'Take the ids from the blocks of the same comparison.',
    details: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  },
  EC_LINES_STALE_BLOCK: {
    severity: 'error',
    class: 'conflict',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 7,
    httpStatus: 409,
    message: 'Change block {id} does not fit the text at line {line}.',
    hint: 'Compare the present text again and take the blocks of that comparison.',
    details: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        line: { type: 'integer', description: 'Where the block should start, counted from 1.' },
      },
      required: ['id', 'line'],
    },
  },
});
