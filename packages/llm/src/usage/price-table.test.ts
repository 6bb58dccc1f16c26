import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropic, openaiChat, openaiResponses } from '../index.ts';
import { google } from '../presets.ts';
import {
  costOf,
  findPrice,
  joinPriceTables,
  type ModelPrice,
  type PriceTable,
  publicPrices,
  readPriceTable,
} from '../prices.ts';

const at = Date.parse('2026-11-22T12:00:00Z');

function price(fields: Partial<ModelPrice> = {}): ModelPrice {
  return {
    provider: 'p',
    modelId: 'm',
    input: 2,
    output: 10,
    source: 'https://example.org',
    checked: '2026-01-01',
    ...fields,
  };
}

function table(...prices: ModelPrice[]): PriceTable {
  return { format: 'enhanced-code.prices', version: 1, date: '2026-01-01', prices };
}

const measured = { source: 'measured' } as const;

describe('finding a price', () => {
  it.each([
    [anthropic({ model: 'claude-sonnet-4-5' })],
    [openaiChat({ model: 'gpt-5.4' })],
    [openaiResponses({ model: 'gpt-5.4' })],
    [google({ model: 'gemini-2.5-pro' })],
  ])('knows a model by the name that its client gives the provider', (model) => {
    expect(findPrice(publicPrices, model, at)?.output).toBeGreaterThan(0);
  });

  it.each(['m', 'm-20250929', 'm-2025-09-29', 'm@20250929', 'm-latest'])('knows %s', (modelId) => {
    expect(findPrice(table(price()), { provider: 'p', modelId }, at)).toEqual(price());
  });

  it.each([
    ['p', 'm-mini'],
    ['p', 'mm'],
    ['p', 'm-1'],
    ['p', ''],
    ['q', 'm'],
  ])('does not guess the price of %s/%s', (provider, modelId) => {
    expect(findPrice(table(price()), { provider, modelId }, at)).toBeUndefined();
  });

  it('takes a price for a pinned date before that of the name', () => {
    const pinned = price({ modelId: 'm-20250929', input: 1 });
    expect(findPrice(table(price(), pinned), { provider: 'p', modelId: 'm-20250929' }, at)?.input).toBe(1);
  });

  it('takes a price for every model of a provider last', () => {
    const all = table(price({ modelId: '*', input: 0, output: 0 }), price());
    expect(findPrice(all, { provider: 'p', modelId: 'other' }, at)?.input).toBe(0);
    expect(findPrice(all, { provider: 'p', modelId: 'm' }, at)?.input).toBe(2);
  });

  it('takes the price of the day', () => {
    const dated = table(
      price({ input: 1 }),
      price({ input: 3, since: '2026-12-01' }),
      price({ input: 2, since: '2026-06-01' }),
    );
    const on = (day: string) => findPrice(dated, { provider: 'p', modelId: 'm' }, Date.parse(day))?.input;
    expect([on('2026-05-31T23:59:59Z'), on('2026-06-01'), on('2026-11-30'), on('2026-12-01')]).toEqual([
      1, 2, 2, 3,
    ]);
  });

  it('knows no price before the first day', () => {
    const future = table(price({ since: '2027-01-01' }));
    expect(findPrice(future, { provider: 'p', modelId: 'm' }, at)).toBeUndefined();
  });
});

