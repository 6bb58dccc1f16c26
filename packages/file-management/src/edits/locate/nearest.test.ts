import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';
import type { HunkLine } from '../edit-set.ts';
import { HunkSearch } from './hunk-search.ts';
import { findNearest } from './nearest.ts';
import { toSourceLines } from './source-lines.ts';

/** A file of `#` with some lines put at 1-based places. */
function held(total: number, placed: Readonly<Record<number, string>>): string {
  return lines(...Array.from({ length: total }, (_, at) => placed[at + 1] ?? '#'));
}

/** One text at every `step`th line. */
function every(step: number, count: number, text: string): Record<number, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [(at + 1) * step, text]));
}

/** What the refusal of a block, or of a diff with a line number, says about lines that are not in a file. */
function resemblance(text: string, wanted: readonly string[], number?: number) {
  const refusals =
    number === undefined
      ? apply('search-replace', block(wanted.join('\n'), 'new'), { 'a.txt': text }).plan.refusals
      : apply('unified-diff', numbered(wanted, number), { 'a.txt': text }).plan.refusals;
  expect(refusals.map(({ code }) => code)).toEqual(['EC_EDIT_NO_MATCH']);
  const [refusal] = refusals;
  return {
    nearest: refusal?.nearest.map(({ line, matching, total }) => [line, matching, total]),
    firstDivergence: refusal?.firstDivergence,
  };
}

function numbered(wanted: readonly string[], number: number): string {
  const counts = `-${number},${wanted.length} +${number},1`;
  return diff(`@@ ${counts} @@`, ...wanted.map((line) => `-${line}`), '+new');
}

const firstLines = (text: string, wanted: readonly string[], number?: number) =>
  resemblance(text, wanted, number).nearest?.map(([line]) => line);

const fruit = ['red apple', 'green pear', 'blue plum', 'yellow lemon', 'purple fig', 'orange melon'];
const [apple = '', pear = '', plum = '', lemon = '', fig = '', melon = ''] = fruit;

describe('the nearest of several places', () => {
  it.each([
    [
      'has more of the lines',
      { 10: apple, 30: apple, 31: pear },
      [apple, pear, 'gone'],
      [
        [30, 2, 3],
        [10, 1, 3],
      ],
    ],
    [
      'has a line that is rare rather than one that is more alike besides',
      { 10: apple, 31: pear, 32: 'blue plums', 50: pear, 70: pear },
      [apple, pear, 'blue plum!'],
      [
        [10, 1, 3],
        [30, 1, 3],
        [49, 1, 3],
      ],
    ],
    [
      'has lines that are more alike where as many agree',
      { 10: apple, 30: apple, 31: 'blue plums' },
      [apple, 'blue plum!'],
      [
        [30, 1, 2],
        [10, 1, 2],
      ],
    ],
    [
      'is the first where nothing else speaks for one',
      every(20, 4, apple),
      [apple, 'gone'],
      [
        [20, 1, 2],
        [40, 1, 2],
        [60, 1, 2],
      ],
    ],
    [
      'is told apart from one that is thirteen lines away',
      { 10: apple, 23: apple },
      [apple, 'gone'],
      [
        [10, 1, 2],
        [23, 1, 2],
      ],
    ],
    ['is one with what is twelve lines away', { 10: apple, 22: apple }, [apple, 'gone'], [[10, 1, 2]]],
    ['is the beginning if that is where it lies', { 1: apple, 8: pear }, [apple, 'gone', plum], [[1, 1, 3]]],
    ['is the beginning if it would lie before it', { 1: pear, 40: '?' }, [apple, pear], [[1, 0, 2]]],
  ])('%s', (_name, placed, wanted, expected) => {
    expect(resemblance(held(99, placed), wanted).nearest).toEqual(expected);
  });

  it.each([
    ['where as much agrees', every(20, 4, apple), [apple, 'gone'], 60, [60, 20, 40]],
    ['but not against more lines', { 20: apple, 21: pear, 60: apple }, [apple, pear, 'gone'], 60, [20, 60]],
    ['only if it is exact', every(20, 4, apple), [apple, 'gone'], 61, [20, 40, 60]],
  ])('is the one that the line number names, %s', (_name, placed, wanted, number, expected) => {
    expect(firstLines(held(99, placed), wanted, number)).toEqual(expected);
  });

  it('is looked for by lines that stand in forty places at most', () => {
    const wanted = [apple, '!'.repeat(30)];
    expect(firstLines(held(900, every(20, 40, apple)), wanted)).toEqual([20, 40, 60]);
    expect(firstLines(held(900, every(20, 41, apple)), wanted)).toEqual([]);
  });

  it('is not looked for by blank lines', () => {
    for (const blank of ['', '  ']) {
      expect(resemblance(lines('#', blank, '#'), ['@@@@', blank, '%%%%'])).toEqual({
        nearest: [],
        firstDivergence: undefined,
      });
    }
  });

  it('is one of the thirty that agree most', () => {
    const text = held(900, every(20, 40, apple));
    expect(firstLines(text, [apple, 'gone'], 600)).toEqual([600, 20, 40]);
    expect(firstLines(text, [apple, 'gone'], 620)).toEqual([20, 40, 60]);
  });

  it.each([
    ['that has two of the lines', { ...every(20, 35, apple), 701: pear }, [apple, pear, 'gone'], 700],
    ['that has a rare line', { ...every(20, 35, apple), 712: pear }, [apple, 'gone', pear], 710],
    [
      'that has more of the rare lines',
      { ...every(20, 35, apple), ...every(21, 34, pear), 800: fig },
      [apple, fig],
      799,
    ],
  ])('is not lost among many: one %s', (_name, placed, wanted, expected) => {
    expect(firstLines(held(900, placed), wanted)?.[0]).toBe(expected);
  });

  it('is nothing where nothing is alike', () => {
    const wanted: HunkLine[] = [{ op: 'keep', text: '@@' }];
    const search = HunkSearch.for(toSourceLines('#\n'), [{ lines: wanted, hint: {} }]);
    expect(findNearest(search, wanted)).toStrictEqual({ nearest: [] });
  });
});

