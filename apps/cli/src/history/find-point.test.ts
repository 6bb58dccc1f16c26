import type { HistoryEntry } from '@enhanced-code/file-management';
import { expect, test } from 'vitest';
import { changeBehind, findPoint } from './find-point.ts';

const entry = (seq: number, id: string, more: Partial<HistoryEntry> = {}): HistoryEntry => ({
  seq,
  id,
  kind: 'commit',
  at: '2026-01-01T00:00:00.000Z',
  files: [],
  folders: [],
  state: 'live',
  collected: false,
  ...more,
});
const history = [
  entry(1, 'tx_abc'),
  entry(2, 'tx_abd'),
  entry(3, 'tx_u', { kind: 'undo', of: 'tx_abd' }),
  entry(4, 'tx_r', { kind: 'redo', of: 'tx_u' }),
  entry(5, '2'),
];
const idOf = (point: string) => findPoint(history, point, '/folder').id;

test.each([
  ['an id', 'tx_abd', 'tx_abd'],
  ['a number', '1', 'tx_abc'],
  ['the start of one id', 'tx_r', 'tx_r'],
  ['an id that is also the start of nothing else', 'tx_u', 'tx_u'],
  ['what is a number before what is the start of an id', '2', 'tx_abd'],
])('%s names a point', (_name, point, id) => {
  expect(idOf(point)).toBe(id);
});

test.each(['', 'x', '0', '6', 'tx_abcd', '01', '1.0', ' 1'])('"%s" names none', (point) => {
  expect(() => idOf(point)).toThrow(expect.objectContaining({ code: 'EC_CLI_POINT_UNKNOWN' }));
});

test('the start of several ids names them all in the error', () => {
  expect(() => idOf('tx_ab')).toThrow(
    expect.objectContaining({
      code: 'EC_CLI_POINT_AMBIGUOUS',
      details: { point: 'tx_ab', ids: ['tx_abc', 'tx_abd'] },
    }),
  );
});

test('an undo and a redo stand for the change that they are about', () => {
  const behind = (id: string) => changeBehind(history, findPoint(history, id, '')).id;
  expect([behind('tx_u'), behind('tx_r'), behind('tx_abc')]).toEqual(['tx_abd', 'tx_abd', 'tx_abc']);
});

test('an undo whose change is no longer in the history stands for itself', () => {
  const lone = entry(1, 'tx_u', { kind: 'undo', of: 'gone' });
  expect(changeBehind([lone], lone)).toBe(lone);
});
