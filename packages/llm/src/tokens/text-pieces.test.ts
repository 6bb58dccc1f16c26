import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { estimateTokens, loadTextCounter } from './index.ts';
import { countPieces, FORM, FORMS } from './text-pieces.ts';
import { tokenWeights } from './token-weights.ts';

const LOWER = 0;
const TITLE = 16;
const CAPITALS = 32;
const MIXED = 48;

/** How many pieces of which forms a text has, by the names of the forms. */
function forms(text: string): Record<string, number> {
  const names = new Map(Object.entries(FORM).map(([name, form]) => [form as number, name]));
  const words = ['lower', 'title', 'capitals', 'mixed'];
  const nameOf = (form: number): string =>
    form < 64 ? `${words[Math.floor(form / 16)]}${(form % 16) + 1}` : (names.get(form) ?? `form${form}`);
  const counts = [...countPieces(text).entries()].filter(([, amount]) => amount !== 0);
  return Object.fromEntries(counts.map(([form, amount]) => [nameOf(form), amount]));
}

describe('the pieces of a text', () => {
  it.each<[string, Record<string, number>]>([
    ['the cat', { lower3: 2, unseparated: 1 }],
    ['Cat', { title3: 1, form69: 1 }],
    ['HTTP', { capitals4: 1, form70: 1 }],
    ['HTMLElement', { mixed11: 1, form71: 1 }],
    ['innerHTML', { lower5: 1, unseparated: 1, capitals4: 1, form70: 1 }],
    ['a.bc', { lower1: 1, unseparated: 1, lower2: 1, afterMark: 1 }],
    ['12345', { digits: 2 }],
    ['   x', { indent: 1, lower1: 1 }],
    ['\t\t\tx', { indent: 1, lower1: 1 }],
    ['\n\n', { lineEnds: 1 }],
    [' \n\t\n', { lineEnds: 1 }],
    [';\n', { mark: 1 }],
    ['});\n', { marks: 0, form81: 1 }],
    ['====', { form76: 1 }],
    [`${'='.repeat(20)}`, { form78: 1, furtherSameMark: 12 }],
    ["don't", { lower3: 1, unseparated: 1, contraction: 1 }],
    ['世界', { wide: 2, wideRun: 1 }],
    ['größer', { foreignWord: 1, foreignWordLetter: 6, foreignLetter: 2 }],
    ['→', { symbolRun: 1, symbol: 1 }],
    [' 7', { blank: 1, digits: 1 }],
    ['', {}],
  ])('%j has %o', (text, expected) => {
    const wanted = Object.entries(expected).filter(([, amount]) => amount > 0);
    expect(forms(text)).toEqual(Object.fromEntries(wanted));
  });

  it('have words of each case from 1 to 16 letters, and count what is longer by the letter', () => {
    for (const [first, word] of [
      [LOWER, 'a'],
      [CAPITALS, 'A'],
    ] as const) {
      for (const length of [1, 2, 15, 16])
        expect(countPieces(word.repeat(length))[first + length - 1]).toBe(1);
      const long = countPieces(word.repeat(20));
      expect([long[first + 15], long[FORM.furtherLetter]]).toEqual([1, 4]);
    }
    expect(countPieces('Word')[TITLE + 3]).toBe(1);
    expect(countPieces('WOrd')[MIXED + 3]).toBe(1);
  });

  it('have a weight each', () => {
    expect(tokenWeights).toHaveLength(FORMS);
    expect(tokenWeights.every(Number.isFinite)).toBe(true);
    const added = tokenWeights.slice(64, 72);
    const words = tokenWeights.slice(0, 64);
    // No word may take less than nothing, whatever stands before it.
    for (const [index, weight] of words.entries())
      for (const prefix of [0, added[Math.floor(index / 16)] ?? 0, added[4 + Math.floor(index / 16)] ?? 0])
        expect(weight + prefix).toBeGreaterThan(0);
  });

  it('are found in a time that grows with the text only', () => {
    for (const unit of ['a', ' ', '\n', '=', '1', 'ä', '世', "'s", '\ud800', ' \n']) {
      const text = unit.repeat(200_000);
      const started = process.cpuUsage();
      countPieces(text);
      const { user, system } = process.cpuUsage(started);
      expect((user + system) / 1000).toBeLessThan(1500);
    }
  });

  it('are found in any text, each character once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const counts = countPieces(text);
        const total = counts.reduce((sum, amount) => sum + amount, 0);
        expect(counts.every((amount) => amount >= 0)).toBe(true);
        expect(total === 0).toBe(text === '');
      }),
    );
  });
});

describe('the estimate beside the exact count', () => {
  let count: (text: string) => number;
  beforeAll(async () => {
    count = await loadTextCounter();
  });

  it('is within 10 % for at least 94 % of the files of this package', async () => {
    const folder = join(import.meta.dirname, '..');
    const names = (await readdir(folder, { recursive: true })).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    const texts = await Promise.all(names.sort().map((name) => readFile(join(folder, name), 'utf8')));
    const errors = texts
      .filter((text) => text.length >= 800)
      .map((text) => Math.abs(estimateTokens(text, 'typescript') / count(text) - 1));
    expect(errors.length).toBeGreaterThan(100);
    expect(errors.filter((error) => error <= 0.1).length / errors.length).toBeGreaterThanOrEqual(0.94);
    expect([...errors].sort((a, b) => a - b)[Math.floor(errors.length / 2)]).toBeLessThan(0.04);
  });

  it.each([
    ['prose', 'Nobody knows how long it takes until the last of them has answered, so we wait. '],
    ['JSON', '{"id":1842,"name":"sample","tags":["alpha","beta"],"nested":{"ok":true,"rate":0.25}}\n'],
    ['a table', '| name | size | changed |\n| ---- | ---: | ------- |\n| a.ts | 1204 | 2026-11-22 |\n'],
    [
      'a patch',
      '@@ -12,3 +12,4 @@ function add(a, b) {\n-  return a + b;\n+  const sum = a + b;\n+  return sum;\n }\n',
    ],
    ['German', 'Die Brücke über den Fluss wurde vor hundert Jahren gebaut und seither oft erneuert. '],
    ['Russian', 'Мост через реку был построен сто лет назад и с тех пор часто обновлялся. '],
    ['Chinese', '这座桥建于一百年前，从那以后经常翻新。'],
    ['Japanese', 'この橋は百年前に建てられ、それ以来何度も改修されました。'],
  ])('is not far off for %s', (_name, text) => {
    const many = text.repeat(30);
    expect(Math.abs(estimateTokens(many) / count(many) - 1)).toBeLessThanOrEqual(0.25);
  });
});
