import { setImmediate as turn } from 'node:timers/promises';
import { createRetry } from '@enhanced-code/errors/recovery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { type LanguageModel, llmErrors } from '../index.ts';
import { type PriceTable, publicPrices } from '../prices.ts';
import { manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { type BudgetOptions, createBudget, withBudget, withFallback, withRetry } from './index.ts';

const priced = (modelId: string, input: number, output: number) =>
  ({ provider: 'scripted', modelId, input, output, source: 'x', checked: '2026-01-01' }) as const;
const prices: PriceTable = {
  format: 'enhanced-code.prices',
  version: 1,
  date: '2026-01-01',
  prices: [priced('cheap', 1, 2), priced('dear', 100, 200)],
};
const used = (inputTokens: number, outputTokens: number) =>
  ({ inputTokens, outputTokens, source: 'measured' }) as const;
const nothing = { tokens: 0, usd: 0 };
const countTokens = () => 100;

function cheap(...steps: ScriptedStep[]) {
  return scriptedModel(steps, { modelId: 'cheap' });
}

async function codeOf(model: LanguageModel): Promise<string> {
  const { state, error } = await model.stream({ ...hello, maxOutputTokens: 100 }).result();
  return error?.code ?? state;
}

describe('a budget of tokens', () => {
  it('lets calls through while the estimate fits, and then sends nothing more', async () => {
    const budget = createBudget({ name: 'run', tokens: 450 });
    const model = cheap(...Array.from({ length: 5 }, () => ({ text: 'a', usage: used(100, 50) })));
    const limited = withBudget(model, { budget, countTokens });
    const codes = [await codeOf(limited), await codeOf(limited), await codeOf(limited)];
    expect(codes).toEqual(['finished', 'finished', 'EC_LLM_BUDGET_TOKENS']);
    expect(model.requests).toHaveLength(2);
    expect(budget.view()).toEqual({ spent: { tokens: 300, usd: 0 }, reserved: nothing });
  });

  it('says what is left and what is needed', async () => {
    const budget = createBudget({ name: 'tenant acme', tokens: 150 });
    const { error } = await withBudget(cheap({ text: 'a' }), { budget, countTokens, outputTokens: 100 })
      .stream(hello)
      .result();
    expect(error).toMatchObject({
      code: 'EC_LLM_BUDGET_TOKENS',
      class: 'limit',
      exitCode: 8,
      retryable: false,
      details: { budget: 'tenant acme', limit: 150, left: 150, needed: 200 },
    });
  });

  it('counts running calls in, so that calls at once cannot pass it together', async () => {
    const clock = manualClock();
    const budget = createBudget({ tokens: 500 });
    const steps = Array.from({ length: 5 }, () => ({ text: 'a', delayMs: 10, usage: used(10, 10) }));
    const model = withBudget(scriptedModel(steps, { clock }), { budget, countTokens });
    const codes = Array.from({ length: 5 }, () => codeOf(model));
    await turn();
    expect(budget.view().reserved.tokens).toBe(400);
    clock.advance(10);
    expect((await Promise.all(codes)).sort()).toEqual([
      'EC_LLM_BUDGET_TOKENS',
      'EC_LLM_BUDGET_TOKENS',
      'EC_LLM_BUDGET_TOKENS',
      'finished',
      'finished',
    ]);
    expect(budget.view()).toEqual({ spent: { tokens: 40, usd: 0 }, reserved: nothing });
  });

  it('books failed and cancelled calls, and frees what they had not used', async () => {
    const budget = createBudget({ tokens: 10_000 });
    const error = llmErrors.create('EC_LLM_OVERLOADED', { provider: 'p', modelId: 'm' });
    const model = withBudget(cheap({ text: 'Hal', error, usage: used(30, 5) }, { text: 'x', hang: true }), {
      budget,
    });
    expect(await codeOf(model)).toBe('EC_LLM_OVERLOADED');
    expect(budget.view()).toEqual({ spent: { tokens: 35, usd: 0 }, reserved: nothing });
    const abort = new AbortController();
    const hanging = model.stream(hello, { signal: abort.signal }).result();
    await turn();
    await turn();
    abort.abort();
    const { usage } = await hanging;
    const spent = 35 + usage.inputTokens + usage.outputTokens;
    expect(budget.view()).toEqual({ spent: { tokens: spent, usd: 0 }, reserved: nothing });
  });

  it('is checked before each attempt of a call that is tried again', async () => {
    const budget = createBudget({ tokens: 300 });
    const failing = cheap(...Array.from({ length: 5 }, () => ({ cut: true as const, usage: used(100, 0) })));
    const retry = createRetry({ maxRetries: 9, random: () => 0 });
    const model = withRetry(withBudget(failing, { budget, countTokens, outputTokens: 100 }), { retry });
    const { error } = await model.stream(hello).result();
    expect(failing.requests).toHaveLength(2);
    expect(error?.attempts?.map(({ code }) => code)).toEqual([
      'EC_LLM_TRUNCATED',
      'EC_LLM_TRUNCATED',
      'EC_LLM_BUDGET_TOKENS',
    ]);
  });

  it('never lets calls begin beyond the limit, for any sizes, where estimates hold', async () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }));
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 20 }), fc.nat({ max: 2000 }), async (sizes, tokens) => {
        const budget = createBudget({ tokens });
        for (const [input, output] of sizes) {
          const model = cheap({ text: 'a', usage: used(input, Math.ceil(output / 2)) });
          const limited = withBudget(model, { budget, countTokens: () => input });
          await limited.stream({ ...hello, maxOutputTokens: output }).result();
        }
        expect(budget.view().spent.tokens).toBeLessThanOrEqual(tokens);
        expect(budget.view().reserved).toEqual(nothing);
      }),
      { numRuns: 50 },
    );
  });

  it('takes the longest answer of the model where the request sets no limit', async () => {
    const model = scriptedModel([{ text: 'a' }], { capabilities: { maxOutputTokens: 900 } });
    const { error } = await withBudget(model, { budget: createBudget({ tokens: 999 }), countTokens })
      .stream(hello)
      .result();
    expect(error?.details).toMatchObject({ needed: 1000 });
    const unknown = withBudget(cheap({ text: 'a' }), { budget: createBudget({ tokens: 999 }), countTokens });
    expect((await unknown.stream(hello).result()).error?.details).toMatchObject({ needed: 4196 });
  });

  it('goes on from what was spent before', async () => {
    const budget = createBudget({ tokens: 1000, spent: { tokens: 900 } });
    expect(await codeOf(withBudget(cheap({ text: 'a' }), { budget, countTokens }))).toBe(
      'EC_LLM_BUDGET_TOKENS',
    );
  });

  it('can be two at once, of which the inner one frees the outer', async () => {
    const tenant = createBudget({ name: 'tenant', tokens: 10_000 });
    const run = createBudget({ name: 'run', tokens: 10 });
    const model = withBudget(withBudget(cheap({ text: 'a' }), { budget: run }), { budget: tenant });
    const { error } = await model.stream(hello).result();
    expect(error?.details).toMatchObject({ budget: 'run' });
    expect(tenant.view()).toEqual({ spent: nothing, reserved: nothing });
  });
});

