import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  anthropic,
  type LanguageModel,
  type ModelRequest,
  type ModelResult,
  openaiChat,
  openaiResponses,
} from '../index.ts';

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
  await server.start();
});

afterAll(() => server.stop());

const models: readonly { name: string; make: () => LanguageModel }[] = [
  { name: 'openaiChat', make: () => openaiChat({ model: 'local', baseURL: `${server.url}/v1` }) },
  { name: 'openaiResponses', make: () => openaiResponses({ model: 'local', baseURL: `${server.url}/v1` }) },
  { name: 'anthropic', make: () => anthropic({ model: 'claude', baseURL: server.url, apiKey: 'test' }) },
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
