import { setImmediate as turn } from 'node:timers/promises';
import { createRetry } from '@enhanced-code/errors/recovery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingServer } from '../../test/billing-server.ts';
import { hello, modelOf } from '../../test/models.ts';
import { chatText } from '../../test/wire.ts';
import { type LanguageModel, llmErrors } from '../index.ts';
import {
  createBudget,
  createUsageLedger,
  type LedgerEntry,
  memoryAnswerStore,
  withBudget,
  withCache,
  withFallback,
  withLedger,
  withRetry,
} from '../middleware/index.ts';
import type { PriceTable } from '../prices.ts';
import { manualClock, scriptedModel } from '../testing/index.ts';

const call = { provider: 'p', modelId: 'm' };
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);
const prices: PriceTable = {
  format: 'enhanced-code.prices',
  version: 1,
  date: '2026-01-01',
  prices: [
    {
      provider: 'openai',
      modelId: 'gpt-test',
      input: 2,
      output: 10,
      cachedInput: 0.2,
      source: 'x',
      checked: '2026-01-01',
    },
    { provider: 'scripted', modelId: 'a', input: 1, output: 1, source: 'x', checked: '2026-01-01' },
  ],
};

const used = (inputTokens: number, outputTokens: number) =>
  ({ inputTokens, outputTokens, source: 'measured' }) as const;

