import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../../test/edits/lab.ts';

/** The lines of a.txt after a diff, or the codes of what was refused. */
function outcome(edit: string, held: readonly string[]) {
  const { after, codes } = apply('unified-diff', edit, { 'a.txt': lines(...held) });
  return after?.['a.txt']?.split('\n').slice(0, -1) ?? codes;
}

const REFUSED = ['EC_EDIT_NO_MATCH'];
const gap = (count: number): string[] => filler(count, 'gap');

describe('context that is left out', () => {
  const edit = (header: string): string => diff(header, ' one', ' three', '-four', '+FOUR', ' five', ' six');
  const held = (above: number, below: number, four = 'four'): string[] => [
    'one',
    ...gap(above),
    'three',
    four,
    'five',
    ...filler(below, 'other'),
    'six',
  ];

  it.each([
    [3, 0],
    [0, 3],
    [3, 3],
    [1, 2],
  ])('may be %i lines above and %i lines below the change', (above, below) => {
    expect(outcome(edit('@@ -1,5 +1,5 @@'), held(above, below))).toEqual(held(above, below, 'FOUR'));
  });

  it.each([
    [4, 0],
    [0, 4],
    [4, 1],
    [1, 4],
  ])('is not %i lines above and %i lines below it', (above, below) => {
    expect(outcome(edit('@@ -1,5 +1,5 @@'), held(above, below))).toEqual(REFUSED);
  });

  it.each([
    ['with the last line above the others', ['six', 'one', 'x', 'three', 'four', 'five', 'y']],
    ['with the last line right above the others', ['one', 'x', 'six', 'three', 'four', 'five']],
    ['with the first line below the others', ['three', 'four', 'five', 'six', 'one', 'x']],
    ['indented otherwise', ['  one', 'x', '  three', '  four', '  five', '  six']],
    ['with the change indented otherwise', ['one', 'x', 'three', '  four', 'five', 'six']],
    ['with the prefix as part of the lines', [' one', 'x', ' three', 'four', ' five', ' six']],
    ['with other punctuation', ['one', 'x', 'three', 'four', '\u201cfive\u201d', 'six']],
    [
      'with the change in two places',
      ['one', 'x', 'three', 'four', 'five', 'y', 'six', 'three', 'four', 'five'],
    ],
  ])('is refused %s', (_name, lines) => {
    const quoted = edit('@@ -1,5 +1,5 @@').replace(
      ' five',
      lines.includes('\u201cfive\u201d') ? ' "five"' : ' five',
    );
    expect(outcome(quoted, lines)).toEqual(REFUSED);
  });

  it('may be above the change twice', () => {
    const hunk = diff('@@ -1,4 +1,4 @@', ' one', ' two', ' three', '-four', '+FOUR');
    const text = ['one', 'x', 'two', 'y', 'three', 'four'];
    expect(outcome(hunk, text)).toEqual(['one', 'x', 'two', 'y', 'three', 'FOUR']);
  });

  it('is looked for as close to the change as possible', () => {
    const text = ['one', 'one', 'x', 'three', 'four', 'five', 'six'];
    const changed = ['one', 'one', 'x', 'three', 'FOUR', 'five', 'six'];
    expect(outcome(edit('@@ -5,5 +5,5 @@'), text)).toEqual(changed);
    expect(outcome(edit('@@ -6,5 +6,5 @@'), text)).toEqual(REFUSED);
  });

  it('may have other blanks behind it', () => {
    const text = ['one', 'x', 'three  ', 'four', 'five', 'six'];
    expect(outcome(edit('@@ -1,5 +1,5 @@'), text)).toEqual(['one', 'x', 'three  ', 'FOUR', 'five', 'six']);
  });

  it.each<[string, boolean]>([
    ['@@ -7,5 +7,5 @@', true],
    ['@@ -13,5 +13,5 @@', true],
    ['@@ -6,5 +6,5 @@', false],
    ['@@ -14,5 +14,5 @@', false],
    ['@@ @@', false],
  ])('needs the number of the place within three lines: %s', (header, taken) => {
    const text = [...filler(9), ...held(1, 0)];
    expect(outcome(edit(header), text)).toEqual(taken ? [...filler(9), ...held(1, 0, 'FOUR')] : REFUSED);
  });

  it.each<[number, boolean]>([
    [31, true],
    [32, false],
  ])('is looked for in %i lines of context: %s', (count, taken) => {
    const context = filler(count);
    const shown = context.map((line) => ` ${line}`);
    const hunk = diff(`@@ -1,${count + 3} +1,${count + 3} @@`, ...shown, '-old', '+new', ' a', '-b', '+B');
    const text = (old: string, last: string): string[] => [
      'line number 0',
      'x',
      ...context.slice(1),
      old,
      'a',
      last,
    ];
    expect(outcome(hunk, text('old', 'b'))).toEqual(taken ? text('new', 'B') : REFUSED);
  });

  it('may lie between two changes, which are reported each', () => {
    const both = ['-two', '+TWO', ' three', ' four', '-five', '+FIVE'];
    const hunk = diff('@@ -1,6 +1,6 @@', ' one', ...both, ' six');
    const text = ['one', 'two', 'three', 'x', 'four', 'five', 'six'];
    expect(outcome(hunk, text)).toEqual(['one', 'TWO', 'three', 'x', 'four', 'FIVE', 'six']);
    const { receipts } = apply('unified-diff', hunk, { 'a.txt': lines(...text) }).plan;
    const common = { hunkIndex: 0, level: 'exact', relaxations: ['context-left-out'], hints: [] };
    expect(receipts).toMatchObject([
      { ...common, line: 1 },
      { ...common, line: 5 },
    ]);
    expect(receipts[0]).not.toHaveProperty('linesMoved');
    expect(outcome(hunk, [...text, ...gap(3), 'four', 'five', 'six'])).toEqual(REFUSED);
    expect(outcome(hunk, ['two', 'one', ...text.slice(1, 4), 'four', 'six', 'five'])).toEqual(REFUSED);
  });

  it('is not taken for left out in a block', () => {
    const { codes } = apply('search-replace', block('one\nthree\nfour', 'one\nthree\nFOUR'), {
      'a.txt': lines('one', 'x', 'three', 'four'),
    });
    expect(codes).toEqual(REFUSED);
  });

  describe('with a place that resembles it', () => {
    const old = ['c1', 'c2', 'old', 'c4', 'c5', 'c6', 'c7', 'c8'];
    const hunk = (line: number): string =>
      diff(
        `@@ -${line},8 +${line},8 @@`,
        ...old.flatMap((text) => (text === 'old' ? ['-old', '+new'] : [` ${text}`])),
      );
    const here = (change = 'old'): string[] =>
      ['c1', 'x', ...old.slice(1)].map((text) => (text === 'old' ? change : text));
    // A copy of which only some lines agree, where the change itself differs.
    const copy = (agreeing: number): string[] =>
      old.map((text, at) => (text === 'old' || at > agreeing ? `${text} otherwise` : text));

    it.each<[string, number, number, boolean]>([
      ['all lines but one, and the right number', 21, 7, false],
      ['all lines but two, and the right number', 21, 6, true],
      ['all lines but two, and a number that is off', 20, 6, false],
      ['five of eight lines, and a number that is off', 20, 5, true],
    ])('elsewhere: %s', (_name, line, agreeing, taken) => {
      const above = [...copy(agreeing), ...filler(12)];
      expect(outcome(hunk(line), [...above, ...here()])).toEqual(
        taken ? [...above, ...here('new')] : REFUSED,
      );
      const below = [...filler(15, 'other'), ...copy(agreeing)];
      expect(outcome(hunk(line), [...filler(20), ...here(), ...below])).toEqual(
        taken ? [...filler(20), ...here('new'), ...below] : REFUSED,
      );
    });

    it('does not take its own lower part for one', () => {
      const shown = [' one', ' two', '-old', '+new', ...filler(5, 'end').map((line) => ` ${line}`)];
      const text = (change: string): string[] => [
        'one',
        ...gap(3),
        'two',
        ...filler(3, 'x'),
        change,
        ...filler(5, 'end'),
      ];
      const joint = ['one', ...gap(3), 'two', 'old', ...filler(5, 'end')];
      expect(outcome(diff('@@ -2,8 +2,8 @@', ...shown), joint)).toEqual(
        joint.map((line) => (line === 'old' ? 'new' : line)),
      );
      expect(outcome(diff('@@ -2,8 +2,8 @@', ...shown), text('old'))).toEqual(REFUSED);
    });
  });
});

