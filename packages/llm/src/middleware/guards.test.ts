import { setImmediate as turn } from 'node:timers/promises';
import { createBulkhead, createCircuitBreaker, createRetry } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { type LanguageModel, llmErrors } from '../index.ts';
import { manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import {
  withBulkhead,
  withCircuitBreaker,
  withContextCheck,
  withDeadlines,
  withFallback,
  withRetry,
} from './index.ts';

const call = { provider: 'p', modelId: 'm' };
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);
const failing = (count: number): ScriptedStep[] =>
  Array.from({ length: count }, () => ({ error: overloaded }));

async function ask(model: LanguageModel) {
  const { state, error, text } = await model.stream(hello).result();
  return error === undefined ? text : `${state} ${error.code}`;
}

describe('a circuit breaker', () => {
  const trip = { kind: 'consecutive', failures: 3 } as const;

  it('opens after failures, refuses without sending, and closes after a good probe', async () => {
    const clock = manualClock();
    const breaker = createCircuitBreaker({ trip, openMs: 1000, clock });
    const model = scriptedModel([...failing(3), { text: 'well again' }, { text: 'and again' }]);
    const guarded = withCircuitBreaker(model, { breaker, clock });
    for (let count = 0; count < 3; count += 1) expect(await ask(guarded)).toBe('failed EC_LLM_OVERLOADED');
    const { error } = await guarded.stream(hello).result();
    expect(error).toMatchObject({ code: 'EC_RECOVERY_CIRCUIT_OPEN', retryAfterMs: 1000 });
    expect(model.requests).toHaveLength(3);
    clock.advance(1000);
    expect(await ask(guarded)).toBe('well again');
    expect(await ask(guarded)).toBe('and again');
    expect(breaker.view('scripted/scripted')).toMatchObject({ phase: 'closed' });
  });

  it.each(['EC_LLM_AUTH', 'EC_LLM_INVALID_REQUEST', 'EC_LLM_CONTEXT_OVERFLOW', 'EC_LLM_REFUSED'] as const)(
    'stays closed for %s, which is an answer',
    async (code) => {
      const error = llmErrors.create(code, call);
      const guarded = withCircuitBreaker(scriptedModel([{ error }, { error }, { error }, { text: 'ok' }]), {
        breaker: createCircuitBreaker({ trip }),
      });
      for (let count = 0; count < 3; count += 1) expect(await ask(guarded)).toBe(`failed ${code}`);
      expect(await ask(guarded)).toBe('ok');
    },
  );

  it('counts calls that were cancelled as nothing', async () => {
    const breaker = createCircuitBreaker({ trip });
    const guarded = withCircuitBreaker(scriptedModel([{ hang: true }, { hang: true }, { hang: true }]), {
      breaker,
    });
    for (let count = 0; count < 3; count += 1) {
      const abort = new AbortController();
      const result = guarded.stream(hello, { signal: abort.signal }).result();
      await turn();
      abort.abort();
      expect((await result).state).toBe('cancelled');
    }
    expect(breaker.view('scripted/scripted').phase).toBe('closed');
  });

  it('keeps keys apart and lets a fallback go on at once', async () => {
    const breaker = createCircuitBreaker({ trip });
    const sick = scriptedModel(failing(9), { modelId: 'sick' });
    const well = scriptedModel(
      Array.from({ length: 9 }, () => ({ text: 'well' })),
      { modelId: 'well' },
    );
    const route = withFallback([
      withCircuitBreaker(sick, { breaker }),
      withCircuitBreaker(well, { breaker }),
    ]);
    for (let count = 0; count < 5; count += 1) expect(await ask(route)).toBe('well');
    expect(sick.requests).toHaveLength(3);
    expect(breaker.views().map(({ key, phase }) => [key, phase])).toEqual([
      ['scripted/sick', 'open'],
      ['scripted/well', 'closed'],
    ]);
  });

  it('stops the retries of a call that it refuses, since it names a long wait', async () => {
    const clock = manualClock();
    const breaker = createCircuitBreaker({ trip, openMs: 3_600_000, clock });
    const model = scriptedModel(failing(9));
    const retry = createRetry({ maxRetries: 5, random: () => 0, clock });
    const guarded = withRetry(withCircuitBreaker(model, { breaker, clock }), { retry, clock });
    const { error } = await guarded.stream(hello).result();
    expect(model.requests).toHaveLength(3);
    expect(error?.attempts?.at(-1)?.code).toBe('EC_RECOVERY_CIRCUIT_OPEN');
  });
});

