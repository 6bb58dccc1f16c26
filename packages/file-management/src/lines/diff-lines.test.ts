import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commonLength,
  editLines,
  git,
  randomLines,
  scratchFolder,
  seeded,
  writeFiles,
} from '../../test/line-cases.ts';
import { diffLines, type LineDiff } from './diff-lines.ts';

const lines = (distinct: number, maxLength = 40) =>
  fc.array(
    fc.integer({ min: 0, max: distinct - 1 }).map((number) => `${number}\n`),
    { maxLength },
  );
const pairs = fc.integer({ min: 1, max: 30 }).chain((distinct) => fc.tuple(lines(distinct), lines(distinct)));
// Efforts that leave the search too few steps, so that each bounded method has its turn.
const efforts = fc.constantFrom(1, 3e-6, 1e-6, 1e-7, 0);

function applyRegions({ before, after, regions }: LineDiff): string[] {
  const result: string[] = [];
  let at = 0;
  for (const region of regions) {
    result.push(...before.slice(at, region.beforeStart), ...after.slice(region.afterStart, region.afterEnd));
    at = region.beforeEnd;
  }
  return [...result, ...before.slice(at)];
}

function mirrored(diff: LineDiff): LineDiff {
  const regions = diff.regions.map((region) => ({
    beforeStart: region.afterStart,
    beforeEnd: region.afterEnd,
    afterStart: region.beforeStart,
    afterEnd: region.beforeEnd,
  }));
  return { ...diff, before: diff.after, after: diff.before, regions };
}

describe('small cases', () => {
  test.each([
    ['', '', []],
    ['a\n', 'a\n', []],
    ['', 'a\nb\n', [[0, 0, 0, 2]]],
    ['a\nb\n', '', [[0, 2, 0, 0]]],
    ['a\nb\nc\n', 'a\nx\nc\n', [[1, 2, 1, 2]]],
    [
      'a\nb\nc\nd\n',
      'a\nc\nd\ne\n',
      [
        [1, 2, 1, 1],
        [4, 4, 3, 4],
      ],
    ],
    ['a\nb', 'a\nb\n', [[1, 2, 1, 2]]],
    ['a\r\nb\r\n', 'a\nb\r\n', [[0, 1, 0, 1]]],
    ['a\rb\rc', 'a\rx\rc', [[1, 2, 1, 2]]],
  ])('%j to %j', (before, after, expected) => {
    const { regions } = diffLines(before, after);
    expect(regions.map((r) => [r.beforeStart, r.beforeEnd, r.afterStart, r.afterEnd])).toEqual(expected);
  });

  test('an inserted repetition stands as far down as it can', () => {
    const diff = diffLines('f {\n}\ng {\n}\n', 'f {\n}\nf {\n}\ng {\n}\n');
    expect(diff.regions).toEqual([{ beforeStart: 2, beforeEnd: 2, afterStart: 2, afterEnd: 4 }]);
    const blank = diffLines('a\n\nb\n', 'a\n\n\nb\n');
    expect(blank.regions).toEqual([{ beforeStart: 2, beforeEnd: 2, afterStart: 2, afterEnd: 3 }]);
  });

  test('groups that touch while they move become one region', () => {
    const diff = diffLines('x\ny\nx\nz\n', 'x\nz\n');
    expect(diff.regions).toHaveLength(1);
    expect(diff.changedLines).toBe(2);
  });
});

