import { describe, expect, it } from 'vitest';
import { LineIndex } from './line-index.ts';
import { toSourceLines } from './source-lines.ts';

const times = (count: number, ...texts: readonly string[]): string[] =>
  Array.from({ length: count }, () => texts).flat();

const indexOf = (
  held: readonly string[],
  wanted: readonly string[],
  level: 'exact' | 'indentation' = 'exact',
) => LineIndex.of(toSourceLines(held.map((line) => `${line}\n`).join('')), level, wanted);

/** The places of a run of lines, as every place tried one after the other shows them. */
function expectedPlaces(held: readonly string[], wanted: readonly string[]): number[] {
  return [...held.keys()].filter(
    (start) => start + wanted.length <= held.length && wanted.every((line, at) => held[start + at] === line),
  );
}

describe('a run of lines', () => {
  it.each([
    ['none', ['a'], []],
    ['more than the file has', ['a', 'b'], ['a', 'b', 'a']],
    ['one that goes on behind the end', ['b', 'a'], ['a', 'b']],
    ['one that begins before the beginning', ['b', 'c'], ['a', 'b']],
    ['one of which nothing is there', ['a', 'b'], ['x', 'y']],
    ['one with a line that is not there', ['a', 'b', 'c'], ['a', 'x', 'c']],
    ['one that stands twice', ['a', 'b', 'c', 'a', 'b'], ['a', 'b']],
    ['one that overlaps itself', ['a', 'a', 'a'], ['a', 'a']],
    ['one around a rare line', ['a', 'a', 'b', 'a', 'a'], ['a', 'b', 'a']],
  ])('is looked for: %s', (_name, held, wanted) => {
    const index = indexOf(held, wanted);
    expect(index.find(index.patternOf(wanted))).toEqual(
      wanted.length === 0 ? [] : expectedPlaces(held, wanted),
    );
  });

  // Each has so many equal lines that they are searched in one pass.
  it.each([
    ['equal lines', times(2_400, 'a'), times(1_200, 'a')],
    [
      'equal lines that end in another',
      [...times(1_500, 'a'), 'b', ...times(1_500, 'a'), 'b'],
      [...times(1_400, 'a'), 'b', ...times(1_300, 'a')],
    ],
    [
      'a border within a border',
      times(700, 'a', 'a', 'b', 'a', 'a', 'c'),
      [...times(600, 'a', 'a', 'b', 'a', 'a', 'c'), 'a', 'a'],
    ],
    [
      'runs that break off late',
      [...times(600, 'a', 'b'), 'a', ...times(1_700, 'a', 'b')],
      [...times(700, 'a', 'b'), 'a'],
    ],
    [
      'runs that break off and begin again at once',
      times(60, ...times(40, 'a', 'a', 'b'), 'a'),
      [...times(20, ...times(40, 'a', 'a', 'b'), 'a'), 'a', 'a'],
    ],
    ['runs of which none is whole', times(60, ...times(30, 'a', 'a', 'b'), 'c'), times(500, 'a', 'a', 'b')],
    ['runs behind one line too many', ['a', ...times(1_000, 'a', 'a', 'b')], times(700, 'a', 'a', 'b')],
    [
      'runs behind a line that is not their first',
      ['x', 'b', ...times(1_300, 'a', 'b')],
      times(1_000, 'a', 'b'),
    ],
    [
      'runs behind one that breaks off where the next could begin',
      [
        ...times(1, 'a', 'a', 'b', 'a', 'a', 'c', 'b', 'a', 'a', 'c'),
        ...times(700, 'a', 'a', 'b', 'a', 'a', 'c'),
      ],
      times(600, 'a', 'a', 'b', 'a', 'a', 'c'),
    ],
    [
      'lines among others',
      times(1_100, 'a', 'a', 'x', 'a', 'a', 'a'),
      times(400, 'a', 'a', 'x', 'a', 'a', 'a'),
    ],
  ])('is found in every place in one pass: %s', (_name, held, wanted) => {
    const index = indexOf(held, wanted);
    expect(index.find(index.patternOf(wanted))).toEqual(expectedPlaces(held, wanted));
  });

  it('is not taken for one whose lines nobody asked for', () => {
    const index = indexOf(['a', 'x', 'b'], ['a', 'b']);
    const pattern = index.patternOf(['a', 'y', 'b']);
    expect(index.find(pattern)).toEqual([]);
    expect(index.agreement(pattern, 0)).toBe(1);
    expect([0, 1, 2].map((at) => index.agreesAt(pattern, at, at))).toEqual([true, false, true]);
    expect([0, 1, 2].map((at) => index.placesOfLine(pattern, at))).toEqual([[0], [], [2]]);
  });

  it('agrees up to the first line that differs', () => {
    const index = indexOf(['a', 'b', 'c', 'a'], ['a', 'b', 'c', 'd']);
    const pattern = index.patternOf(['a', 'b', 'd']);
    expect([-1, 0, 1, 3, 4].map((start) => index.agreement(pattern, start))).toEqual([0, 2, 0, 1, 0]);
    expect(index.agreement(index.patternOf(['a', 'b', 'c', 'a']), 0)).toBe(4);
  });
});

describe('a line with two readings', () => {
  const find = (held: readonly string[], plain: readonly string[], bare: readonly string[]): number[] => {
    const index = indexOf(held, [...plain, ...bare]);
    return index.find(index.patternOf(plain, bare));
  };

  it.each([
    ['either', ['a', 'x', ' a', 'x'], ['a', 'x'], [' a', 'x'], [0, 2]],
    ['either, in the order of the file', [' a', 'a', ' a'], ['a'], [' a'], [0, 1, 2]],
    ['one for each line', [' a', 'b'], ['a', 'b'], [' a', ' b'], [0]],
    ['the same twice', ['a', 'b', 'a'], ['a'], ['a'], [0, 2]],
    ['neither', ['  a'], ['a'], [' a'], []],
  ])('stands where the file has %s', (_name, held, plain, bare, expected) => {
    expect(find(held, plain, bare)).toEqual(expected);
  });

  it('has the places of both, each once', () => {
    const index = indexOf([' a', 'b', 'a'], ['a', ' a', 'b']);
    const pattern = index.patternOf(['a', 'b'], [' a', 'b']);
    expect([0, 1].map((at) => index.placesOfLine(pattern, at))).toEqual([[0, 2], [1]]);
  });

  it('is looked for by the rarest line of both readings', () => {
    const common = times(1_500, 'a');
    const held = ['x', ...common, ...times(1_500, ' a')];
    expect(find(held, ['x', ...common], ['x', ...common])).toEqual([0]);
    expect(find(held, ['x', ...common], ['x', ...times(1_500, ' a')])).toEqual([0]);
  });

  it('is given up where both are so common that the search would not end', () => {
    expect(find(times(1_500, 'a', ' a'), times(800, 'a', 'a'), times(800, 'b', ' a'))).toEqual([]);
    expect(find(times(20, 'a', ' a'), times(8, 'a', 'a'), times(8, 'b', ' a'))).toEqual(
      [...Array(13).keys()].map((at) => at * 2),
    );
    expect(find(times(1_500, 'a'), times(1_400, 'a'), times(1_400, 'b'))).toEqual([]);
  });

  it('is equal as the level says', () => {
    const index = indexOf(['  a ', '\tb'], ['a', 'b'], 'indentation');
    expect(index.find(index.patternOf(['a', 'b']))).toEqual([0]);
  });
});
