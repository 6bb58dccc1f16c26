import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anthropic,
  fromAISDK,
  type LanguageModel,
  type ModelRequest,
  type ModelResult,
  openaiChat,
  openaiResponses,
} from '../index.ts';
import { google } from '../presets.ts';

/** Faults of the mock server, each of them certain; the words that ask for them. */
const faults = {
  'fault: lost': { dropRate: 1 },
  'fault: malformed': { malformedRate: 1 },
  'fault: disconnected': { disconnectRate: 1 },
  'fault: limited': { rateLimitRate: 1 },
} as const;
const server = new LLMock({ port: 0, logLevel: 'silent' });

beforeAll(async () => {
  server.onMessage('hello', { content: 'Hi there, 世界.' });
  server.onMessage('list files', { toolCalls: [{ name: 'list', arguments: '{"path":"src"}' }] });
  server.onMessage('too many', {
    error: { message: 'Slow down', type: 'rate_limit_error' },
    status: 429,
    retryAfter: 7,
  });
  server.onMessage('slow', { content: 'abcdefghij'.repeat(200) }, { chunkSize: 5, latency: 20 });
  server.onMessage('busy', { error: { message: 'Overloaded', type: 'overloaded_error' }, status: 529 });
  server.onMessage(
    'drop',
    { content: 'abcdefghij'.repeat(20) },
    { chunkSize: 5, latency: 20, disconnectAfterMs: 150 },
  );
  server.onMessage(
    'short',
    { content: 'abcdefghij'.repeat(20) },
    { chunkSize: 5, latency: 5, truncateAfterChunks: 6 },
  );
  const random = { dropRate: 0.2, malformedRate: 0.2, disconnectRate: 0.2, rateLimitRate: 0.2 };
  server.onMessage('random', { content: 'All of it.' }, { chaos: random, chunkSize: 3 });
  for (const [word, chaos] of Object.entries(faults)) {
    server.onMessage(word, { content: 'never' }, { chaos });
  }
  await server.start();
});

afterAll(() => server.stop());

const models: readonly { name: string; make: () => LanguageModel }[] = [
  { name: 'openaiChat', make: () => openaiChat({ model: 'local', baseURL: `${server.url}/v1` }) },
  { name: 'openaiResponses', make: () => openaiResponses({ model: 'local', baseURL: `${server.url}/v1` }) },
  { name: 'anthropic', make: () => anthropic({ model: 'claude', baseURL: server.url, apiKey: 'test' }) },
  {
    name: 'google',
    make: () => google({ model: 'gemini-2.5-flash', baseURL: `${server.url}/v1beta`, apiKey: 'test' }),
  },
  {
    name: 'fromAISDK',
    make: () =>
      fromAISDK(createOpenAICompatible({ name: 'acme', baseURL: `${server.url}/v1`, apiKey: 'test' })('m')),
  },
];

function ask(content: string): ModelRequest {
  return { messages: [{ role: 'user', content }] };
}

describe.each(models)('$name against a mock server, through its SDK', ({ make }) => {
  const run = (content: string): Promise<ModelResult> => make().stream(ask(content)).result();

  it('receives text', async () => {
    expect(await run('hello')).toMatchObject({
      state: 'finished',
      text: 'Hi there, 世界.',
      finishReason: { unified: 'stop' },
    });
  });

  it('receives a tool call', async () => {
    const request: ModelRequest = {
      ...ask('list files'),
      tools: [{ name: 'list', description: 'Lists files', inputSchema: { type: 'object', properties: {} } }],
    };
    const result = await make().stream(request).result();
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'tool-calls' } });
    expect(result.toolCalls).toMatchObject([{ toolName: 'list', inputText: '{"path":"src"}' }]);
  });

  it('fails with the waiting time where it is limited', async () => {
    const { state, error } = await run('too many');
    expect(state).toBe('failed');
    expect(error).toMatchObject({
      code: 'EC_LLM_RATE_LIMIT',
      retryAfterMs: 7000,
      retryable: true,
      exitCode: 9,
    });
  });

  it('fails as overloaded', async () => {
    expect(await run('busy')).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_OVERLOADED' } });
  });

  it('keeps what arrived before the connection dropped', async () => {
    const result = await run('drop');
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_NETWORK', retryable: true } });
    expect('abcdefghij'.repeat(20).startsWith(result.text)).toBe(true);
    expect(result.usage.source).toBe('estimated');
  });

  it('does not take a truncated answer as complete', async () => {
    const result = await run('short');
    expect(['truncated', 'failed']).toContain(result.state);
    expect(result.error?.retryable).toBe(true);
    expect(result.text.length).toBeLessThan(200);
  });

  it('fails where nothing is known', async () => {
    expect(await run('nobody knows this')).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_NOT_FOUND', exitCode: 2 },
    });
  });

  it.each([
    ['fault: lost', ['EC_LLM_SERVER', 'EC_LLM_OVERLOADED']],
    ['fault: malformed', ['EC_LLM_NOT_AN_API', 'EC_LLM_PROTOCOL', 'EC_LLM_TRUNCATED']],
    ['fault: disconnected', ['EC_LLM_NETWORK']],
    ['fault: limited', ['EC_LLM_RATE_LIMIT']],
  ])('ends in its true state under the server’s own %s', async (word, codes) => {
    const result = await run(word);
    expect(result).toMatchObject({ text: '', toolCalls: [] });
    expect(['failed', 'truncated']).toContain(result.state);
    expect(codes).toContain(result.error?.code);
  });

  it('is never finished with less than the whole text where faults come at random', async () => {
    for (let turn = 0; turn < 12; turn += 1) {
      const result = await run(`random ${turn}`);
      if (result.state === 'finished') expect(result.text).toBe('All of it.');
      else expect(result.error).toBeDefined();
    }
  });

  it('is cancelled by the signal, in the middle of the stream', async () => {
    const abort = new AbortController();
    const stream = make().stream(ask('slow'), { signal: abort.signal });
    for await (const part of stream) if (part.type === 'text-delta') abort.abort();
    expect(await stream.result()).toMatchObject({ state: 'cancelled', error: { code: 'EC_LLM_CANCELLED' } });
  });
});

describe('a server that is not there', () => {
  it('is a network error that says so', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    const model = openaiChat({ model: 'local', baseURL: `http://127.0.0.1:${port}/v1` });
    expect(await model.stream(ask('hello')).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_NETWORK', class: 'network', details: { reason: 'ECONNREFUSED' } },
    });
  });
});
