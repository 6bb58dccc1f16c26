import { setImmediate as turn } from 'node:timers/promises';
import { createRetry, createRetryBudget } from '@enhanced-code/errors/recovery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeSequence } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { chatChunk, events } from '../../test/wire.ts';
import { type LanguageModel, llmErrors, type ModelStream, openaiChat, type StreamPart } from '../index.ts';
import { type ManualClock, manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { withRetry } from './index.ts';

const call = { provider: 'p', modelId: 'm' };
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);
const limited = (retryAfterMs: number) => llmErrors.create('EC_LLM_RATE_LIMIT', call, { retryAfterMs });

/** What a person who follows the events sees in the end. */
async function show(stream: ModelStream): Promise<{ shown: string; parts: StreamPart[] }> {
  const texts = new Map<string, string>();
  const parts: StreamPart[] = [];
  for await (const part of stream) {
    parts.push(part);
    if (part.type === 'text-delta') texts.set(part.partId, (texts.get(part.partId) ?? '') + part.text);
    if (part.type === 'attempt-reset') for (const id of part.retract) texts.delete(id);
  }
  return { shown: [...texts.values()].join(''), parts };
}

/** A model that is tried again without any delay. */
function eager(steps: readonly ScriptedStep[], maxRetries = 9): LanguageModel {
  return withRetry(scriptedModel(steps), { retry: createRetry({ maxRetries, random: () => 0 }) });
}

describe('retrying a call', () => {
  it('shows every character once, however often attempts fail and wherever', async () => {
    const failing = fc.record({
      chunks: fc.array(fc.string({ minLength: 1, maxLength: 5 })),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(failing, { maxLength: 6 }), fc.string(), async (failures, text) => {
        const steps = failures.map(({ chunks, cut }) =>
          cut ? { chunks, cut: true as const } : { chunks, error: overloaded },
        );
        const stream = eager([...steps, { text }]).stream(hello);
        const { shown, parts } = await show(stream);
        expect(shown).toBe(text);
        expect(parts.filter(({ type }) => type === 'attempt-reset')).toHaveLength(failures.length);
        expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1);
        expect(await stream.result()).toMatchObject({ state: 'finished', text });
      }),
      { numRuns: 100 },
    );
  });

  it('names the attempt that it takes back, and all of its parts', async () => {
    const first = {
      reasoning: 'Hm',
      text: 'Hal',
      toolCalls: [{ toolName: 'x', input: {} }],
      error: overloaded,
    };
    const { parts } = await show(eager([first, { text: 'Hello' }]).stream(hello));
    const ids = parts.flatMap((part) => ('partId' in part ? [part.partId] : []));
    const ofFirst = [...new Set(ids.filter((id) => id.startsWith('attempt-1')))];
    expect(parts.find(({ type }) => type === 'attempt-reset')).toMatchObject({
      attemptId: 'attempt-1',
      retract: ofFirst,
      error: { code: 'EC_LLM_OVERLOADED' },
    });
    expect(ofFirst).toHaveLength(3);
  });

  it.each([
    ['EC_LLM_AUTH', { text: 'Hal', error: llmErrors.create('EC_LLM_AUTH', call) }],
    ['EC_LLM_QUOTA', { error: llmErrors.create('EC_LLM_QUOTA', call) }],
    ['EC_LLM_OUTPUT_LIMIT', { text: 'Hal', finishReason: 'length' }],
    ['EC_LLM_REFUSED', { text: 'Hal', finishReason: 'content-filter' }],
  ] as const)('calls exactly once for %s', async (code, step) => {
    const model = scriptedModel([step, { text: 'never' }]);
    expect(await withRetry(model).stream(hello).result()).toMatchObject({ error: { code } });
    expect(model.requests).toHaveLength(1);
  });

  it('ends with the first error and all attempts where none succeeds', async () => {
    const steps = [
      { text: 'a', error: overloaded },
      { text: 'b', cut: true as const },
      { text: 'c', error: limited(0) },
    ];
    const result = await eager(steps, 2).stream(hello).result();
    expect(result).toMatchObject({ state: 'failed', text: 'c', error: { code: 'EC_LLM_OVERLOADED' } });
    expect(result.error?.attempts?.map(({ code }) => code)).toEqual([
      'EC_LLM_OVERLOADED',
      'EC_LLM_TRUNCATED',
      'EC_LLM_RATE_LIMIT',
    ]);
  });

  it('counts what the failed attempts used', async () => {
    const usage = { inputTokens: 10, outputTokens: 3, cachedInputTokens: 4, source: 'measured' as const };
    const steps = [
      { text: 'a', error: overloaded, usage },
      { text: 'b', usage },
    ];
    const { parts } = await show(eager(steps).stream(hello));
    expect(parts.filter(({ type }) => type === 'usage')).toHaveLength(2);
    expect(parts[parts.length - 1]).toMatchObject({
      usage: { inputTokens: 20, outputTokens: 6, cachedInputTokens: 8, source: 'measured' },
    });
  });

  it('ends what had already begun where it is told so', async () => {
    const model = scriptedModel([{ text: 'Hal', error: overloaded }, { text: 'Hello' }]);
    const result = await withRetry(model, { midStream: 'fail' }).stream(hello).result();
    expect(result).toMatchObject({ state: 'failed', text: 'Hal' });
    expect(model.requests).toHaveLength(1);
  });
});