describe('the cost of tokens', () => {
  it('counts each kind at its own price', () => {
    const usage = {
      inputTokens: 1_000_000,
      cachedInputTokens: 600_000,
      cacheWriteTokens: 100_000,
      outputTokens: 200_000,
      reasoningTokens: 50_000,
      ...measured,
    };
    const full = price({ cachedInput: 0.2, cacheWrite: 2.5, reasoning: 20 });
    // 300k at 2, 600k at 0.2, 100k at 2.5, 150k at 10, 50k at 20
    expect(costOf(usage, full)).toBeCloseTo(0.6 + 0.12 + 0.25 + 1.5 + 1, 12);
    // Where there is no price of its own, that of input or output holds: a cost is never too low by that.
    expect(costOf(usage, price())).toBeCloseTo(2 + 2, 12);
  });

  it('counts what is kept for longer at its own price, or at that of any other', () => {
    const usage = {
      inputTokens: 1_000_000,
      outputTokens: 0,
      cacheWriteTokens: 500_000,
      longCacheWriteTokens: 200_000,
      ...measured,
    };
    const both = price({ cacheWrite: 2.5, longCacheWrite: 4 });
    expect(costOf(usage, both)).toBeCloseTo(1 + 0.75 + 0.8, 9);
    expect(costOf(usage, price({ cacheWrite: 2.5 }))).toBeCloseTo(1 + 1.25, 9);
    expect(costOf(usage, price())).toBeCloseTo(2, 9);
    expect(costOf({ ...usage, longCacheWriteTokens: 900_000 }, both)).toBeCloseTo(1 + 2, 9);
  });

  it('takes the other prices for the whole of a long request', () => {
    const long = price({ long: { aboveInputTokens: 1000, input: 4, output: 15 } });
    expect(costOf({ inputTokens: 1000, outputTokens: 0, ...measured }, long)).toBeCloseTo(0.002, 12);
    expect(costOf({ inputTokens: 1001, outputTokens: 10, ...measured }, long)).toBeCloseTo(0.004154, 12);
  });

  it('is never negative, grows with every count, and is nothing for nothing', () => {
    const count = fc.nat({ max: 1e6 });
    fc.assert(
      fc.property(count, count, count, count, (input, output, cached, written) => {
        const usage = { inputTokens: input, outputTokens: output, ...measured };
        const cost = costOf({ ...usage, cachedInputTokens: cached, cacheWriteTokens: written }, price());
        expect(cost).toBeGreaterThanOrEqual(0);
        expect(costOf({ ...usage, outputTokens: output + 1 }, price())).toBeGreaterThan(
          costOf(usage, price()),
        );
      }),
    );
    expect(costOf({ inputTokens: 0, outputTokens: 0, ...measured }, price())).toBe(0);
  });
});

describe('price tables', () => {
  it('can be put before one another', () => {
    const own = table(price({ input: 7 }));
    const joined = joinPriceTables(own, table(price(), price({ modelId: 'n' })), publicPrices);
    expect(findPrice(joined, { provider: 'p', modelId: 'm' }, at)?.input).toBe(7);
    expect(findPrice(joined, { provider: 'p', modelId: 'n' }, at)?.input).toBe(2);
    expect(findPrice(joined, { provider: 'anthropic', modelId: 'claude-sonnet-5' }, at)?.input).toBe(2);
  });

  it('keep all days of a model together when they are joined', () => {
    const dated = table(price({ input: 1 }), price({ input: 2, since: '2026-06-01' }));
    const joined = joinPriceTables(dated, table(price({ input: 9 })));
    expect(joined.prices.map(({ input }) => input)).toEqual([1, 2]);
  });

  it('are read from JSON, the public one among them', () => {
    expect(readPriceTable(JSON.parse(JSON.stringify(publicPrices)))).toEqual(publicPrices);
  });

  it.each([
    [null, 'it is not marked as one'],
    [[], 'it is not marked as one'],
    [{}, 'it is not marked as one'],
    [{ ...table(), version: 2 }, 'it is of a version that is not known here'],
    [{ ...table(), date: 'today' }, 'it has no date'],
    [{ ...table(), prices: {} }, 'it has no list of prices'],
    [table(price(), price({ input: -1 })), 'entry 1 (0-based) is not a price'],
    [table(price({ output: Number.NaN })), 'entry 0 (0-based) is not a price'],
    [table(price({ cachedInput: '1' as never })), 'entry 0 (0-based) is not a price'],
    [table(price({ checked: 'soon' })), 'entry 0 (0-based) is not a price'],
    [table(price({ since: '1.1.2026' })), 'entry 0 (0-based) is not a price'],
    [table(price({ long: { input: 1, output: 1 } as never })), 'entry 0 (0-based) is not a price'],
    [table(price({ source: 5 as never })), 'entry 0 (0-based) is not a price'],
  ])('refuse %j', (value, reason) => {
    expect(() => readPriceTable(value)).toThrow(
      expect.objectContaining({ code: 'EC_LLM_PRICE_TABLE', details: { reason } }),
    );
  });
});

