import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContext, type EntryContent, estimateEntryCost } from './index.ts';
import { memorySource } from './testing.ts';

const body = (word: string, lines: number) =>
  Array.from({ length: lines }, (_, at) => `  ${word}(${at});`).join('\n');
const FILES: Readonly<Record<string, string>> = {
  'src/cart.ts': `export function addToCart(item) {\n${body('check', 8)}\n}\n`,
  'src/price.ts': `export function priceOf(item) {\n${body('round', 8)}\n}\n`,
  'src/tax.ts': `export function taxOf(price) {\n${body('rate', 8)}\n}\n`,
  'src/big.ts': `export function checkout(cart) {\n${body('pay', 80)}\n}\n\nexport function refund(cart) {\n${body('giveBack', 80)}\n}\n\nexport function receipt(cart) {\n${body('print', 120)}\n}\n`,
  'docs/guide.md': '# Guide\n\nAdd to the cart, then pay.\n',
};
/** What a prompt would hold; two turns share a cache as far as these texts are alike. */
const rendered = (entries: readonly EntryContent[]) =>
  entries.map(({ path, tier, passages }) => JSON.stringify([path, tier, passages])).join('\n');

function commonPrefix(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

describe('a second turn', () => {
  test('begins with the bytes of the first and says how many tokens they are', async () => {
    await using index = createContext({ source: memorySource(FILES) });
    const first = await index.select({
      instruction: 'addToCart must check',
      budgetTokens: 500,
      previous: [],
    });
    expect(first.cache).toEqual({ stableEntries: 0, prefixTokens: 0 });
    const ask = { instruction: 'now the taxOf rate too', budgetTokens: 900, previous: first.entries };
    const second = await index.select(ask);
    expect(rendered(second.entries).startsWith(rendered(first.entries))).toBe(true);
    expect(second.cache).toEqual({
      stableEntries: first.entries.length,
      prefixTokens: first.entries.reduce((sum, entry) => sum + estimateEntryCost(entry), 0),
    });
    expect(second.usedTokens).toBe(second.entries.reduce((sum, { tokens }) => sum + tokens, 0));
  });

  test('keeps at least nine tenths of the prefix while a task goes on', async () => {
    await using index = createContext({ source: memorySource(FILES) });
    const turns = [
      'addToCart must check items',
      'addToCart must check items twice',
      'and priceOf after addToCart',
    ];
    let previous: readonly EntryContent[] = [];
    for (const instruction of turns) {
      const { entries } = await index.select({ instruction, budgetTokens: 700, previous });
      const before = rendered(previous);
      if (before !== '') expect(commonPrefix(before, rendered(entries)) / before.length).toBeGreaterThan(0.9);
      previous = entries;
    }
  });

  test('shows a changed file anew at the end and keeps what stands before it', async () => {
    const source = memorySource(FILES);
    await using index = createContext({ source });
    const ask = { instruction: 'addToCart and priceOf and taxOf', budgetTokens: 2000 };
    const first = await index.select({ ...ask, previous: [] });
    const changedPath = first.entries[1]?.path ?? '';
    source.set(changedPath, 'export function changed() {}\n');
    const second = await index.select({ ...ask, previous: first.entries });
    expect(second.cache?.stableEntries).toBe(1);
    const shown = second.entries.filter(({ path }) => path === changedPath);
    expect(shown.map(({ passages }) => passages[0]?.text.trim())).not.toContain(FILES[changedPath]?.trim());
  });

  test('shows more of a file without touching the passages that were shown', async () => {
    await using index = createContext({ source: memorySource({ 'src/big.ts': FILES['src/big.ts'] ?? '' }) });
    const first = await index.select({ instruction: 'checkout must pay', budgetTokens: 600, previous: [] });
    const second = await index.select({
      instruction: 'refund must giveBack',
      budgetTokens: 1400,
      previous: first.entries,
    });
    expect(second.cache?.stableEntries).toBe(first.entries.length);
    const texts = second.entries.flatMap(({ passages }) => passages.map(({ text }) => text)).join('\n');
    expect(texts).toContain('pay(79)');
    expect(texts).toContain('giveBack(79)');
  });

  test('takes out what nothing speaks for, from the end, when the old entries would fill the budget', async () => {
    await using index = createContext({ source: memorySource(FILES) });
    const first = await index.select({
      instruction: 'cart price tax guide',
      budgetTokens: 4000,
      previous: [],
    });
    const second = await index.select({
      instruction: 'taxOf rate',
      budgetTokens: 200,
      previous: first.entries,
    });
    expect(second.usedTokens).toBeLessThanOrEqual(200);
    expect(second.entries.map(({ path }) => path)).toContain('src/tax.ts');
  });

  test('never passes the budget and never shows what the files do not hold', async () => {
    const words = fc.subarray(['cart', 'price', 'tax', 'checkout', 'refund', 'receipt', 'guide', 'pay']);
    const turn = fc.record({ words, budget: fc.integer({ min: 1, max: 3000 }), edit: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 2, maxLength: 4 }), async (turns) => {
        const source = memorySource(FILES);
        await using index = createContext({ source });
        let previous: readonly EntryContent[] = [];
        for (const [at, { words: asked, budget, edit }] of turns.entries()) {
          if (edit) source.set('src/price.ts', `// ${at}\n${FILES['src/price.ts']}`);
          const instruction = asked.join(' ');
          const answer = await index.select({ instruction, budgetTokens: budget, previous });
          expect(answer.usedTokens).toBeLessThanOrEqual(budget);
          expect(answer.entries.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(answer.usedTokens);
          for (const { path, passages } of answer.entries) {
            const text = (await source.read(path)) ?? '';
            for (const passage of passages) expect(text).toContain(passage.text);
          }
          previous = answer.entries;
        }
      }),
      { numRuns: 40 },
    );
  });
});
