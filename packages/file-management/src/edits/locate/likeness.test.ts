import { describe, expect, it } from 'vitest';
import { likeness, likeStarts } from './likeness.ts';
import { toSourceLines } from './source-lines.ts';

describe('how much of two lines is the same from either end', () => {
  it.each([
    ['a line and itself', 'abc', 'abc', 1],
    ['lines that differ in blanks around them', '  abc', 'abc \t', 1],
    ['two blank lines', '', '  ', 1],
    ['a line and none', 'abc', undefined, 0],
    ['a line and a blank one', 'abc', '', 0],
    ['nothing in common', 'abc', 'xyz', 0],
    ['an equal begin', 'abcd', 'abxy', 0.45],
    ['an equal end', 'abcd', 'xycd', 0.45],
    ['both ends', 'abXcd', 'abYcd', 0.72],
    ['ends of several characters', 'one(first) {', 'one(second) {', (0.9 * 7) / 13],
    ['a longer line', 'abc', 'abcdef', 0.45],
    ['a shorter line', 'abcdef', 'def', 0.45],
    ['a run that one has longer', 'aa', 'aaa', 0.6],
    ['a run that the other has longer', 'aaaa', 'aa', 0.45],
    ['an inserted middle', 'abcd', 'abXXXXcd', 0.45],
    ['an equal middle alone', 'XabcY', 'YabcX', 0],
  ])('%s', (_name, left, right, expected) => {
    expect(likeness(left, right)).toBeCloseTo(expected, 10);
  });

  it('looks at no more than 300 characters', () => {
    const same = 'x'.repeat(300);
    expect(likeness(`${same}one`, `  ${same}two`)).toBe(1);
    expect(likeness(`${same}one`, same)).toBe(1);
    expect(likeness(same, `${same}one`)).toBe(1);
    expect(likeness(`${same.slice(1)}one`, `${same.slice(1)}two`)).toBeCloseTo(0.9 * (299 / 300), 10);
  });
});

describe('where lines may have stood of which none is there', () => {
  const starts = (held: readonly string[], wanted: readonly string[]): number[] =>
    likeStarts(
      toSourceLines(held.map((line) => `${line}\n`).join('')),
      wanted.map((text) => ({ op: 'keep', text })),
    );

  it.each([
    ['where the longest resembles one', ['x', 'const one = 1;'], ['const two = 1;'], [1]],
    ['counted back to the first line', ['x', 'y', 'const one = 1;'], ['{', 'const two = 1;', '}'], [1]],
    ['before the beginning of the file', ['const one = 1;'], ['{', 'const two = 1;'], [-1]],
    ['by the first of two that are as long', ['bbbbbX', 'aaaaaX'], ['aaaaaa', 'bbbbbb'], [1]],
    ['by the longest without its blanks', ['abcdeX'], ['abcdef', '            X'], [0]],
    [
      'at the best three, the most alike first',
      ['abcde...', 'abcdef..', 'abcdefgX', 'abcdef??'],
      ['abcdefgh'],
      [2, 1, 3],
    ],
    ['where just enough is the same', ['abcdeXXXX'], ['abcdefghi'], [0]],
    ['nowhere if a little less is', ['abcdXXXXX'], ['abcdefghi'], []],
    ['nowhere if nothing is asked for', ['', 'x'], [], []],
    ['nowhere if only empty and blank lines are', ['', '  ', 'x'], ['', '  '], []],
    ['nowhere if only blank and empty lines are', ['', '  ', 'x'], ['  ', ''], []],
    ['nowhere in an empty file', [], ['abcdef'], []],
  ])('is %s', (_name, held, wanted, expected) => {
    expect(starts(held, wanted)).toEqual(expected);
  });

  it('is not looked for in more than 50,000 lines', () => {
    const held = ['const one = 1;', ...Array.from({ length: 49_999 }, () => '')];
    expect(starts(held, ['const two = 1;'])).toEqual([0]);
    expect(starts([...held, ''], ['const two = 1;'])).toEqual([]);
  });
});
