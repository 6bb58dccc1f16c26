import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, type LanguageModelV4StreamPart, LoadAPIKeyError } from '@ai-sdk/provider';
import { LLMock } from '@copilotkit/aimock';
import { MockLanguageModelV3, MockLanguageModelV4 } from 'ai/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AISDKLanguageModel } from '../custom.ts';
import { fromAISDK, type Message, type ModelRequest, type ModelResult, type StreamPart } from '../index.ts';
import { manualClock } from '../testing/index.ts';

const ask: ModelRequest = { messages: [{ role: 'user', content: 'Hi' }] };
const usage = {
  inputTokens: { total: 20, noCache: 14, cacheRead: 6, cacheWrite: 2 },
  outputTokens: { total: 9, text: 6, reasoning: 3 },
} as const;
const finish = (
  unified: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'interrupted' | 'other',
) =>
  ({ type: 'finish', usage, finishReason: { unified, raw: `raw-${unified}` } }) as LanguageModelV4StreamPart;
const said: LanguageModelV4StreamPart[] = [
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Hel' },
  { type: 'text-delta', id: '1', delta: 'lo' },
  { type: 'text-end', id: '1' },
];

function streamOf(
  parts: readonly unknown[],
  end: 'close' | 'stall' | Error = 'close',
): ReadableStream<never> {
  const waiting = [...parts];
  return new ReadableStream<never>({
    pull(controller) {
      if (waiting.length > 0) controller.enqueue(waiting.shift() as never);
      else if (end === 'close') controller.close();
      else if (end === 'stall') return new Promise(() => {});
      else controller.error(end);
    },
  });
}

function mock(parts: readonly unknown[], end: 'close' | 'stall' | Error = 'close'): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    provider: 'acme.chat',
    modelId: 'm1',
    doStream: async () => ({
      stream: streamOf(parts, end),
      response: { headers: { 'x-request-id': 'req-1' } },
    }),
  });
}

function run(parts: readonly unknown[], end: 'close' | 'stall' | Error = 'close'): Promise<ModelResult> {
  return fromAISDK(mock(parts, end)).stream(ask).result();
}