describe('waiting before a retry', () => {
  function waiting(steps: readonly ScriptedStep[], clock: ManualClock): LanguageModel {
    const retry = createRetry({ clock, random: () => 0.5, initialDelayMs: 1000, maxRetryAfterMs: 60_000 });
    return withRetry(scriptedModel(steps, { clock }), { clock, retry });
  }

  it('takes the time that the provider asks for', async () => {
    const clock = manualClock();
    let text = '';
    const stream = waiting([{ error: limited(7000) }, { text: 'Hello' }], clock).stream(hello);
    const result = stream.result().then((ended) => {
      text = ended.text;
    });
    for (let i = 0; i < 9; i += 1) await turn();
    clock.advance(6999);
    for (let i = 0; i < 9; i += 1) await turn();
    expect(text).toBe('');
    clock.advance(1000);
    await result;
    expect(text).toBe('Hello');
    expect(clock.pending).toBe(0);
  });

  it('defers instead of waiting longer than allowed', async () => {
    const clock = manualClock(0);
    const result = await waiting([{ error: limited(3_600_000) }], clock)
      .stream(hello)
      .result();
    expect(result).toMatchObject({
      state: 'failed',
      error: { code: 'EC_RECOVERY_DEFERRED', retryAfterMs: 3_600_000 },
    });
  });

  it('can be cancelled', async () => {
    const clock = manualClock();
    const abort = new AbortController();
    const stream = waiting([{ text: 'a', error: overloaded }, { text: 'b' }], clock).stream(hello, {
      signal: abort.signal,
    });
    const result = stream.result();
    for (let i = 0; i < 9; i += 1) await turn();
    expect(clock.pending).toBe(1);
    abort.abort();
    expect(await result).toMatchObject({ state: 'cancelled', text: '', error: { code: 'EC_LLM_CANCELLED' } });
    expect(clock.pending).toBe(0);
  });

  it('keeps to a budget that several models share', async () => {
    const budget = createRetryBudget({ ratio: 0, floor: 3 });
    const retry = createRetry({ maxRetries: 5, random: () => 0, budget });
    const models = [1, 2, 3].map(() =>
      scriptedModel(Array.from({ length: 9 }, () => ({ error: overloaded }))),
    );
    for (const model of models) await withRetry(model, { retry }).stream(hello).result();
    expect(models.map(({ requests }) => requests.length)).toEqual([4, 1, 1]);
  });
});

describe('the four ways in which a stream breaks', () => {
  const half = events([chatChunk({ content: 'Hel' })]);
  const whole = events([chatChunk({ content: 'Hello' }), chatChunk({}, 'stop'), '[DONE]']);
  const broken = [
    ['an error inside the stream', { chunks: [half, events([{ error: { type: 'overloaded_error' } }])] }],
    ['a reset', { chunks: [half], answer: { error: new TypeError('terminated') } }],
    ['a clean early end', { chunks: [half] }],
    ['a stall', { chunks: [half], answer: { stall: true } }],
  ] as const;

  it.each(broken)('%s is repaired, with nothing twice', async (_name, first) => {
    const clock = manualClock();
    const sent = fakeSequence([first, { chunks: [whole] }]);
    const model = openaiChat({
      model: 'm',
      apiKey: 'k',
      fetch: sent.fetch,
      clock,
      deadlines: { idleMs: 50 },
    });
    const retry = createRetry({ random: () => 0 });
    const done = show(withRetry(model, { retry }).stream(hello));
    for (let i = 0; i < 40; i += 1) await turn();
    clock.advance(50);
    expect((await done).shown).toBe('Hello');
    expect(sent.requests).toHaveLength(2);
  });
});
