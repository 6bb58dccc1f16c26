import { setImmediate as turn } from 'node:timers/promises';
import { createRetry } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { llmErrors } from '../index.ts';
import { manualClock, type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { mapRequests, type RouteTurn, type SharedDeadline, withFallback, withRetry } from './index.ts';

const call = { provider: 'p', modelId: 'm' };
const overloaded = llmErrors.create('EC_LLM_OVERLOADED', call);

function named(modelId: string, ...steps: ScriptedStep[]) {
  return scriptedModel(steps, { modelId, newId: () => `${modelId}-1` });
}

describe('falling back to another model', () => {
  it('takes back what the first one said and lets the next one answer', async () => {
    const model = withFallback([
      named('a', { text: 'Hal', error: overloaded }),
      named('b', { text: 'Hello' }),
    ]);
    const types: string[] = [];
    const stream = model.stream(hello);
    for await (const part of stream) types.push(part.type === 'attempt-start' ? part.modelId : part.type);
    expect(types.filter((type) => ['a', 'b', 'attempt-reset', 'finish'].includes(type))).toEqual([
      'a',
      'attempt-reset',
      'b',
      'finish',
    ]);
    expect(await stream.result()).toMatchObject({ state: 'finished', text: 'Hello' });
    expect(model.modelId).toBe('a');
  });

  it.each(['EC_LLM_AUTH', 'EC_LLM_INVALID_REQUEST'] as const)('does not happen for %s', async (code) => {
    const second = named('b', { text: 'Hello' });
    const model = withFallback([named('a', { error: llmErrors.create(code, call) }), second]);
    expect(await model.stream(hello).result()).toMatchObject({ state: 'failed', error: { code } });
    expect(second.requests).toEqual([]);
  });

  it('does not happen after an abort, even where the rule allows everything', async () => {
    const second = named('b', { text: 'Hello' });
    const abort = new AbortController();
    abort.abort();
    const model = withFallback([named('a', { text: 'Hi' }), second], { fallsThrough: () => true });
    expect((await model.stream(hello, { signal: abort.signal }).result()).state).toBe('cancelled');
    expect(second.requests).toEqual([]);
  });

  it('does not happen for a wrong key, even where the rule allows everything', async () => {
    const second = named('b', { text: 'Hello' });
    const wrong = named('a', { error: llmErrors.create('EC_LLM_AUTH', call) });
    const model = withFallback([wrong, second], { fallsThrough: () => true });
    expect(await model.stream(hello).result()).toMatchObject({ error: { code: 'EC_LLM_AUTH' } });
    expect(second.requests).toEqual([]);
  });

  it.each(['EC_LLM_OVERLOADED', 'EC_LLM_QUOTA', 'EC_LLM_CONTEXT_OVERFLOW', 'EC_LLM_REFUSED'] as const)(
    'happens for %s unless the rule says otherwise',
    async (code) => {
      const models = () =>
        [named('a', { error: llmErrors.create(code, call) }), named('b', { text: 'Hello' })] as const;
      expect((await withFallback(models()).stream(hello).result()).text).toBe('Hello');
      const strict = withFallback(models(), { fallsThrough: (error) => error.code !== code });
      expect((await strict.stream(hello).result()).error?.code).toBe(code);
    },
  );

  it('asks each model with its own options', async () => {
    const [first, second] = [named('a', { error: overloaded }), named('b', { text: 'Hello' })];
    const brief = mapRequests(second, (request) => ({ ...request, maxOutputTokens: 10, temperature: 0 }));
    await withFallback([first, brief])
      .stream({ ...hello, maxOutputTokens: 500 })
      .result();
    expect(first.requests).toEqual([{ ...hello, maxOutputTokens: 500 }]);
    expect(second.requests).toEqual([{ ...hello, maxOutputTokens: 10, temperature: 0 }]);
  });

  it('follows a rule by cause', async () => {
    const refused = named('a', { finishReason: 'content-filter' });
    const rule = { fallsThrough: (error: { class: string }) => error.class !== 'refusal' };
    const model = withFallback([refused, named('b', { text: 'Hello' })], rule);
    expect((await model.stream(hello).result()).state).toBe('refused');
  });

  it('fails with the first error and all attempts, those of retries included', async () => {
    const retry = createRetry({ maxRetries: 1, random: () => 0 });
    const first = withRetry(named('a', { error: llmErrors.create('EC_LLM_SERVER', call) }, { cut: true }), {
      retry,
    });
    const { error } = await withFallback([first, named('b', { error: overloaded })])
      .stream(hello)
      .result();
    expect(error).toMatchObject({ code: 'EC_LLM_SERVER' });
    expect(error?.attempts?.map(({ target, code }) => [target, code])).toEqual([
      ['scripted/a', 'EC_LLM_SERVER'],
      ['scripted/a', 'EC_LLM_TRUNCATED'],
      ['scripted/b', 'EC_LLM_OVERLOADED'],
    ]);
  });
});

describe('a deadline for all models of a fallback', () => {
  const hangs: ScriptedStep = { hang: true };

  /** Lets the time pass until the call has ended; gives its result and how long it took. */
  async function run(deadline: SharedDeadline, ...steps: readonly ScriptedStep[]) {
    const clock = manualClock();
    const models = steps.map((step, index) =>
      scriptedModel([step], { modelId: `m${index}`, newId: () => `m${index}-1`, clock }),
    );
    const [first, ...others] = models;
    if (first === undefined) throw new TypeError('no model');
    const running = withFallback([first, ...others], { deadline, clock })
      .stream(hello)
      .result();
    let done = false;
    void running.then(() => {
      done = true;
    });
    for (let ticks = 0; ticks < 1000 && !done; ticks += 1) {
      await turn();
      if (!done) clock.advance(10);
    }
    const { state, text, error } = await running;
    const tried = error?.attempts?.map(({ latencyMs, code }) => [latencyMs, code]);
    const asked = models.filter(({ requests }) => requests.length > 0).length;
    return {
      state,
      text,
      code: error?.code,
      details: error?.details,
      tried,
      asked,
      tookMs: clock.now(),
      clock,
    };
  }

  it('is shared evenly among the models that are left', async () => {
    const { clock, ...seen } = await run({ totalMs: 900 }, hangs, hangs, hangs);
    expect(seen).toMatchObject({
      state: 'failed',
      code: 'EC_LLM_FIRST_TIMEOUT',
      details: { limitMs: 300 },
      tried: [
        [300, 'EC_LLM_FIRST_TIMEOUT'],
        [300, 'EC_LLM_FIRST_TIMEOUT'],
        [300, 'EC_LLM_TOTAL_TIMEOUT'],
      ],
      tookMs: 900,
    });
    expect(clock.pending).toBe(0);
  });

  it('gives what a fast failure did not need to those after it', async () => {
    const failsAt100 = { delayMs: 100, error: overloaded };
    const seen = await run({ totalMs: 900 }, failsAt100, hangs, { delayMs: 390, text: 'late' });
    expect(seen).toMatchObject({ state: 'finished', text: 'late', tookMs: 100 + 400 + 390 });
  });

  it('lets an answer that has begun go on for all the time that is left', async () => {
    const slow = { chunks: ['a', 'b', 'c', 'd', 'e'], chunkDelayMs: 200 };
    expect(await run({ totalMs: 1000 }, slow, { text: 'other' })).toMatchObject({
      state: 'finished',
      text: 'abcde',
      asked: 1,
    });
    const tooSlow = { ...slow, chunkDelayMs: 300 };
    expect(await run({ totalMs: 1000 }, tooSlow, { text: 'other' })).toMatchObject({
      state: 'failed',
      code: 'EC_LLM_TOTAL_TIMEOUT',
      tookMs: 1000,
      asked: 1,
    });
  });

  it('ends an answer in the middle where a share is for all of it', async () => {
    const slow = { chunks: ['a', 'b', 'c', 'd', 'e'], chunkDelayMs: 200 };
    const seen = await run({ totalMs: 1000, until: 'answer' }, slow, { text: 'other' });
    expect(seen).toMatchObject({ state: 'finished', text: 'other', asked: 2, tookMs: 500 });
  });

  it('is shared as the caller says, and never more than is left', async () => {
    const turns: Omit<RouteTurn, 'model'>[] = [];
    const shareMs = ({ model, ...at }: RouteTurn): number => {
      turns.push(at);
      return model.modelId === 'm0' ? 700 : 5000;
    };
    const seen = await run({ totalMs: 1000, shareMs }, hangs, hangs, { text: 'never asked' });
    expect(turns).toEqual([
      { index: 0, remaining: 3, leftMs: 1000 },
      { index: 1, remaining: 2, leftMs: 300 },
    ]);
    expect(seen).toMatchObject({
      state: 'failed',
      tried: [
        [700, 'EC_LLM_FIRST_TIMEOUT'],
        [300, 'EC_LLM_TOTAL_TIMEOUT'],
      ],
      asked: 2,
      tookMs: 1000,
    });
  });

  it('begins when the call is read, not when it is made', async () => {
    const clock = manualClock();
    const model = withFallback([scriptedModel([{ delayMs: 90, text: 'in time' }], { clock })], {
      deadline: { totalMs: 100 },
      clock,
    });
    const stream = model.stream(hello);
    clock.advance(5000);
    const result = stream.result();
    await turn();
    clock.advance(90);
    expect((await result).text).toBe('in time');
    expect(clock.pending).toBe(0);
  });

  it('says that it is no duration', async () => {
    const seen = await run({ totalMs: Number.NaN }, { text: 'a' });
    expect(seen).toMatchObject({ state: 'failed', code: 'EC_RECOVERY_BAD_OPTION', asked: 0 });
  });
});
