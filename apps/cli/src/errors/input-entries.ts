import { usage } from './usage.ts';

/** Errors of what a call names: files to read, points of the history. */
export const inputEntries = {
  EC_CLI_INPUT_UNREADABLE: {
    ...usage,
    class: 'io',
    message: '{source} cannot be read: {reason}.',
    hint: 'Name a file that you may read, or - to read from stdin.',
    details: {
      type: 'object',
      properties: { source: { type: 'string' }, reason: { type: 'string' } },
      required: ['source', 'reason'],
    },
  },
  EC_CLI_INPUT_EMPTY: {
    ...usage,
    message: '{source} holds nothing but blanks.',
    hint: 'Give the whole reply of the model, or a patch; - reads it from stdin.',
    details: { type: 'object', properties: { source: { type: 'string' } }, required: ['source'] },
  },
  EC_CLI_INPUT_NOT_TEXT: {
    ...usage,
    message: '{source} is not text: {reason}.',
    hint: 'Save it as UTF-8, or as UTF-16 with a byte order mark.',
    details: {
      type: 'object',
      properties: { source: { type: 'string' }, reason: { type: 'string' } },
      required: ['source', 'reason'],
    },
  },
  EC_CLI_INPUT_TOO_LARGE: {
    ...usage,
    class: 'limit',
    httpStatus: 413,
    message: '{source} holds more than {limit} bytes.',
    hint: 'Split it into parts that can be applied one after the other.',
    details: {
      type: 'object',
      properties: { source: { type: 'string' }, limit: { type: 'integer' } },
      required: ['source', 'limit'],
    },
  },
  EC_CLI_POINT_UNKNOWN: {
    ...usage,
    class: 'not_found',
    httpStatus: 404,
    message: 'The history of {folder} has no change or checkpoint "{point}".',
    hint: 'Run `enhanced-code history` for the numbers and ids there are; the start of an id is enough.',
    details: {
      type: 'object',
      properties: { point: { type: 'string' }, folder: { type: 'string' } },
      required: ['point', 'folder'],
    },
  },
  EC_CLI_HISTORY_EMPTY: {
    ...usage,
    class: 'not_found',
    httpStatus: 404,
    message: 'The history of {folder} is empty.',
    hint: 'Changes made with `enhanced-code edit` and `enhanced-code apply` stand there; --folder names another folder.',
    details: { type: 'object', properties: { folder: { type: 'string' } }, required: ['folder'] },
  },
  EC_CLI_POINT_AMBIGUOUS: {
    ...usage,
    message: 'More than one change or checkpoint starts with "{point}": {ids}.',
    hint: 'Give more of the id, or its number in `enhanced-code history`.',
    details: {
      type: 'object',
      properties: { point: { type: 'string' }, ids: { type: 'array', items: { type: 'string' } } },
      required: ['point', 'ids'],
    },
  },
} as const;