describe('a bulkhead', () => {
  it('runs so many calls at once, lets so many wait, and refuses the rest', async () => {
    const clock = manualClock();
    const steps = Array.from({ length: 4 }, (_, index) => ({ text: `${index}`, delayMs: 100 }));
    const model = withBulkhead(scriptedModel(steps, { clock }), { limit: 2, queue: 1 });
    const results = Array.from({ length: 4 }, () => ask(model));
    expect(await results[3]).toBe('failed EC_RECOVERY_BULKHEAD_FULL');
    for (let round = 0; round < 3; round += 1) {
      await turn();
      clock.advance(100);
      await turn();
    }
    expect(await Promise.all(results.slice(0, 3))).toEqual(['0', '1', '2']);
  });

  it('gives a place back when a reader leaves early, and when a waiting call is cancelled', async () => {
    const places = createBulkhead({ limit: 1, queue: 1 });
    const model = withBulkhead(scriptedModel([{ text: 'a' }, { text: 'b' }]), places);
    for await (const _part of model.stream(hello)) break;
    await turn();
    expect(places.free()).toEqual({ running: 1, queued: 1 });
    const held = places.tryAcquire();
    const abort = new AbortController();
    const waiting = model.stream(hello, { signal: abort.signal }).result();
    await turn();
    abort.abort();
    expect((await waiting).state).toBe('cancelled');
    held?.[Symbol.dispose]();
    await turn();
    expect(await ask(model)).toBe('b');
  });
});

describe('deadlines over any model', () => {
  const limits = { firstMs: 1000, idleMs: 500, totalMs: 5000 };

  it.each([
    ['EC_LLM_FIRST_TIMEOUT', { text: 'late', delayMs: 2000 }, 1000],
    ['EC_LLM_IDLE_TIMEOUT', { chunks: ['a', 'b'], chunkDelayMs: 600 }, 500],
    ['EC_LLM_TOTAL_TIMEOUT', { chunks: Array.from({ length: 60 }, () => 'x'), chunkDelayMs: 100 }, 5000],
  ] as const)('end a call with %s at that moment', async (code, step, limitMs) => {
    const clock = manualClock();
    const model = withDeadlines(scriptedModel([step as ScriptedStep], { clock }), { ...limits, clock });
    const started = clock.now();
    const result = model.stream(hello).result();
    let ended: number | undefined;
    void result.then(() => {
      ended = clock.now();
    });
    for (let at = 0; at < 7000 && ended === undefined; at += 100) {
      await turn();
      clock.advance(100);
      await turn();
    }
    expect(await result).toMatchObject({ state: 'failed', error: { code, details: { limitMs } } });
    expect((ended ?? 0) - started).toBe(limitMs);
    expect(clock.pending).toBe(0);
  });

  it('count what was sent as an estimate', async () => {
    const clock = manualClock();
    const step = { chunks: ['one two three', 'four'], chunkDelayMs: 1000 };
    const model = withDeadlines(scriptedModel([step], { clock }), { idleMs: 500, clock });
    const result = model.stream(hello).result();
    await turn();
    await turn();
    clock.advance(500);
    const { usage } = await result;
    expect(usage.source).toBe('estimated');
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens).toBeGreaterThan(1);
  });

  it('leave no timer behind a call that ends well or is cancelled', async () => {
    const clock = manualClock();
    const model = withDeadlines(scriptedModel([{ text: 'a' }, { hang: true }], { clock }), {
      ...limits,
      clock,
    });
    expect(await ask(model)).toBe('a');
    expect(clock.pending).toBe(0);
    const abort = new AbortController();
    const hanging = model.stream(hello, { signal: abort.signal }).result();
    await turn();
    abort.abort();
    expect((await hanging).state).toBe('cancelled');
    expect(clock.pending).toBe(0);
  });
});

describe('a context check', () => {
  const long = { messages: [{ role: 'user', content: 'word '.repeat(2000) }] } as const;

  it('refuses what cannot fit before it is sent, and lets the rest through', async () => {
    const model = scriptedModel([{ text: 'ok' }], { capabilities: { contextTokens: 1000 } });
    const checked = withContextCheck(model);
    const { state, error } = await checked.stream(long).result();
    expect(state).toBe('failed');
    expect(error).toMatchObject({ code: 'EC_LLM_CONTEXT_OVERFLOW' });
    expect(error?.details?.reason).toMatch(/^about \d+ tokens where 1000 fit/);
    expect(model.requests).toEqual([]);
    expect(await ask(checked)).toBe('ok');
  });

  it('counts the output that is asked for', async () => {
    const model = scriptedModel([{ text: 'ok' }], { capabilities: { contextTokens: 1000 } });
    const { error } = await withContextCheck(model)
      .stream({ ...hello, maxOutputTokens: 2000 })
      .result();
    expect(error?.code).toBe('EC_LLM_CONTEXT_OVERFLOW');
  });

  it('allows an estimate to be too high by a margin, and an exact count not at all', async () => {
    const steps = [{ text: 'ok' }];
    const counted = (countTokens: number, margin?: number) =>
      withContextCheck(scriptedModel(steps), {
        contextTokens: 1000,
        countTokens: () => countTokens,
        ...(margin === undefined ? {} : { margin }),
      });
    expect(await ask(counted(1000))).toBe('ok');
    expect(await ask(counted(1001))).toBe('failed EC_LLM_CONTEXT_OVERFLOW');
    expect(await ask(counted(1100, 0.1))).toBe('ok');
    expect(await ask(counted(1101, 0.1))).toBe('failed EC_LLM_CONTEXT_OVERFLOW');
  });

  it('checks nothing where the size of the context is not known', () => {
    const model = scriptedModel([]);
    expect(withContextCheck(model)).toBe(model);
  });
});
