import { defineErrors } from '@enhanced-code/errors';

const file = {
  type: 'object',
  properties: { path: { type: 'string', description: 'Path of the text, as given' } },
  required: ['path'],
} as const;

const overTime = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Path of the text, as given' },
    limitMs: { type: 'number', description: 'The limit in milliseconds' },
  },
  required: ['path', 'limitMs'],
} as const;

const tooLarge = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Path of the text, as given' },
    length: { type: 'integer', description: 'Length of the text in UTF-16 code units' },
    limit: { type: 'integer', description: 'The limit in UTF-16 code units' },
  },
  required: ['path', 'length', 'limit'],
} as const;

const grammar = {
  type: 'object',
  properties: { grammar: { type: 'string', description: 'Name of the grammar' } },
  required: ['grammar'],
} as const;

const common = {
  severity: 'error',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 422,
} as const;

/**
 * Errors of this package. Only `EC_SYNTAX_DISPOSED` and `EC_SYNTAX_EDIT_RANGE` are thrown; the others
 * accompany a report whose status is `unknown`.
 */
export const syntaxErrors = defineErrors('syntax', {
  EC_SYNTAX_TIMEOUT: {
    ...common,
    class: 'timeout.total',
    message: 'Parsing {path} took longer than {limitMs} ms',
    hint: 'Raise timeLimitMs, or review the file by hand; it counts as not checked.',
    exitCode: 8,
    details: overTime,
  },
  EC_SYNTAX_TOO_LARGE: {
    ...common,
    class: 'limit',
    message: '{path} has {length} code units, more than the limit of {limit}',
    hint: 'Raise maxLength, or leave generated files out of the check.',
    exitCode: 8,
    httpStatus: 413,
    details: tooLarge,
  },
  EC_SYNTAX_BINARY: {
    ...common,
    class: 'unsupported',
    message: '{path} holds NUL characters, so it is not text',
    hint: 'Check text files only.',
    exitCode: 2,
    httpStatus: 415,
    details: file,
  },
  EC_SYNTAX_GRAMMAR: {
    ...common,
    class: 'not_found',
    message: 'The grammar {grammar} could not be loaded',
    hint: 'Reinstall the package that carries the grammars, or see why in the cause of this error.',
    httpStatus: 500,
    details: grammar,
  },
  EC_SYNTAX_PARSER: {
    ...common,
    class: 'internal',
    message: 'The parser gave up on {path}',
    hint: 'The file counts as not checked; the cause of this error says what the parser said.',
    httpStatus: 500,
    details: file,
  },
  EC_SYNTAX_DISPOSED: {
    ...common,
    class: 'invalid_request',
    message: 'This object was disposed and answers no more questions',
    hint: 'Create a new one with createSyntax().',
    httpStatus: 500,
  },
  EC_SYNTAX_EDIT_RANGE: {
    ...common,
    class: 'invalid_request',
    message: 'The edit from {start} to {end} does not lie in a text of {length} code units',
    hint: 'Give offsets in UTF-16 code units of the present text, start before end.',
    exitCode: 2,
    httpStatus: 400,
    details: {
      type: 'object',
      properties: {
        start: { type: 'number', description: 'First code unit to be replaced' },
        end: { type: 'number', description: 'First code unit that stays' },
        length: { type: 'integer', description: 'Length of the text' },
      },
      required: ['start', 'end', 'length'],
    },
  },
});
