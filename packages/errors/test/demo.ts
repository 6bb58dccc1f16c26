import { defineErrors } from '../src/index.ts';

/** A small catalogue that tests share: every kind of detail, and every part of a template. */
export const demoErrors = defineErrors('demo', {
  EC_DEMO_LOST: {
    severity: 'error',
    class: 'not_found',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 404,
    message: 'No file at {path}[, line {line}].',
    hint: 'Check the path {path}.',
    details: {
      type: 'object',
      properties: { path: { type: 'string' }, line: { type: 'integer' } },
      required: ['path'],
    },
  },
  EC_DEMO_BUSY: {
    severity: 'warning',
    class: 'rate_limit',
    retryable: true,
    replaySafety: 'safe',
    exitCode: 9,
    httpStatus: 429,
    message: 'Too many calls.',
    hint: 'Wait.',
  },
  EC_DEMO_DENIED: {
    severity: 'error',
    class: 'auth',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 4,
    httpStatus: 401,
    message: 'The key was refused.',
    hint: 'Pass another key.',
  },
  EC_DEMO_SHAPES: {
    severity: 'fatal',
    class: 'internal',
    retryable: false,
    replaySafety: 'unsafe',
    exitCode: 1,
    httpStatus: 500,
    message: 'Shapes [of {names} ][fixed ]{kind} {nested}.',
    hint: 'None.',
    details: {
      type: 'object',
      properties: {
        kind: { type: 'string', enum: ['round', 'square'] },
        names: { type: 'array', items: { type: 'string' } },
        ratio: { type: 'number' },
        open: { type: 'boolean' },
        nested: { type: 'object', properties: { depth: { type: 'integer' } }, required: ['depth'] },
      },
      required: ['kind'],
    },
  },
});
