import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';

/** A file of lines that differ, with some lines put at 1-based places. */
function fileWith(total: number, placed: Readonly<Record<string, readonly number[]>>): { 'a.txt': string } {
  const all = filler(total);
  for (const [text, places] of Object.entries(placed)) for (const place of places) all[place - 1] = text;
  return { 'a.txt': lines(...all) };
}

/** Where a diff that replaces `target` in one of several places goes, and by what; undefined where it is refused. */
function placeOf(numbers: readonly [string, number][], files: { 'a.txt': string }) {
  const body = numbers.flatMap(([text, line]) => [`@@ -${line} +${line} @@`, `-${text}`, `+${text} done`]);
  const { plan, codes } = apply('unified-diff', diff(...body), files);
  const receipt = plan.receipts.find(({ hunkIndex }) => numbers[hunkIndex]?.[0] === 'target');
  return codes.length > 0 ? codes : [receipt?.line, ...(receipt?.hints ?? [])];
}

const AMBIGUOUS = ['EC_EDIT_AMBIGUOUS'];

describe('a line number among equal places', () => {
  it.each([
    ['is exact', [20, 60], 20, [20, 'line-number']],
    ['is exact for the last', [20, 60], 60, [60, 'line-number']],
    ['is close and the next is far', [20, 60], 22, [20, 'near-line']],
    ['is close from above', [20, 60], 18, [20, 'near-line']],
    ['is close and the next four times as far', [20, 45], 25, [20, 'near-line']],
    ['is close and the next not four times as far', [20, 44], 25, AMBIGUOUS],
    ['is ten lines off at most', [20, 80], 30, [20, 'near-line']],
    ['is eleven lines off', [20, 90], 31, AMBIGUOUS],
    ['is close and the next eleven lines farther', [20, 33], 21, [20, 'near-line']],
    ['is close and the next ten lines farther', [20, 32], 21, AMBIGUOUS],
    ['is between two', [20, 40], 30, AMBIGUOUS],
    ['is the first line and right', [1, 60], 1, [1, 'line-number']],
    ['is the first line and not right', [3, 60], 1, AMBIGUOUS],
    ['is close to one of three', [20, 60, 90], 61, [60, 'near-line']],
  ] as const)('decides or not where it %s', (_name, places, line, expected) => {
    expect(placeOf([['target', line]], fileWith(99, { target: places }))).toEqual(expected);
  });

  it.each([
    [
      'moves with the hunk above it',
      [
        ['alpha', 10],
        ['target', 30],
      ],
      { alpha: [15], target: [35, 70] },
      [35, 'line-drift'],
    ],
    [
      'moves with the hunk below it',
      [
        ['target', 30],
        ['omega', 50],
      ],
      { omega: [47], target: [27, 70] },
      [27, 'line-drift'],
    ],
    [
      'is not near what has not moved as far',
      [
        ['alpha', 10],
        ['target', 30],
      ],
      { alpha: [15], target: [34, 70] },
      AMBIGUOUS,
    ],
    [
      'leaves one place between two that moved',
      [
        ['alpha', 10],
        ['target', 30],
        ['omega', 50],
      ],
      { alpha: [12], omega: [56], target: [34, 80] },
      [34, 'line-drift'],
    ],
    [
      'leaves two places between two that moved',
      [
        ['alpha', 10],
        ['target', 30],
        ['omega', 50],
      ],
      { alpha: [12], omega: [56], target: [33, 35] },
      AMBIGUOUS,
    ],
    [
      'fits no place between two that moved',
      [
        ['alpha', 10],
        ['target', 30],
        ['omega', 50],
      ],
      { alpha: [12], omega: [56], target: [38, 80] },
      AMBIGUOUS,
    ],
    [
      'is one of numbers in another order than the places',
      [
        ['alpha', 50],
        ['target', 30],
        ['omega', 10],
      ],
      { alpha: [10], omega: [50], target: [30, 80] },
      AMBIGUOUS,
    ],
    [
      'is the same for two hunks',
      [
        ['alpha', 30],
        ['target', 30],
      ],
      { alpha: [10], target: [30, 80] },
      AMBIGUOUS,
    ],
  ] as const)('that %s', (_name, numbers, placed, expected) => {
    expect(
      placeOf(
        numbers.map(([text, line]) => [text, line]),
        fileWith(99, placed),
      ),
    ).toEqual(expected);
  });
});

describe('what resembles lines that are not there', () => {
  const files = fileWith(60, {});
  const refusalOf = (search: readonly string[], held = files) =>
    apply('search-replace', block(search.join('\n'), 'new'), held).plan.refusals[0];
  const at = (from: number, count: number): string[] => filler(60).slice(from - 1, from - 1 + count);

  it('is told by its line, and how many lines agree', () => {
    const refusal = refusalOf([...at(10, 3), 'changed', ...at(14, 2)]);
    expect(refusal?.nearest).toEqual([{ line: 10, matching: 5, total: 6 }]);
    expect(refusal?.firstDivergence).toEqual({ line: 13, expected: 'changed', found: 'line number 12' });
  });

  it('begins where the lines before an inserted one stand', () => {
    const refusal = refusalOf([...at(10, 3), ...at(14, 3)]);
    expect(refusal?.nearest[0]?.line).toBe(10);
    expect(refusal?.firstDivergence).toEqual({
      line: 13,
      expected: 'line number 13',
      found: 'line number 12',
    });
  });

  it('says where the file ends before the lines do', () => {
    const refusal = refusalOf([...at(58, 3), 'more']);
    expect(refusal?.firstDivergence).toEqual({ line: 61, expected: 'more' });
  });

  it('is one of at most three places, the best first', () => {
    const part = ['open', 'middle', 'close'];
    const placed = fileWith(80, { open: [5, 25, 45, 65], middle: [6, 46], close: [47] });
    const refusal = refusalOf([...part, 'gone'], placed);
    expect(refusal?.nearest).toHaveLength(3);
    expect(refusal?.nearest[0]).toEqual({ line: 45, matching: 3, total: 4 });
    expect(refusal?.nearest[1]).toEqual({ line: 5, matching: 2, total: 4 });
  });

  it('is the line most like the longest where no line agrees', () => {
    const held = fileWith(30, { 'const result = compute(first, second);': [12] });
    const refusal = refusalOf(['const result = compute(first, third);'], held);
    expect(refusal?.nearest).toEqual([{ line: 12, matching: 0, total: 1 }]);
    expect(refusal?.firstDivergence).toMatchObject({
      line: 12,
      found: 'const result = compute(first, second);',
    });
  });

  it('is nothing where no line is alike', () => {
    const refusal = refusalOf(['@@@@@@@@@@@@@@@@@@@@@@@@']);
    expect(refusal?.nearest).toEqual([]);
    expect(refusal).not.toHaveProperty('firstDivergence');
  });
});
