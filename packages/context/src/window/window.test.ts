import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContext, fitSelection, planWindow } from '../index.ts';
import { memorySource } from '../testing.ts';

describe('planWindow', () => {
  test('gives context what is left', () => {
    const parts = [
      { name: 'system', tokens: 2000 },
      { name: 'history', tokens: 6000, leastTokens: 1000 },
    ];
    expect(planWindow({ windowTokens: 32_000, outputTokens: 4000, parts })).toEqual({
      contextTokens: 20_000,
      givesWay: [],
      missingTokens: 0,
    });
  });

  test('says what gives way first and by how much', () => {
    const plan = planWindow({
      windowTokens: 16_000,
      outputTokens: 4000,
      leastContextTokens: 3000,
      parts: [
        { name: 'system', tokens: 2000, rank: 9 },
        { name: 'history', tokens: 9000, leastTokens: 2000, rank: -1 },
        { name: 'examples', tokens: 1000, leastTokens: 0, rank: -2 },
      ],
    });
    expect(plan).toEqual({
      contextTokens: 3000,
      givesWay: [
        { name: 'examples', fromTokens: 1000, toTokens: 0 },
        { name: 'history', fromTokens: 9000, toTokens: 7000 },
      ],
      missingTokens: 0,
    });
  });

  test('takes from context before it takes from what ranks higher', () => {
    const parts = [{ name: 'history', tokens: 8000, leastTokens: 0, rank: 1 }];
    expect(planWindow({ windowTokens: 10_000, outputTokens: 1500, parts, leastContextTokens: 2000 })).toEqual(
      {
        contextTokens: 500,
        givesWay: [{ name: 'context', fromTokens: 2000, toTokens: 500 }],
        missingTokens: 0,
      },
    );
  });

  test('says when it does not fit whatever gives way', () => {
    const plan = planWindow({
      windowTokens: 4000,
      outputTokens: 1000,
      parts: [{ name: 'system', tokens: 5000 }],
    });
    expect(plan).toMatchObject({ contextTokens: 0, missingTokens: 2000 });
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s tokens', (tokens) => {
    const fail = () => planWindow({ windowTokens: 10, outputTokens: 0, parts: [{ name: 'a', tokens }] });
    expect(fail).toThrow(expect.objectContaining({ code: 'EC_CONTEXT_BUDGET_INVALID' }));
    expect(() => fitSelection({ entries: [] }, tokens)).toThrow(
      expect.objectContaining({ code: 'EC_CONTEXT_BUDGET_INVALID' }),
    );
  });

  test('fits, or says by how much it does not', () => {
    const tokens = fc.integer({ min: 0, max: 20_000 });
    const part = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      tokens,
      leastTokens: tokens,
      rank: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(tokens, tokens, fc.array(part, { maxLength: 5 }), (windowTokens, outputTokens, parts) => {
        const plan = planWindow({ windowTokens, outputTokens, parts });
        const given = plan.givesWay.filter(({ name }) => name !== 'context');
        const saved = given.reduce((sum, { fromTokens, toTokens }) => sum + fromTokens - toTokens, 0);
        const beside = parts.reduce((sum, each) => sum + each.tokens, 0) - saved;
        const over = beside + plan.contextTokens - (windowTokens - outputTokens);
        expect(Math.max(0, over)).toBe(plan.missingTokens);
        for (const { fromTokens, toTokens } of plan.givesWay) expect(toTokens).toBeLessThan(fromTokens);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fitSelection', () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, at): [string, string] => [
      `src/cart${at}.ts`,
      `export function cart${at}() {\n${'  pay(cart);\n'.repeat(5 + at * 9)}}\n`,
    ]),
  );
  const select = async () => {
    await using index = createContext({ source: memorySource(files) });
    return await index.select({ instruction: 'cart3 must pay', budgetTokens: 900, pinned: ['src/cart1.ts'] });
  };

  test('leaves a selection that fits as it is', async () => {
    const selection = await select();
    const { entries, usedTokens } = selection;
    expect(fitSelection(selection, usedTokens)).toEqual({ entries, usedTokens, gaveWay: [] });
  });

  test('names give way first, what was pinned last', async () => {
    const selection = await select();
    const { gaveWay, entries, usedTokens } = fitSelection(selection, 0);
    expect([entries, usedTokens]).toEqual([[], 0]);
    expect(gaveWay.at(-1)?.path).toBe('src/cart1.ts');
    expect(gaveWay.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(selection.usedTokens);
    const tiers = gaveWay.slice(0, -1).map(({ fromTier }) => fromTier);
    expect(tiers).toEqual(
      ['name', 'outline', 'passages', 'whole'].flatMap((tier) => tiers.filter((each) => each === tier)),
    );
  });

  test('keeps the order and never passes the tokens', async () => {
    const selection = await select();
    const order = selection.entries.map(({ path }) => path);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (tokens) => {
        const fitted = fitSelection(selection, tokens);
        const kept = fitted.entries.map(({ path }) => path);
        expect(fitted.usedTokens).toBeLessThanOrEqual(tokens);
        expect(kept).toEqual(order.filter((path) => kept.includes(path)));
      }),
      { numRuns: 50 },
    );
  });
});