describe('the usage ledger', () => {
  it('books every attempt, the failed and the cut ones too, wherever it stands', async () => {
    const steps = [
      { text: 'Hal', error: overloaded, usage: used(10, 1) },
      { text: 'Hal', cut: true, usage: used(10, 2) },
      { text: 'Hello', usage: used(10, 3) },
    ] as const;
    const retry = createRetry({ maxRetries: 3, random: () => 0 });
    const sums = await Promise.all(
      ['inside', 'outside'].map(async (place) => {
        const ledger = createUsageLedger();
        const plain = scriptedModel(steps);
        const model =
          place === 'inside'
            ? withRetry(withLedger(plain, { ledger }), { retry })
            : withLedger(withRetry(plain, { retry }), { ledger });
        await model.stream(hello).result();
        return ledger.sum();
      }),
    );
    expect(sums[0]).toEqual(sums[1]);
    expect(sums[0]).toEqual({
      attempts: 3,
      unfinished: 2,
      usage: { inputTokens: 30, outputTokens: 6, source: 'measured' },
      costUsd: 0,
      unpriced: 3,
    });
  });

  it('books an attempt that was cancelled, as an estimate', async () => {
    const ledger = createUsageLedger();
    const abort = new AbortController();
    const model = withLedger(scriptedModel([{ text: 'Hello there', hang: true }]), { ledger });
    const result = model.stream(hello, { signal: abort.signal }).result();
    await turn();
    await turn();
    abort.abort();
    await result;
    const { attempts, unfinished, usage } = ledger.sum();
    expect([attempts, unfinished, usage.source]).toEqual([1, 1, 'estimated']);
    expect(usage.outputTokens).toBeGreaterThan(0);
  });

  it('names how each attempt ended, the last one of several by its own error', async () => {
    const entries: LedgerEntry[] = [];
    const ledger = createUsageLedger({ onEntry: (entry) => void entries.push(entry) });
    const route = withFallback([
      scriptedModel([{ error: overloaded }], { modelId: 'a', newId: () => 'a1' }),
      scriptedModel([{ cut: true }], { modelId: 'b', newId: () => 'b1' }),
    ]);
    await withLedger(route, { ledger }).stream(hello).result();
    expect(entries.map(({ modelId, state, errorCode }) => [modelId, state, errorCode])).toEqual([
      ['a', 'failed', 'EC_LLM_OVERLOADED'],
      ['b', 'truncated', 'EC_LLM_TRUNCATED'],
    ]);
  });

  it('adds up by run, session and tenant, and forgets what has ended', async () => {
    const ledger = createUsageLedger({ prices });
    const ask = (labels: Record<string, string>) =>
      withLedger(scriptedModel([{ text: 'a', usage: used(1_000_000, 0) }], { modelId: 'a' }), {
        ledger,
        labels,
      })
        .stream(hello)
        .result();
    await ask({ run: '1', tenant: 'acme' });
    await ask({ run: '2', tenant: 'acme' });
    await ask({ run: '3', tenant: 'other' });
    expect(ledger.sum('tenant', 'acme')).toMatchObject({ attempts: 2, costUsd: 2, unpriced: 0 });
    expect(ledger.sum('run', '2')).toMatchObject({ attempts: 1, costUsd: 1 });
    expect(ledger.sum()).toMatchObject({ attempts: 3, costUsd: 3 });
    ledger.forget('run', '2');
    expect(ledger.sum('run', '2').attempts).toBe(0);
    expect(ledger.sum('tenant', 'acme').attempts).toBe(2);
  });

  it('takes labels from the request, and keeps odd ones apart', async () => {
    const ledger = createUsageLedger();
    const model = withLedger(scriptedModel([{ text: 'a' }, { text: 'b' }]), {
      ledger,
      labels: ({ temperature = 0 }) => ({ 'a","b': `${temperature}"` }),
    });
    await model.stream(hello).result();
    await model.stream({ ...hello, temperature: 1 }).result();
    expect(ledger.sum('a","b', '0"').attempts).toBe(1);
    expect(ledger.sum('a', 'b').attempts).toBe(0);
  });

  it('says that a cost is not known, and never takes it for nothing', async () => {
    const entries: LedgerEntry[] = [];
    const ledger = createUsageLedger({ prices, onEntry: (entry) => void entries.push(entry) });
    const ask = (modelId: string) =>
      withLedger(scriptedModel([{ text: 'a', usage: used(1_000_000, 0) }], { modelId }), { ledger })
        .stream(hello)
        .result();
    await ask('a');
    await ask('unheard-of');
    expect(entries.map(({ costUsd }) => costUsd)).toEqual([1, undefined]);
    expect(ledger.sum()).toMatchObject({ attempts: 2, costUsd: 1, unpriced: 1 });
  });

  it.each([
    ['the model that answered', 'gpt-test-1', 100],
    ['the model that was asked, where the price of the other is not known', 'gpt-elsewhere', 2],
    ['the model that was asked before that of all of its provider', '*', 2],
  ])('takes the price of %s', async (_name, modelId, input) => {
    const other = { provider: 'openai', modelId, input: 100, output: 0, source: 'x', checked: '2026-01-01' };
    const table: PriceTable = {
      ...prices,
      prices: [...prices.prices.map((price) => ({ ...price, cachedInput: price.input, output: 0 })), other],
    };
    const ledger = createUsageLedger({ prices: table });
    const budget = createBudget({ usd: 100, prices: table });
    const model = withLedger(withBudget(modelOf('chat', [chatText]), { budget }), { ledger });
    const { response, usage } = await model.stream(hello).result();
    expect(response?.modelId).toBe('gpt-test-1');
    expect(ledger.sum().costUsd).toBeCloseTo((usage.inputTokens * input) / 1e6, 12);
    expect(budget.view().spent.usd).toBeCloseTo((usage.inputTokens * input) / 1e6, 12);
  });

  it('books nothing for what was never sent: a refusal, a missing key, an answer from the cache', async () => {
    const ledger = createUsageLedger();
    const store = memoryAnswerStore();
    const model = withLedger(withCache(scriptedModel([{ text: 'a', usage: used(5, 5) }]), { store }), {
      ledger,
    });
    await model.stream(hello).result();
    for (let count = 0; count < 5; count += 1) await turn();
    await model.stream(hello).result();
    expect(ledger.sum()).toMatchObject({ attempts: 2, usage: { inputTokens: 5, outputTokens: 5 } });
  });

  it('counts a model of another library that tells nothing but its end', async () => {
    const ledger = createUsageLedger();
    const inner = scriptedModel([
      { text: 'a', usage: used(3, 4) },
      { error: overloaded, usage: used(2, 0) },
      { text: 'b', usage: used(3, 4) },
    ]);
    const terse: LanguageModel = {
      ...inner,
      stream: (request, options) => {
        const stream = inner.stream(request, options);
        return {
          result: () => stream.result(),
          async *[Symbol.asyncIterator]() {
            for await (const part of stream)
              if (part.type !== 'attempt-start' && part.type !== 'usage') yield part;
          },
        };
      },
    };
    await withLedger(terse, { ledger }).stream(hello).result();
    expect(ledger.sum()).toMatchObject({ attempts: 1, usage: { inputTokens: 3, outputTokens: 4 } });
    const retry = createRetry({ random: () => 0 });
    await withLedger(withRetry(terse, { retry }), { ledger }).stream(hello).result();
    expect(ledger.sum()).toMatchObject({ attempts: 3, usage: { inputTokens: 8, outputTokens: 8 } });
  });

  it('is saved and taken up again', async () => {
    const ledger = createUsageLedger({ prices });
    const ask = (target: ReturnType<typeof createUsageLedger>) =>
      withLedger(scriptedModel([{ text: 'a', usage: used(7, 1) }], { modelId: 'a' }), {
        ledger: target,
        labels: { run: '1' },
      })
        .stream(hello)
        .result();
    await ask(ledger);
    const saved = JSON.parse(JSON.stringify(ledger.save())) as unknown;
    expect(saved).toMatchObject({ format: 'enhanced-code.usage-ledger', version: 1 });
    const again = createUsageLedger({ prices, saved });
    expect([again.sum(), again.sum('run', '1')]).toEqual([ledger.sum(), ledger.sum('run', '1')]);
    await ask(again);
    expect(again.sum('run', '1').attempts).toBe(2);
  });

  it('reads the state of the first release', () => {
    const sum = {
      attempts: 2,
      unfinished: 1,
      usage: { inputTokens: 5, outputTokens: 6, source: 'estimated' },
      costUsd: 0.5,
      unpriced: 1,
    };
    const saved = {
      format: 'enhanced-code.usage-ledger',
      version: 1,
      sums: [{ sum }, { label: 'run', value: '1', sum }],
    };
    expect(createUsageLedger({ saved }).sum('run', '1')).toEqual(sum);
  });

  it.each([
    [{}, 'it is none, or of another version'],
    [{ format: 'enhanced-code.usage-ledger', version: 2, sums: [] }, 'it is none, or of another version'],
    [{ format: 'enhanced-code.usage-ledger', version: 1, sums: [{ sum: {} }] }, 'a sum in it cannot be read'],
    [{ format: 'enhanced-code.usage-ledger', version: 1 }, 'a sum in it cannot be read'],
  ])('refuses %j', (saved, reason) => {
    expect(() => createUsageLedger({ saved })).toThrow(
      expect.objectContaining({ code: 'EC_LLM_LEDGER_STATE', details: { reason } }),
    );
  });
});

