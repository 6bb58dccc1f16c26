import { describe, expect, it } from 'vitest';
import { toBlockLines } from './block-lines.ts';

/** Lines with the parent and the end that each should have, all 0-based. */
function check(rows: readonly (readonly [line: string, parent: number, end: number])[]): void {
  const { parents, ends } = toBlockLines(rows.map(([line]) => line));
  expect([...parents]).toEqual(rows.map(([, parent]) => parent));
  expect([...ends]).toEqual(rows.map(([, , end]) => end));
}

describe('the nesting of lines by indentation', () => {
  it('is flat for lines of one depth, each ending where the next begins', () => {
    check([
      ['one', -1, 1],
      ['two', -1, 2],
      ['three', -1, 3],
    ]);
  });

  it('ends a block where something else begins no deeper', () => {
    check([
      ['class A:', -1, 4],
      ['  def f:', 0, 3],
      ['    pass', 1, 3],
      ['  def g:', 0, 4],
      ['class B:', -1, 6],
      ['  x', 4, 6],
    ]);
  });

  it('takes what closes a block, or goes on with its head, for a part of it', () => {
    check([
      ['f(', -1, 6],
      ['  a', 0, 3],
      ['] [', -1, 6],
      ['  b', 2, 6],
      [') {', -1, 6],
      ['}', -1, 6],
      ['end', -1, 7],
    ]);
  });

  it('gives blank lines no children and lets them end nothing', () => {
    check([
      ['if a:', -1, 6],
      ['', -1, 6],
      ['  b', 0, 5],
      [' ', 0, 6],
      ['\t', 0, 6],
      ['  c', 0, 6],
      ['d', -1, 7],
    ]);
  });

  it('finds the parent past lines that are deeper', () => {
    check([
      ['  deep', -1, 1],
      [' less', -1, 3],
      ['    deepest', 1, 3],
      ['top', -1, 6],
      ['   a', 3, 5],
      ['  b', 3, 6],
    ]);
  });

  it('has nothing for an empty file', () => {
    check([]);
  });
});