describe('lines between those that were meant', () => {
  const apart = (before: number, between: number): Record<number, string> =>
    Object.fromEntries(fruit.map((line, at) => [at < before ? 10 + at : 10 + at + between, line]));

  it.each([
    ['a few', 2, 3, [[10, 2, 6]], { line: 12, expected: plum, found: '#' }],
    ['twelve', 2, 12, [[10, 2, 6]], { line: 12, expected: plum, found: '#' }],
    [
      'thirteen, which are too many',
      2,
      13,
      [
        [23, 4, 6],
        [10, 2, 6],
      ],
      { line: 23, expected: apple, found: '#' },
    ],
    ['some behind one line only', 1, 3, [[13, 5, 6]], { line: 13, expected: apple, found: '#' }],
    ['some before one line only', 5, 3, [[10, 5, 6]], { line: 15, expected: melon, found: '#' }],
  ])('leave the place where they begin: %s', (_name, before, between, nearest, firstDivergence) => {
    expect(resemblance(held(60, apart(before, between)), fruit)).toStrictEqual({ nearest, firstDivergence });
  });

  it('do not hand the place to another with a longer beginning', () => {
    const placed = { 10: apple, 12: plum, 13: lemon, 14: fig, 15: melon, 17: apple, 18: pear };
    expect(resemblance(held(60, placed), fruit)).toStrictEqual({
      nearest: [[10, 5, 6]],
      firstDivergence: { line: 11, expected: pear, found: '#' },
    });
  });
});

describe('the first line that differs', () => {
  it.each([
    ['the first', lines('#', pear, plum), [apple, pear, plum], { line: 1, expected: apple, found: '#' }],
    ['the last', lines(apple, pear, '#'), [apple, pear, plum], { line: 3, expected: plum, found: '#' }],
    [
      'one behind the end of the file',
      lines('#', apple, pear),
      [apple, pear, plum],
      { line: 4, expected: plum },
    ],
    [
      'one before its beginning',
      lines(pear, plum),
      [apple, pear, plum],
      { line: 1, expected: apple, found: pear },
    ],
    [
      'one behind others that differ in their indentation',
      lines(`  ${apple} `, pear, '#'),
      [apple, pear, plum],
      { line: 3, expected: plum, found: '#' },
    ],
  ])('is %s', (_name, text, wanted, expected) => {
    expect(resemblance(text, wanted).firstDivergence).toStrictEqual(expected);
  });

  it('is looked for in 400 lines', () => {
    const file = filler(500);
    expect(resemblance(lines(...file), [...file.slice(0, 399), 'gone'])).toStrictEqual({
      nearest: [[1, 399, 400]],
      firstDivergence: { line: 400, expected: 'gone', found: 'line number 399' },
    });
    expect(resemblance(lines(...file), [...file.slice(0, 400), 'gone'])).toStrictEqual({
      nearest: [[1, 400, 401]],
      firstDivergence: undefined,
    });
  });

  it.each([
    [
      'a line that goes',
      [' a()', '-    b()', '+    B()', ' c()'],
      ['a()', '   b()', 'c()'],
      { line: 2, expected: '    b()', found: '   b()' },
    ],
    [
      'context, read with its prefix',
      ['  a()', '-    b()', '+    B()', ' c()'],
      ['  a()', '   b()', 'c()'],
      { line: 1, expected: ' a()', found: '  a()' },
    ],
  ])('is one of another indentation where all else agrees: %s', (_name, body, file, expected) => {
    const { plan } = apply('unified-diff', diff('@@ -1,3 +1,3 @@', ...body), { 'a.txt': lines(...file) });
    expect(plan.refusals).toMatchObject([{ code: 'EC_EDIT_INDENTATION', firstDivergence: expected }]);
  });
});
