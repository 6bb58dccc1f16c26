import { createRetry } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { hello } from '../../test/models.ts';
import { llmErrors } from '../index.ts';
import { type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { withFallback, withRetry } from './index.ts';

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