describe('the public prices', () => {
  it('name a page and a day for each, none of them after the day of the table', () => {
    for (const { source, checked, modelId } of publicPrices.prices) {
      expect(source, modelId).toMatch(/^https:\/\//);
      expect(checked <= publicPrices.date, modelId).toBe(true);
    }
  });

  it('say of each whether it was read at its source', () => {
    const of = (provider: string, modelId: string) =>
      publicPrices.prices.find((price) => price.provider === provider && price.modelId === modelId);
    expect(of('anthropic', 'claude-opus-5')?.secondHand).toBeUndefined();
    expect(of('anthropic', 'claude-haiku-5-5')?.secondHand).toBe(true);
    expect(of('openai', 'gpt-6-sol')?.secondHand).toBe(true);
    expect(of('openai', 'gpt-6.2-sol')).not.toHaveProperty('secondHand');
    expect(of('google', 'gemini-3.8-flash')?.secondHand).toBe(true);
  });

  it('change with the day', () => {
    const output = (provider: string, modelId: string, day: string) =>
      findPrice(publicPrices, { provider, modelId }, Date.parse(day))?.output;
    expect(output('google', 'gemini-3.8-flash', '2026-12-31')).toBe(3.75);
    expect(output('google', 'gemini-3.8-flash', '2027-01-01')).toBe(7.5);
    expect(output('openai', 'gpt-5.6-terra', '2026-07-29')).toBeUndefined();
    expect(output('openai', 'gpt-5.6-terra', '2026-07-30')).toBe(12);
  });

  it('are higher for the whole of a long request, caches included', () => {
    const sol = findPrice(publicPrices, { provider: 'openai', modelId: 'gpt-6.2-sol' }, at) ?? price();
    const rates = { input: 4, output: 15, cachedInput: 0.2, cacheWrite: 5, longCacheWrite: 10 };
    expect(sol.long).toEqual({ aboveInputTokens: 272_000, ...rates });
    const kept = { cacheWriteTokens: 100_000, longCacheWriteTokens: 100_000 };
    const usage = { inputTokens: 300_000, outputTokens: 1000, ...kept, ...measured };
    expect(costOf(usage, sol)).toBeCloseTo((200_000 * 4 + 100_000 * 10 + 1000 * 15) / 1e6);
  });

  it('charge twice the input for what Claude keeps for an hour', () => {
    const claude = publicPrices.prices.filter(({ provider }) => provider === 'anthropic');
    for (const { input, cacheWrite, longCacheWrite, long } of claude) {
      expect([cacheWrite, longCacheWrite]).toEqual([input * 1.25, input * 2]);
      if (long) expect([long.cacheWrite, long.longCacheWrite]).toEqual([long.input * 1.25, long.input * 2]);
    }
  });

  it('hold what everybody sells: output dearer than input, reading a cache cheaper, no model twice on a day', () => {
    const seen = new Set<string>();
    for (const entry of publicPrices.prices) {
      const name = `${entry.provider} ${entry.modelId} ${entry.since ?? ''}`;
      expect(seen.has(name), name).toBe(false);
      seen.add(name);
      expect(entry.output, name).toBeGreaterThan(entry.input);
      if (entry.cachedInput !== undefined) expect(entry.cachedInput, name).toBeLessThan(entry.input);
      expect(entry.long === undefined || entry.long.input > entry.input, name).toBe(true);
    }
  });

  it('know the price of a pinned model and of its day', () => {
    const read = (day: string) =>
      findPrice(publicPrices, { provider: 'anthropic', modelId: 'claude-sonnet-5-5' }, Date.parse(day))
        ?.cachedInput;
    expect([read('2026-10-01'), read('2026-10-07')]).toEqual([0.2, 0.1]);
    const pinned = { provider: 'anthropic', modelId: 'claude-haiku-4-5-20251001' };
    expect(findPrice(publicPrices, pinned, at)).toMatchObject({ input: 1, output: 5 });
  });

  it('do not know a server of your own', () => {
    expect(findPrice(publicPrices, { provider: 'ollama', modelId: 'qwen3' }, at)).toBeUndefined();
  });
});
