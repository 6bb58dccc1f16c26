import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { renderError } from './index.ts';

const attempts = [
  { target: 'openai/a', class: 'overloaded', latencyMs: 12.4 },
  {
    target: 'anthropic/b',
    class: 'rate_limit',
    code: 'EC_DEMO_BUSY',
    latencyMs: 3,
    usage: { inputTokens: 5, outputTokens: 1 },
  },
] as const;

test('an error shows what happened, the fix, where to read more, causes and attempts', () => {
  const cause = new TypeError('secret', { cause: demoErrors.create('EC_DEMO_DENIED', {}) });
  const errors = [Object.assign(new Error('secret'), { code: 'ECONNRESET', status: 503 })];
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' }, { cause, errors, attempts });
  expect(renderError(error)).toBe(`error[EC_DEMO_LOST]: No file at a.ts.
  fix:    Check the path a.ts.
  docs:   docs/errors/EC_DEMO_LOST.md
  more:   enhanced-code explain EC_DEMO_LOST
  cause:  TypeError
  cause:  EC_DEMO_DENIED: The key was refused.
  cause:  Error (ECONNRESET, 503)
  tried:  1. openai/a overloaded 12 ms
  tried:  2. anthropic/b EC_DEMO_BUSY 3 ms, 5 + 1 tokens`);
});

test('on demand it shows class, details and stack as well', () => {
  const options = { retryAfterMs: 20, origin: 'api' };
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts', line: 2 }, options);
  const lines = renderError(error, { verbose: true }).split('\n');
  expect(lines.slice(4, 8)).toEqual([
    '  class:  not_found, not retryable, replay safe',
    '  origin: api',
    '  detail: path = "a.ts"',
    '  detail: line = 2',
  ]);
  expect(lines[8]).toMatch(/^ {4}at .*render\.test\.ts/);
  expect(renderError(error)).not.toContain('render.test.ts');
  const busy = demoErrors.create('EC_DEMO_BUSY', {}, options);
  expect(renderError(busy, { verbose: true })).toContain('rate_limit, retryable after 20 ms, replay safe');
  expect(renderError(demoErrors.create('EC_DEMO_BUSY', {}), { verbose: true })).toContain(
    'rate_limit, retryable, replay',
  );
});

test('colours are used only on demand, by severity', () => {
  const lost = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' });
  expect(renderError(lost)).not.toContain('\x1b');
  const painted = renderError(lost, { color: true });
  expect(painted).toContain('\x1b[31merror[EC_DEMO_LOST]\x1b[0m: No file');
  expect(painted).toContain('\x1b[2mfix:    \x1b[0mCheck');
  const busy = renderError(demoErrors.create('EC_DEMO_BUSY', {}), { color: true });
  expect(busy).toContain('\x1b[33mwarning[EC_DEMO_BUSY]\x1b[0m');
});

test('long texts wrap between words under their own column', () => {
  const path = 'word '.repeat(20).trim();
  const error = demoErrors.create('EC_DEMO_LOST', { path });
  const lines = renderError(error, { width: 50 }).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    'error[EC_DEMO_LOST]: No file at word word word',
    '  word word word word word word word word word',
    '  word word word word word word word word.',
    '  fix:    Check the path word word word word word',
    '          word word word word word word word word',
    '          word word word word word word word.',
  ]);
});

test('no line is longer than the width, unless a word is', () => {
  const words = fc.array(fc.string({ unit: 'grapheme-ascii', maxLength: 12 }), { maxLength: 30 });
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 120 }), (parts, width) => {
      const error = demoErrors.create('EC_DEMO_LOST', { path: parts.join(' ') });
      const lines = renderError(error, { width }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(40, width));
    }),
    { numRuns: 100 },
  );
});

test('a detail cannot write to the terminal', () => {
  const path = 'a\x1b[2J\u202e\u2028b\r\nc\x07';
  const text = renderError(demoErrors.create('EC_DEMO_LOST', { path }, { origin: path }), { verbose: true });
  expect(text.split('\n').slice(0, 8).join('')).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
  expect(text).toContain('No file at a [2J b c .');
});

test('an error without a hint has no fix, and something foreign is shown as unexpected', () => {
  const clone = structuredClone(demoErrors.create('EC_DEMO_BUSY', {}));
  expect(renderError(clone)).not.toContain('fix:');
  expect(renderError('secret')).toContain('fatal[EC_ERRORS_UNEXPECTED]: Something failed');
  expect(renderError('secret', { docsBase: 'https://x.org' })).toContain(
    'https://x.org/EC_ERRORS_UNEXPECTED',
  );
});

test('a circle of causes is shown once around at most', () => {
  const error = demoErrors.create('EC_DEMO_BUSY', {});
  Object.assign(error, { cause: error });
  expect(renderError(error).split('cause:').length - 1).toBeLessThanOrEqual(17);
  const many = demoErrors.create('EC_DEMO_BUSY', {}, { errors: Array.from({ length: 100 }, () => 'x') });
  expect(renderError(many).split('cause:').length - 1).toBe(16);
});

test.each([
  [undefined, false],
  ['', false],
  ['express:*', false],
  ['enhanced-code', true],
  ['*', true],
  ['express:*,enhanced-code', true],
  ['express:* EC_DEMO_LOST', true],
  ['EC_DEMO_*', true],
  ['EC_DEMO', false],
  ['EC_OTHER_*', false],
  ['DEMO', false],
  ['*,-EC_DEMO_*', false],
  ['-EC_DEMO_LOST enhanced-code', false],
  ['enhanced-code,-EC_OTHER_*', true],
  ['EC_DEMO_LOS.', false],
  ['(', false],
])('DEBUG=%s shows more of EC_DEMO_LOST: %s', (debug, shown) => {
  const text = renderError(demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' }), { debug });
  expect(/class: .*\n.*detail:/.test(text)).toBe(shown);
  expect(/\n {4}at /.test(text)).toBe(shown);
});

test('what is asked for outright counts more than DEBUG', () => {
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' });
  expect(renderError(error, { debug: '*', verbose: false })).not.toContain('class:');
  expect(renderError(error, { debug: '', verbose: true })).toContain('class:');
});
