import { describe, expect, test } from 'vitest';
import { editLines, gitAligns, randomLines, scratchFolder, seeded } from '../../test/line-cases.ts';
import { diffLines } from './diff-lines.ts';
import { gitRegions, roughRoot } from './git-regions.ts';
import { classifyLines, isWorthComparing } from './line-classes.ts';

const lines = (text: string): string[] => [...text].map((letter) => `${letter}\n`);
const shown = (before: string, after: string): string[] =>
  gitRegions(lines(before), lines(after)).map(
    ({ beforeStart, beforeEnd, afterStart, afterEnd }) =>
      `${before.slice(beforeStart, beforeEnd)}@${beforeStart}>${after.slice(afterStart, afterEnd)}@${afterStart}`,
  );

describe('regions as git has them', () => {
  test.each([
    ['nothing changed', 'abc', 'abc', []],
    ['all new', '', 'ab', ['@0>ab@0']],
    ['all gone', 'ab', '', ['ab@0>@0']],
    ['one line in the middle', 'abc', 'axc', ['b@1>x@1']],
    ['a repeated line goes down as far as it can', 'ab', 'aab', ['@1>a@1']],
    ['a choice of places is settled next to a change of the other side', 'aba', 'caba', ['@0>c@0']],
  ])('%s', (_name, before, after, expected) => expect(shown(before, after)).toEqual(expected));

  test.each([
    ['few different lines, so that frequent ones are left out', 400, 3, 30],
    ['many changes of short runs', 1200, 2000, 600],
    ['many changes of long runs', 4000, 400, 350],
  ])('git diff aligns the same: %s', (_name, most, distinct, edits) => {
    using folder = scratchFolder();
    for (const seed of [1, 2, 3]) {
      const random = seeded(seed);
      const before = randomLines(random, most, distinct);
      let after = [...before];
      for (let edit = 0; edit < edits; edit++) after = editLines(random, after, distinct);
      expect(gitAligns(folder.path, before, after, gitRegions(before, after))).toBe(true);
    }
  });

  test('past a number of changes git takes a long run of equal lines, or the furthest point', () => {
    using folder = scratchFolder();
    const random = seeded(11);
    const part = (n: number): string[] => Array.from({ length: n }, () => `${random(40)}\n`);
    const block = part(200);
    const runs: readonly (readonly [string[], string[]])[] = [
      [
        [...part(1500), ...block, ...part(1500)],
        [...part(1500), ...block, ...part(1500)],
      ],
      [part(3000), part(3000)],
      [
        [...block, ...part(1200)],
        [...part(1200), ...block],
      ],
    ];
    for (const [before, after] of runs) {
      const regions = gitRegions(before, after);
      expect(gitAligns(folder.path, before, after, regions)).toBe(true);
      const size = regions.reduce(
        (sum, r) => sum + r.beforeEnd - r.beforeStart + r.afterEnd - r.afterStart,
        0,
      );
      expect(size).toBeGreaterThanOrEqual(diffLines(before, after).changedLines);
    }
  });
});

test.each([
  [0, 1],
  [1, 2],
  [3, 2],
  [4, 4],
  [15, 4],
  [16, 8],
  [10_000, 128],
])('the quick root of %i is %i', (value, root) => expect(roughRoot(value)).toBe(root));

describe('lines that take part', () => {
  const classes = (text: string): Uint8Array => Uint8Array.from(text, Number);

  test('are classified by how often the other side has them', () => {
    const own = Int32Array.of(0, 1, 2, 1);
    const other = Int32Array.of(1, 1, 1, 2);
    expect([...classifyLines(own, other, 3, { from: 0, to: 4 }, 3)]).toEqual([0, 2, 1, 2]);
    expect([...classifyLines(own, other, 3, { from: 1, to: 3 }, 4)]).toEqual([1, 1]);
    expect([...classifyLines(Int32Array.of(0), new Int32Array(1024), 1, { from: 0, to: 1 }, 9999)]).toEqual([
      2,
    ]);
  });

  test.each([
    ['0', 0, false],
    ['1', 0, true],
    ['2', 0, true],
    ['0002', 3, true],
    ['2000', 0, true],
    ['0002000', 3, true],
    ['00200', 2, true],
    ['0020000', 2, true],
    ['00020000', 3, false],
    ['1000020000', 5, false],
    ['0000220000', 4, true],
    ['00000220000', 5, true],
    ['000002200000', 5, false],
    ['01000200', 5, true],
  ])('%s at %i: %s', (text, at, expected) => expect(isWorthComparing(classes(text), at)).toBe(expected));

  test('are judged by at most a hundred lines to either side', () => {
    const far = `${'0'.repeat(150)}2${'2'.repeat(40)}${'0'.repeat(150)}`;
    expect(isWorthComparing(classes(far), 150)).toBe(false);
    const frequent = `${'0'.repeat(150)}${'2'.repeat(60)}${'0'.repeat(300)}`;
    expect(isWorthComparing(classes(frequent), 150)).toBe(true);
    expect(isWorthComparing(classes(`0${'2'.repeat(5)}${'0'.repeat(90)}`), 3)).toBe(false);
  });
});
