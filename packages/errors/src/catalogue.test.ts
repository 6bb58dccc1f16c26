import { expect, test } from 'vitest';
import { defineErrors, isEnhancedCodeError } from './index.ts';

const errors = defineErrors('demo', {
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
});

test('an error says what happened and what to do next', () => {
  const error = errors.create('EC_DEMO_LOST', { path: 'a.ts' }, { unsafe: 'secret' });
  expect(error.message).toBe('No file at a.ts.');
  expect(errors.create('EC_DEMO_LOST', { path: 'a.ts', line: 3 }).message).toBe('No file at a.ts, line 3.');
  expect(error.hint).toBe('Check the path a.ts.');
  expect(isEnhancedCodeError(error)).toBe(true);
  expect(errors.is(error, 'EC_DEMO_LOST')).toBe(true);
  expect(JSON.stringify(error)).not.toContain('secret');
});