describe('an AI SDK model as one of ours', () => {
  it('streams text and thoughts, and tells usage and what the response said', async () => {
    const result = await run([
      { type: 'stream-start', warnings: [] },
      { type: 'response-metadata', id: 'r1', modelId: 'm1-2026' },
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'Hm' },
      { type: 'reasoning-end', id: 'r', providerMetadata: { acme: { signature: 'c2ln' } } },
      { type: 'ping' },
      { type: 'raw', rawValue: 1 },
      ...said,
      finish('stop'),
    ]);
    const data = { acme: { signature: 'c2ln' } };
    expect(result).toMatchObject({
      state: 'finished',
      text: 'Hello',
      reasoning: 'Hm',
      content: [
        { type: 'reasoning', text: 'Hm', opaque: { provider: 'acme.chat', modelId: 'm1', data } },
        { type: 'text', text: 'Hello' },
      ],
      finishReason: { unified: 'stop', raw: 'raw-stop' },
      usage: {
        inputTokens: 20,
        outputTokens: 9,
        cachedInputTokens: 6,
        cacheWriteTokens: 2,
        reasoningTokens: 3,
        source: 'measured',
      },
      response: { id: 'r1', modelId: 'm1-2026', requestId: 'req-1' },
    });
  });

  it.each([
    [
      'with its input in deltas',
      [
        { type: 'tool-input-start', id: 'c1', toolName: 'list' },
        { type: 'tool-input-delta', id: 'c1', delta: '{"path":' },
        { type: 'tool-input-delta', id: 'c1', delta: '"src"}' },
        { type: 'tool-input-end', id: 'c1' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'list', input: '{"path":"src"}' },
      ],
    ],
    ['all at once', [{ type: 'tool-call', toolCallId: 'c1', toolName: 'list', input: '{"path":"src"}' }]],
    [
      'written in another way at its end',
      [
        { type: 'tool-input-start', id: 'c1', toolName: 'list' },
        { type: 'tool-input-delta', id: 'c1', delta: '{"path":"src"}' },
        { type: 'tool-call', toolCallId: 'c1', toolName: 'list', input: '{ "path": "src" }' },
      ],
    ],
  ])('gives a tool call %s', async (_name, parts) => {
    const result = await run([...parts, finish('tool-calls')]);
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'tool-calls' } });
    expect(result.toolCalls).toMatchObject([
      { toolCallId: 'c1', toolName: 'list', inputText: '{"path":"src"}' },
    ]);
  });

  it('leaves out the calls of tools that the provider runs itself', async () => {
    const result = await run([
      { type: 'tool-input-start', id: 'w', toolName: 'web_search', providerExecuted: true },
      { type: 'tool-input-delta', id: 'w', delta: '{' },
      { type: 'tool-call', toolCallId: 'w', toolName: 'web_search', input: '{', providerExecuted: true },
      { type: 'tool-result', toolCallId: 'w', toolName: 'web_search', result: {} },
      ...said,
      finish('stop'),
    ]);
    expect(result).toMatchObject({ state: 'finished', toolCalls: [], text: 'Hello' });
  });

  it.each([
    ['no finish part', said, 'truncated', 'EC_LLM_TRUNCATED'],
    ['nothing at all', [], 'truncated', 'EC_LLM_TRUNCATED'],
    ['an interruption', [...said, finish('interrupted')], 'truncated', 'EC_LLM_TRUNCATED'],
    ['the limit of the output', [...said, finish('length')], 'truncated', 'EC_LLM_OUTPUT_LIMIT'],
    ['a filter', [...said, finish('content-filter')], 'refused', 'EC_LLM_CONTENT_POLICY'],
    ['a reason that is an error', [...said, finish('error')], 'failed', 'EC_LLM_SERVER'],
    [
      'an open tool call',
      [{ type: 'tool-input-start', id: 'c', toolName: 'x' }, finish('stop')],
      'truncated',
      'EC_LLM_TRUNCATED',
    ],
    [
      'a tool call that is cut',
      [{ type: 'tool-call', toolCallId: 'c', toolName: 'x', input: '{"a":' }, finish('tool-calls')],
      'truncated',
      'EC_LLM_TRUNCATED',
    ],
    ['an announced tool call that is not there', [finish('tool-calls')], 'truncated', 'EC_LLM_TRUNCATED'],
    ['an error text in the stream', [...said, { type: 'error', error: 'kaputt' }], 'failed', 'EC_LLM_SERVER'],
    [
      'an overload in the stream',
      [...said, { type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, finish('error')],
      'failed',
      'EC_LLM_OVERLOADED',
    ],
    [
      'an error before a clean end',
      [{ type: 'error', error: { code: 'insufficient_quota', message: 'x' } }, finish('stop')],
      'failed',
      'EC_LLM_QUOTA',
    ],
  ])('ends in the right state after %s', async (_name, parts, state, code) => {
    const result = await run(parts);
    expect(result).toMatchObject({ state, error: { code } });
    expect(['', 'Hello']).toContain(result.text);
  });

  it.each([0, 1, 2, 3, 4])('is truncated where %i parts came and the finish part did not', async (count) => {
    expect((await run([...said, finish('stop')].slice(0, count))).state).toBe('truncated');
  });

  it('fails with what was received where the stream breaks, and estimates the tokens', async () => {
    const reset = Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });
    expect(await run(said, reset)).toMatchObject({
      state: 'failed',
      text: 'Hello',
      usage: { source: 'estimated' },
      error: { code: 'EC_LLM_NETWORK', retryable: true },
    });
  });

  it('counts as estimated what the model did not count', async () => {
    const unknown = { inputTokens: { total: undefined }, outputTokens: { total: undefined } };
    const result = await run([
      ...said,
      { type: 'finish', usage: unknown, finishReason: { unified: 'stop' } },
    ]);
    expect(result).toMatchObject({ state: 'finished', usage: { source: 'estimated' } });
    expect(result.usage.outputTokens).toBeGreaterThan(0);
  });
});