describe('the bill of a server', () => {
  it('is the sum of the ledger, to the token and to the cent, where the server counts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (stream) => {
        const server = billingServer(() => stream.next().value ?? 0, prices.prices[0]);
        const ledger = createUsageLedger({ prices });
        const retry = createRetry({ maxRetries: 4, random: () => 0 });
        const clock = manualClock();
        const model = withRetry(withLedger(server.model, { ledger }), { retry, clock });
        for (let count = 0; count < 8; count += 1) await model.stream(hello).result();
        const { usage, costUsd } = ledger.sum();
        expect([usage.inputTokens, usage.outputTokens]).toEqual([
          server.bill.inputTokens,
          server.bill.outputTokens,
        ]);
        expect(costUsd).toBeCloseTo(server.bill.usd, 9);
        expect(usage.source).toBe('measured');
      }),
      { numRuns: 15 },
    );
  });

  it('is met within 5 % where streams are cut and nothing is counted', async () => {
    const server = billingServer((call) => call, prices.prices[0], { cut: true });
    const ledger = createUsageLedger({ prices });
    const model = withLedger(server.model, { ledger });
    const request = { messages: [{ role: 'user', content: server.prompt }] } as const;
    for (let count = 0; count < 40; count += 1) await model.stream(request).result();
    const { usage, costUsd } = ledger.sum();
    expect(usage.source).toBe('estimated');
    expect(Math.abs(usage.inputTokens / server.bill.inputTokens - 1)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(usage.outputTokens / server.bill.outputTokens - 1)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(costUsd / server.bill.usd - 1)).toBeLessThanOrEqual(0.05);
  });
});
