import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRetryAfter } from './index.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

test.each([
  ['milliseconds', { 'retry-after-ms': '1500' }, 1_500],
  ['a fraction of milliseconds', { 'retry-after-ms': '0.5' }, 0.5],
  ['seconds', { 'retry-after': '2' }, 2_000],
  ['a fraction of seconds', { 'retry-after': ' 0.25 ' }, 250],
  ['zero', { 'retry-after': '0' }, 0],
  ['a date', { 'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT' }, 90_000],
  ['an obsolete form of date', { 'retry-after': 'Sunday, 22-Nov-26 10:01:30 GMT' }, 90_000],
  ['the form of date without a zone', { 'retry-after': 'Sun Nov 22 10:01:30 2026' }, 90_000],
  ['that form with a short day', { 'retry-after': 'Tue Dec  1 10:00:00 2026' }, 9 * 86_400_000],
  ['a date with another zone behind', { 'retry-after': 'Sun, 22 Nov 2026 10:01:30 GMT+0200' }, undefined],
  ['a day without a time', { 'retry-after': 'Sun Nov 22 2026' }, undefined],
  ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 09:00:00 GMT' }, 0],
  ['both, the exact one first', { 'retry-after-ms': '10', 'retry-after': '2' }, 10],
  ['milliseconds that cannot be read', { 'retry-after-ms': 'soon', 'retry-after': '2' }, 2_000],
  ['a list', { 'retry-after': ['3', '4'] }, 3_000],
  ['nothing', {}, undefined],
  ['an empty text', { 'retry-after': '' }, undefined],
  ['a negative number', { 'retry-after': '-1' }, undefined],
  ['a number with more', { 'retry-after': '12x' }, undefined],
  ['a number after more', { 'retry-after': 'x12' }, undefined],
  ['a word', { 'retry-after': 'tomorrow' }, undefined],
  ['a word with a zone', { 'retry-after': 'Never at all GMT' }, undefined],
  ['a date without a zone', { 'retry-after': '2026-11-22' }, undefined],
  ['a date with text before it', { 'retry-after': 'on Sun, 22 Nov 2026 10:01:30 GMT' }, undefined],
])('%s is read', (_what, headers, expected) => {
  expect(parseRetryAfter(headers, now)).toBe(expected);
});

test('headers of fetch are read too', () => {
  expect(parseRetryAfter(new Headers({ 'Retry-After': '7' }), now)).toBe(7_000);
  expect(parseRetryAfter(new Headers(), now)).toBeUndefined();
});

test('whatever a header holds, the wait is undefined or a number from 0', () => {
  const values = fc.oneof(
    fc.string(),
    fc.date({ noInvalidDate: false }).map(String),
    fc.double().map(String),
  );
  fc.assert(
    fc.property(values, (value) => {
      const wait = parseRetryAfter({ 'retry-after': value }, now);
      expect(wait === undefined || wait >= 0).toBe(true);
    }),
  );
});
