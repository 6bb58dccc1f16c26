import { describe, expect, it } from 'vitest';
import { apply, diff, filler, lines } from '../../../test/edits/lab.ts';

type Placed = Readonly<Record<string, readonly number[]>>;
/** The line that a hunk replaces, and the number in its header, if it has one. */
type Numbered = readonly [text: string, number?: number];

function fileWith(total: number, placed: Placed): string {
  const all = filler(total);
  for (const [text, places] of Object.entries(placed)) for (const place of places) all[place - 1] = text;
  return lines(...all);
}

function header(number: number | undefined, count = 1): string {
  return number === undefined ? '@@ @@' : `@@ -${number},${count} +${number},${count} @@`;
}

/** Where the hunk of `target` goes and by what, or the codes of the refusals. */
function targetOf(hunks: readonly Numbered[], placed: Placed): unknown[] {
  const body = hunks.flatMap(([text, number]) => [header(number), `-${text}`, `+${text} done`]);
  const { plan, codes } = apply('unified-diff', `${diff(...body)}`, { 'a.txt': fileWith(99, placed) });
  const receipt = plan.receipts.find(({ hunkIndex }) => hunks[hunkIndex]?.[0] === 'target');
  return receipt === undefined || codes.length > 0 ? [...codes] : [receipt.line, ...receipt.hints];
}

const AMBIGUOUS = ['EC_EDIT_AMBIGUOUS'];

describe('between two neighbours that moved by two and by six lines', () => {
  const hunks: readonly Numbered[] = [
    ['alpha', 10],
    ['target', 30],
    ['omega', 50],
  ];

  it.each([
    ['two lines', 32, [32, 'line-drift']],
    ['six lines', 36, [36, 'line-drift']],
    ['one line', 31, AMBIGUOUS],
    ['seven lines', 37, AMBIGUOUS],
    ['no line', 30, AMBIGUOUS],
  ])('a place that moved by %s', (_name, place, expected) => {
    expect(targetOf(hunks, { alpha: [12], omega: [56], target: [place, 80] })).toEqual(expected);
    expect(targetOf(hunks, { alpha: [16], omega: [52], target: [place, 80] })).toEqual(expected);
  });

  it.each([
    ['above both', 5],
    ['below both', 70],
  ])('leaves no place %s', (_name, place) => {
    expect(targetOf(hunks, { alpha: [12], omega: [52], target: [place, 90] })).toEqual(AMBIGUOUS);
  });

  it('is not chosen where one place is right and another possible too', () => {
    expect(targetOf(hunks, { alpha: [12], omega: [56], target: [32, 36] })).toEqual(AMBIGUOUS);
    expect(targetOf(hunks, { alpha: [12], omega: [56], target: [32, 39] })).toEqual([32, 'line-drift']);
  });
});

describe('neighbours that are settled', () => {
  it.each<[string, Numbered[], Placed, unknown[]]>([
    [
      'count in any order of the hunks',
      [
        ['omega', 50],
        ['target', 30],
        ['alpha', 10],
      ],
      { alpha: [15], target: [35, 70], omega: [55] },
      [35, 'line-drift'],
    ],
    [
      'count as the nearest of each side',
      [
        ['alpha', 10],
        ['beta', 20],
        ['target', 30],
        ['psi', 40],
        ['omega', 50],
      ],
      { alpha: [11], beta: [23], target: [31, 33], psi: [43], omega: [51] },
      [33, 'line-drift'],
    ],
    [
      'count from the first line of the file on',
      [
        ['alpha', 1],
        ['target', 30],
      ],
      { alpha: [1], target: [28, 80] },
      [28, 'near-line'],
    ],
    [
      'do not count without a number',
      [['omega'], ['alpha', 10], ['target', 30]],
      { alpha: [15], target: [35, 70], omega: [95] },
      [35, 'line-drift'],
    ],
    [
      'may lack their numbers, more than one of them',
      [['alpha'], ['omega'], ['target', 30]],
      { alpha: [15], target: [30, 70], omega: [95] },
      [30, 'line-number'],
    ],
    [
      'shut out the nearest place, which is not passed over for another',
      [
        ['alpha', 10],
        ['target', 12],
      ],
      { alpha: [10], target: [9, 60] },
      AMBIGUOUS,
    ],
    [
      'shut out the nearest place from below',
      [
        ['target', 40],
        ['omega', 42],
      ],
      { omega: [42], target: [5, 43] },
      AMBIGUOUS,
    ],
    [
      'leave the nearest place if it is on the right side',
      [
        ['alpha', 8],
        ['target', 12],
      ],
      { alpha: [8], target: [9, 60] },
      [9, 'near-line'],
    ],
    [
      'leave the exact place if it is on the right side only',
      [
        ['alpha', 10],
        ['target', 20],
      ],
      { alpha: [30], target: [25, 40] },
      [40, 'line-drift'],
    ],
    [
      'are made up where they have another order than their places',
      [
        ['alpha', 50],
        ['omega', 10],
        ['target', 60],
      ],
      { alpha: [10], omega: [50], target: [20, 80] },
      AMBIGUOUS,
    ],
    ['are needed for a place that has moved', [['target', 30]], { target: [42, 99] }, AMBIGUOUS],
    [
      'say nothing to a hunk without a number',
      [['alpha', 10], ['target']],
      { alpha: [10], target: [11, 60] },
      AMBIGUOUS,
    ],
  ])('%s', (_name, hunks, placed, expected) => {
    expect(targetOf(hunks, placed)).toEqual(expected);
  });

  const long = (number: number): string[] => [header(number, 2), ' alpha', '-beta', '+BETA'];
  const short = (number: number): string[] => [header(number), '-alpha', '+ALPHA'];

  it.each([
    ['above', [...long(20), ...short(22)]],
    ['below', [...short(18), ...long(20)]],
  ])('have their own lines, which another hunk does not get: %s', (_name, body) => {
    const text = fileWith(99, { alpha: [20, 70], beta: [21] });
    expect(apply('unified-diff', diff(...body), { 'a.txt': text }).codes).toEqual(AMBIGUOUS);
  });
});

describe('the nearest place', () => {
  it.each<[string, number[], number, unknown[]]>([
    ['is above two others', [40, 60, 80], 41, [40, 'near-line']],
    ['is below two others', [20, 40, 60], 59, [60, 'near-line']],
    ['is between two others', [20, 40, 60], 41, [40, 'near-line']],
    ['is near, and so is the one above it', [20, 31, 80], 30, AMBIGUOUS],
    ['is near, and so is the one below it', [5, 29, 40], 30, AMBIGUOUS],
    ['is ten lines away, and the next four times as far', [20, 70], 30, [20, 'near-line']],
    ['is ten lines away, and the next less than four times as far', [20, 69], 30, AMBIGUOUS],
    ['is eleven lines away, and the next much farther', [20, 99], 31, AMBIGUOUS],
    ['is three lines away, and the next fourteen', [27, 44], 30, [27, 'near-line']],
    ['is three lines away, and the next thirteen', [27, 43], 30, AMBIGUOUS],
  ])('%s', (_name, places, number, expected) => {
    expect(targetOf([['target', number]], { target: places })).toEqual(expected);
  });

  it('is told with all the others if it is not taken', () => {
    const edit = diff(header(30), '-target', '+done');
    const { plan } = apply('unified-diff', edit, { 'a.txt': fileWith(99, { target: [20, 40, 60] }) });
    expect(plan.refusals).toMatchObject([{ code: 'EC_EDIT_AMBIGUOUS', positions: [20, 40, 60] }]);
  });
});