describe('what an AI SDK model throws', () => {
  const apiError = (statusCode: number, body: unknown, headers: Record<string, string> = {}): APICallError =>
    new APICallError({
      message: 'secret prompt',
      url: 'http://x',
      requestBodyValues: { prompt: 'secret prompt' },
      statusCode,
      responseHeaders: headers,
      responseBody: JSON.stringify(body),
    });

  it.each([
    [apiError(429, { error: { message: 'slow' } }, { 'retry-after': '7' }), 'EC_LLM_RATE_LIMIT', 7000],
    [apiError(429, { error: { code: 'insufficient_quota' } }), 'EC_LLM_QUOTA', undefined],
    [apiError(401, {}), 'EC_LLM_AUTH', undefined],
    [
      apiError(400, { error: { message: 'prompt is too long: 9 tokens' } }),
      'EC_LLM_CONTEXT_OVERFLOW',
      undefined,
    ],
    [apiError(529, {}), 'EC_LLM_OVERLOADED', undefined],
    [new LoadAPIKeyError({ message: 'no key' }), 'EC_LLM_AUTH', undefined],
    [
      Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }),
      'EC_LLM_NETWORK',
      undefined,
    ],
  ])('%#: is mapped to the catalogue without a word of the prompt', async (thrown, code, retryAfterMs) => {
    const model = new MockLanguageModelV4({
      doStream: async () => {
        throw thrown;
      },
    });
    const { state, error } = await fromAISDK(model).stream(ask).result();
    expect({ state, code: error?.code, retryAfterMs: error?.retryAfterMs }).toEqual({
      state: 'failed',
      code,
      retryAfterMs,
    });
    expect(`${JSON.stringify(error)}${error?.stack}`).not.toContain('secret');
  });

  it('is cancelled by its signal, which reaches the model', async () => {
    const abort = new AbortController();
    const model = mock(said, 'stall');
    const stream = fromAISDK(model).stream(ask, { signal: abort.signal });
    for await (const part of stream) if (part.type === 'text-end') abort.abort();
    expect(await stream.result()).toMatchObject({ state: 'cancelled', text: 'Hello' });
    expect(model.doStreamCalls[0]?.abortSignal?.aborted).toBe(true);
  });

  it('ends at our deadlines, which pings do not put off', async () => {
    const clock = manualClock();
    const parts: StreamPart[] = [];
    const model = fromAISDK(mock([...said, { type: 'ping' }], 'stall'), {
      clock,
      deadlines: { idleMs: 1000 },
    });
    const stream = model.stream(ask);
    for await (const part of stream) {
      parts.push(part);
      if (part.type === 'text-end') setImmediate(() => clock.advance(1000));
    }
    expect(await stream.result()).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_IDLE_TIMEOUT' } });
    expect(clock.pending).toBe(0);
  });
});

