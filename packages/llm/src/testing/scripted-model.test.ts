import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { llmErrors, type ModelRequest, type StreamPart } from '../index.ts';
import { manualClock, type ScriptedStep, scriptedModel } from './index.ts';

const request: ModelRequest = { messages: [{ role: 'user', content: 'hello' }] };

async function types(step: ScriptedStep): Promise<StreamPart['type'][]> {
  const seen: StreamPart['type'][] = [];
  for await (const part of scriptedModel([step]).stream(request)) seen.push(part.type);
  return seen;
}

describe('a scripted model', () => {
  it('sends thoughts, text in pieces and tool calls in order', async () => {
    const step = { reasoning: 'Hm', chunks: ['a', 'b'], toolCalls: [{ toolName: 'list', input: { x: 1 } }] };
    expect(await types(step)).toEqual([
      'attempt-start',
      'reasoning-start',
      'reasoning-delta',
      'reasoning-end',
      'text-start',
      'text-delta',
      'text-delta',
      'tool-call-start',
      'tool-call-delta',
      'tool-call-end',
      'text-end',
      'usage',
      'finish',
    ]);
    expect(await scriptedModel([step]).stream(request).result()).toMatchObject({
      state: 'finished',
      text: 'ab',
      finishReason: { unified: 'tool-calls' },
      toolCalls: [{ toolName: 'list', inputText: '{"x":1}' }],
    });
  });

  it('takes its steps in order, as values or made from the request, and remembers the requests', async () => {
    const model = scriptedModel([
      { text: 'one' },
      ({ messages }, call) => ({ text: `${messages.length} ${call}` }),
    ]);
    expect((await model.stream(request).result()).text).toBe('one');
    expect((await model.stream(request).result()).text).toBe('1 2');
    expect(model.requests).toEqual([request, request]);
    expect(await model.stream(request).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_INTERNAL', details: { reason: 'the script has no further step' } },
    });
  });

  it.each([
    [{ chunks: ['a', 'b', 'c'], cut: 2 }, 'truncated', 'ab'],
    [{ text: 'abc', cut: true }, 'truncated', 'abc'],
    [{ text: 'abc', finishReason: 'length' }, 'truncated', 'abc'],
    [{ text: 'abc', finishReason: 'content-filter' }, 'refused', 'abc'],
    [{ toolCalls: [{ toolName: 'x', input: '{"broken' }] }, 'truncated', ''],
    [{ text: '👩‍💻é'.repeat(30), chunkSize: 1 }, 'finished', '👩‍💻é'.repeat(30)],
  ] as const)('ends %o as %s', async (step, state, text) => {
    expect(
      await scriptedModel([step as ScriptedStep])
        .stream(request)
        .result(),
    ).toMatchObject({ state, text });
  });

  it('fails with the error of its step after what it said', async () => {
    const error = llmErrors.create('EC_LLM_OVERLOADED', { provider: 'p', modelId: 'm' });
    const result = await scriptedModel([{ text: 'abc', error }])
      .stream(request)
      .result();
    expect(result).toMatchObject({ state: 'failed', text: 'abc', error });
  });

  it.each([
    ['an error', { error: { code: 'EC_LLM_SERVER' } }, 'failed'],
    ['a cut', { cut: true }, 'truncated'],
    ['a tool call', { toolCalls: [{ toolName: 'read', input: {} }] }, 'finished'],
    ['a thought', { reasoning: 'hm', text: 'a' }, 'finished'],
    ['nothing', {}, 'finished'],
  ] as const)('waits before the first part where that is %s', async (_name, step, state) => {
    const clock = manualClock();
    const result = scriptedModel([{ ...step, delayMs: 500 }], { clock })
      .stream(request)
      .result();
    let ended = false;
    void result.then(() => {
      ended = true;
    });
    await turn();
    clock.advance(499);
    await turn();
    expect(ended).toBe(false);
    clock.advance(1);
    expect((await result).state).toBe(state);
    expect(clock.pending).toBe(0);
  });

  it('waits on its clock only, and can be cancelled while it waits', async () => {
    const clock = manualClock();
    const model = scriptedModel([{ text: 'a', delayMs: 1000 }, { hang: true }], { clock });
    const slow = model.stream(request).result();
    await turn();
    clock.advance(1000);
    expect((await slow).state).toBe('finished');
    const abort = new AbortController();
    const hanging = model.stream(request, { signal: abort.signal }).result();
    await turn();
    abort.abort();
    expect((await hanging).state).toBe('cancelled');
    expect(clock.pending).toBe(0);
  });
});