describe('properties', () => {
  test('the regions lead from one text to the other, and back', () => {
    fc.assert(
      fc.property(pairs, efforts, ([before, after], effort) => {
        const diff = diffLines(before, after, { effort });
        expect(applyRegions(diff)).toEqual(after);
        expect(applyRegions(mirrored(diff))).toEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  test('regions are sorted, not empty and apart', () => {
    fc.assert(
      fc.property(pairs, efforts, ([before, after], effort) => {
        const { regions, changedLines } = diffLines(before, after, { effort });
        let [atBefore, atAfter, count] = [-1, -1, 0];
        for (const { beforeStart, beforeEnd, afterStart, afterEnd } of regions) {
          const size = beforeEnd - beforeStart + afterEnd - afterStart;
          expect(size).toBeGreaterThan(0);
          expect(beforeStart).toBeGreaterThan(atBefore);
          expect(beforeStart - atBefore).toBe(afterStart - atAfter);
          [atBefore, atAfter, count] = [beforeEnd, afterEnd, count + size];
        }
        expect(changedLines).toBe(count);
      }),
      { numRuns: 300 },
    );
  });

  test('a script that is called minimal is as short as the quadratic table says', () => {
    let minimal = 0;
    fc.assert(
      fc.property(pairs, efforts, ([before, after], effort) => {
        const diff = diffLines(before, after, { effort });
        const shortest = before.length + after.length - 2 * commonLength(before, after);
        if (diff.minimal) expect(diff.changedLines).toBe(shortest);
        else expect(diff.changedLines).toBeGreaterThanOrEqual(shortest);
        if (effort === 1) expect(diff.minimal).toBe(true);
        minimal += diff.minimal ? 1 : 0;
      }),
      { numRuns: 400 },
    );
    expect(minimal).toBeGreaterThan(100);
  });

  test('texts and their lines give the same', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        expect(diffLines(before.join(''), after.join(''))).toEqual(diffLines(before, after));
      }),
      { numRuns: 50 },
    );
  });
});

describe('methods for many differences', () => {
  const random = seeded(20);
  const words = (count: number, distinct: number) =>
    Array.from({ length: count }, () => `${random(distinct)}\n`);

  test('the table method is exact when the search gives up', () => {
    // 1,500 lines of 4 kinds need far more steps than this effort has, but the table fits.
    const [before, after] = [words(1500, 4), words(1500, 4)];
    const diff = diffLines(before, after, { effort: 0.02 });
    expect(diff.minimal).toBe(true);
    expect(diff.changedLines).toBe(3000 - 2 * commonLength(before, after));
    expect(applyRegions(diff)).toEqual(after);
  });

  test('a table that is too large to keep is halved and still exact', () => {
    const [before, after] = [words(6000, 40), words(6000, 40)];
    const diff = diffLines(before, after, { effort: 0.2 });
    expect(diff.minimal).toBe(true);
    expect(diff.changedLines).toBe(12_000 - 2 * commonLength(before, after));
    expect(applyRegions(diff)).toEqual(after);
  });

  test('a permutation of unique lines is exact however long it is', () => {
    const before = Array.from({ length: 30_000 }, (_, at) => `${at}\n`);
    const reversed = diffLines(before, before.toReversed(), { effort: 0.001 });
    expect(reversed).toMatchObject({ minimal: true, changedLines: 2 * (before.length - 1) });
    const rotated = diffLines(before, [...before.slice(9000), ...before.slice(0, 9000)], { effort: 0.001 });
    expect(rotated).toMatchObject({ minimal: true, changedLines: 18_000 });
  });

  test('beyond every budget anchors hold the script together, and it says that it is not minimal', () => {
    const before = words(3000, 50).flatMap((line, at) => (at % 100 === 0 ? [`anchor ${at}\n`] : [line]));
    const after = words(3000, 50).flatMap((line, at) => (at % 100 === 0 ? [`anchor ${at}\n`] : [line]));
    const diff = diffLines(before, after, { effort: 0.001 });
    expect(diff.minimal).toBe(false);
    expect(applyRegions(diff)).toEqual(after);
    const removed = new Set(diff.regions.flatMap((r) => before.slice(r.beforeStart, r.beforeEnd)));
    expect([...removed].filter((line) => line.startsWith('anchor'))).toEqual([]);
  });

  test('without anchors both sides are sliced', () => {
    const [before, after] = [words(4000, 2), words(4000, 2)];
    const diff = diffLines(before, after, { effort: 0.01 });
    expect(diff.minimal).toBe(false);
    expect(applyRegions(diff)).toEqual(after);
    expect(diff.changedLines).toBeLessThan(4000);
  });
});

test('git changes the same lines in the same places', () => {
  const random = seeded(7);
  using folder = scratchFolder();
  for (let round = 0; round < 60; round++) {
    const before = randomLines(random, 40, 60);
    const after = editLines(random, before, 60);
    writeFiles(folder.path, { before: before.join(''), after: after.join('') });
    const args = ['diff', '--no-index', '--no-indent-heuristic', '-U0', 'before', 'after'];
    const { stdout } = git(folder.path, args);
    const hunks = [...stdout.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(toRegion);
    expect(diffLines(before, after).regions).toEqual(hunks);
  }
});

function toRegion(match: RegExpMatchArray) {
  const side = (line = '0', count = '1') => {
    const start = Number(count) === 0 ? Number(line) : Number(line) - 1;
    return [start, start + Number(count)] as const;
  };
  const [beforeStart, beforeEnd] = side(match[1], match[2]);
  const [afterStart, afterEnd] = side(match[3], match[4]);
  return { beforeStart, beforeEnd, afterStart, afterEnd };
}