describe('hunks that ran together', () => {
  const two = diff(' a', '-b', '+B', ' c', ' d', '-e', '+E', ' f');

  it('are taken apart between two lines of context', () => {
    const { after, plan } = apply('unified-diff', two, { 'a.txt': lines('a', 'b', 'c', 'x', 'd', 'e', 'f') });
    expect(after).toEqual({ 'a.txt': lines('a', 'B', 'c', 'x', 'd', 'E', 'f') });
    expect(plan.receipts).toMatchObject([
      { hunkIndex: 0, line: 1, relaxations: ['joined-hunks'] },
      { hunkIndex: 0, line: 5, relaxations: ['joined-hunks'] },
    ]);
  });

  it('are one where they stand so', () => {
    const { plan } = apply('unified-diff', two, { 'a.txt': lines('a', 'b', 'c', 'd', 'e', 'f') });
    expect(plan.receipts.map(({ relaxations }) => relaxations)).toEqual([[]]);
  });

  it.each([
    ['between context and a deleted line', two, ['a', 'b', 'c', 'd', 'x', 'e', 'f']],
    ['between a deleted line and context', two, ['a', 'b', 'x', 'c', 'd', 'e', 'f']],
    ['where the second part stands twice', two, ['a', 'b', 'c', 'x', 'd', 'e', 'f', 'y', 'd', 'e', 'f']],
    ['where the first part stands twice', two, ['a', 'b', 'c', 'x', 'a', 'b', 'c', 'y', 'd', 'e', 'f']],
    ['where the second part stands nowhere', two, ['a', 'b', 'c', 'x', 'd', 'E!', 'f']],
    ['above the first change', diff(' a', ' b', '-c', '+C', ' d'), ['a', 'x', 'b', 'c', 'd']],
    ['below the last change', diff(' a', '-b', '+B', ' c', ' d'), ['a', 'b', 'c', 'x', 'd']],
    [
      'above the first of two changes',
      diff(' a', ' b', '-c', '+C', ' d', '-e', '+E'),
      ['a', 'x', 'b', 'c', 'd', 'e'],
    ],
  ])('are not taken apart %s', (_name, edit, held) => {
    expect(outcome(edit, held)).toEqual(REFUSED);
  });

  const three = diff(' a', '-b', '+B', ' c', ' d', '-e', '+E', ' f', ' g', '-h', '+H', ' i');

  it('are as few as possible', () => {
    const held = ['a', 'b', 'c', 'd', 'e', 'f', 'x', 'g', 'h', 'i'];
    const { after, plan } = apply('unified-diff', three, { 'a.txt': lines(...held) });
    expect(after).toEqual({ 'a.txt': lines('a', 'B', 'c', 'd', 'E', 'f', 'x', 'g', 'H', 'i') });
    expect(plan.receipts.map(({ line }) => line)).toEqual([1, 8]);
  });

  it('are shorter where the rest has no place of its own otherwise', () => {
    const held = ['a', 'b', 'c', 'd', 'e', 'f', 'x', 'd', 'e', 'f', 'g', 'h', 'i', 'y', 'g', 'h', 'i'];
    expect(outcome(three, held)).toEqual([
      'a',
      'B',
      'c',
      'd',
      'e',
      'f',
      'x',
      'd',
      'E',
      'f',
      'g',
      'H',
      'i',
      'y',
      'g',
      'h',
      'i',
    ]);
  });

  it('are three where two gaps are', () => {
    const held = ['g', 'h', 'i', 'x', 'd', 'e', 'f', 'y', 'a', 'b', 'c'];
    expect(outcome(three, held)).toEqual(['g', 'H', 'i', 'x', 'd', 'E', 'f', 'y', 'a', 'B', 'c']);
  });
});