describe('a budget of money', () => {
  it('counts by the price table and refuses what may cost more than is left', async () => {
    const budget = createBudget({ usd: 0.0008, prices });
    const steps = Array.from({ length: 5 }, () => ({ text: 'a', usage: used(100, 100) }));
    const limited = withBudget(cheap(...steps), { budget, countTokens });
    expect([await codeOf(limited), await codeOf(limited), await codeOf(limited)]).toEqual([
      'finished',
      'finished',
      'EC_LLM_BUDGET_COST',
    ]);
    expect(budget.view().spent.usd).toBeCloseTo(0.0006, 12);
    const dear = withBudget(scriptedModel([{ text: 'a' }], { modelId: 'dear' }), { budget, countTokens });
    expect(await codeOf(dear)).toBe('EC_LLM_BUDGET_COST');
  });

  it('refuses a model whose price is not known, instead of taking it for free', async () => {
    const budget = createBudget({ usd: 1_000_000, prices });
    const model = scriptedModel([{ text: 'a' }], { modelId: 'new' });
    const { error } = await withBudget(model, { budget }).stream(hello).result();
    expect(error).toMatchObject({
      code: 'EC_LLM_BUDGET_PRICE',
      details: { modelId: 'new', provider: 'scripted' },
    });
    expect(model.requests).toEqual([]);
  });

  it('books the estimate where another model answered whose price is not known', async () => {
    const budget = createBudget({ usd: 1, prices });
    const error = llmErrors.create('EC_LLM_OVERLOADED', { provider: 'p', modelId: 'm' });
    const route = withFallback([
      cheap({ error, usage: used(0, 0) }),
      scriptedModel([{ text: 'a', usage: used(5, 5) }], { modelId: 'new' }),
    ]);
    expect(await codeOf(withBudget(route, { budget, countTokens }))).toBe('finished');
    expect(budget.view().spent.usd).toBeCloseTo(0.0003, 12);
  });

  it('takes the price of the day', async () => {
    const clock = manualClock(Date.parse('2026-10-01'));
    const budget = createBudget({ usd: 100, prices: publicPrices });
    const usage = { ...used(1_000_000, 0), cachedInputTokens: 1_000_000 };
    const model = scriptedModel(
      [
        { text: 'a', usage },
        { text: 'b', usage },
      ],
      { provider: 'anthropic', modelId: 'claude-sonnet-5-5' },
    );
    const limited = withBudget(model, { budget, clock });
    await limited.stream(hello).result();
    expect(budget.view().spent.usd).toBeCloseTo(0.2, 9);
    clock.advance(30 * 86_400_000);
    await limited.stream(hello).result();
    expect(budget.view().spent.usd).toBeCloseTo(0.3, 9);
  });
});

describe('options of a budget', () => {
  it.each([
    [{}, 'tokens'],
    [{ tokens: -1 }, 'tokens'],
    [{ tokens: Number.NaN }, 'tokens'],
    [{ usd: -0.1, prices }, 'usd'],
    [{ usd: 1 }, 'prices'],
  ] as [BudgetOptions, string][])('refuse %j', (options, option) => {
    expect(() => createBudget(options)).toThrow(
      expect.objectContaining({
        code: 'EC_LLM_INVALID_OPTION',
        details: expect.objectContaining({ option }),
      }),
    );
  });

  it('allow a budget of nothing, under which nothing is sent', async () => {
    const model = cheap({ text: 'a' });
    expect(await codeOf(withBudget(model, { budget: createBudget({ tokens: 0 }) }))).toBe(
      'EC_LLM_BUDGET_TOKENS',
    );
    expect(model.requests).toEqual([]);
  });
});