describe('what an AI SDK model is asked', () => {
  const own = { provider: 'acme.chat', modelId: 'm1' };
  const messages: Message[] = [
    { role: 'system', content: 'Be brief' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image', mediaType: 'image/png', data: 'aW1n' },
        { type: 'file', mediaType: 'application/pdf', data: 'cGRm', fileName: 'a.pdf' },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'mine', opaque: { ...own, data: { acme: { signature: 's' } } } },
        { type: 'reasoning', text: 'of another', opaque: { ...own, modelId: 'm2', data: {} } },
        {
          type: 'tool-call',
          toolCallId: 'c',
          toolName: 'list',
          inputText: '{"path":"a"}',
          opaque: { ...own, data: { acme: { id: 1 } } },
        },
      ],
    },
    { role: 'tool', content: [{ toolCallId: 'c', toolName: 'list', output: 'no', isError: true }] },
  ];
  const request: ModelRequest = {
    messages,
    tools: [{ name: 'list', description: 'Lists', inputSchema: { type: 'object' } }],
    toolChoice: { toolName: 'list' },
    maxOutputTokens: 5,
    temperature: 0,
    stopSequences: ['END'],
    providerOptions: { acme: { fast: true } },
  };

  it('is the whole request in the words of its newest specification', async () => {
    const model = mock([...said, finish('stop')]);
    await fromAISDK(model).stream(request).result();
    expect(model.doStreamCalls[0]).toMatchObject({
      maxOutputTokens: 5,
      temperature: 0,
      stopSequences: ['END'],
      providerOptions: { acme: { fast: true } },
      tools: [{ type: 'function', name: 'list', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'tool', toolName: 'list' },
      prompt: [
        { role: 'system', content: 'Be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'aW1n' } },
            { type: 'file', filename: 'a.pdf' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'reasoning', text: 'mine', providerOptions: { acme: { signature: 's' } } },
            {
              type: 'tool-call',
              toolCallId: 'c',
              input: { path: 'a' },
              providerOptions: { acme: { id: 1 } },
            },
          ],
        },
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c', output: { type: 'error-text', value: 'no' } }],
        },
      ],
    });
    expect(JSON.stringify(model.doStreamCalls[0]?.prompt)).not.toContain('of another');
  });

  it('holds it to a schema where that is declared, and is refused where it is not', async () => {
    const outputFormat = { name: 'answer', schema: { type: 'object' } };
    const model = mock([...said, finish('stop')]);
    await fromAISDK(model, { capabilities: { structuredOutput: true } })
      .stream({ ...ask, outputFormat })
      .result();
    expect(model.doStreamCalls[0]?.responseFormat).toEqual({ type: 'json', ...outputFormat });
    expect(
      await fromAISDK(model)
        .stream({ ...ask, outputFormat })
        .result(),
    ).toMatchObject({
      error: { code: 'EC_LLM_UNSUPPORTED', details: { feature: 'structured output' } },
    });
    expect(model.doStreamCalls).toHaveLength(1);
  });

  it('gives an older specification its data bare, and reads its flat usage and reason', async () => {
    const v3 = new MockLanguageModelV3({
      doStream: async () => ({ stream: streamOf([...said, finish('stop')]) }),
    });
    expect(await fromAISDK(v3).stream(request).result()).toMatchObject({ state: 'finished', text: 'Hello' });
    expect(v3.doStreamCalls[0]?.prompt[1]).toMatchObject({ content: [{}, { data: 'aW1n' }, {}] });
    const end = {
      type: 'finish',
      finishReason: 'unknown',
      usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1 },
    };
    const v2: AISDKLanguageModel = {
      specificationVersion: 'v2',
      provider: 'old',
      modelId: 'o',
      doStream: async () => ({ stream: streamOf([...said, end]) }),
    };
    expect(await fromAISDK(v2).stream(ask).result()).toMatchObject({
      state: 'finished',
      finishReason: { unified: 'other' },
      usage: { inputTokens: 3, outputTokens: 2, cachedInputTokens: 1, source: 'measured' },
    });
  });
});

describe('a real provider package against a mock server', () => {
  const server = new LLMock({ port: 0, logLevel: 'silent' });
  beforeAll(async () => {
    server.onMessage('hello', { content: 'Hi there, 世界.' });
    server.onMessage('list files', { toolCalls: [{ name: 'list', arguments: '{"path":"src"}' }] });
    server.onMessage('too many', {
      error: { message: 'Slow', type: 'rate_limit_error' },
      status: 429,
      retryAfter: 7,
    });
    server.onMessage(
      'short',
      { content: 'abcdefghij'.repeat(20) },
      { chunkSize: 5, latency: 5, truncateAfterChunks: 6 },
    );
    await server.start();
  });
  afterAll(() => server.stop());

  const call = (content: string): Promise<ModelResult> => {
    const acme = createOpenAICompatible({ name: 'acme', baseURL: `${server.url}/v1`, apiKey: 'k' });
    const tools = [{ name: 'list', description: 'Lists', inputSchema: { type: 'object', properties: {} } }];
    return fromAISDK(acme('m1'))
      .stream({ messages: [{ role: 'user', content }], tools })
      .result();
  };

  it('answers', async () => {
    expect(await call('hello')).toMatchObject({
      state: 'finished',
      text: 'Hi there, 世界.',
      finishReason: { unified: 'stop' },
    });
  });

  it('calls a tool', async () => {
    expect((await call('list files')).toolCalls).toMatchObject([
      { toolName: 'list', inputText: '{"path":"src"}' },
    ]);
  });

  it('is called once and tells the waiting time where it is limited', async () => {
    expect(await call('too many')).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_RATE_LIMIT', retryAfterMs: 7000 },
    });
  });

  it('is never finished where it was cut', async () => {
    expect(['truncated', 'failed']).toContain((await call('short')).state);
  });
});
