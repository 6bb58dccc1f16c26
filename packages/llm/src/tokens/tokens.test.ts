import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, it } from 'vitest';
import { countedTexts } from '../../test/counted-texts.ts';
import { type FakeAnswer, fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import type { ModelRequest } from '../index.ts';
import { manualClock } from '../testing/index.ts';
import {
  anthropicTokens,
  estimateRequestTokens,
  googleTokens,
  loadTextCounter,
  openaiTokens,
} from './index.ts';

const request: ModelRequest = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hello' },
  ],
  tools: [{ name: 'list', description: 'Lists files', inputSchema: { type: 'object' } }],
  maxOutputTokens: 100,
  temperature: 0,
};

describe('the exact counter', () => {
  it('counts as the vocabulary does', async () => {
    const count = await loadTextCounter();
    for (const { text, tokens } of countedTexts) expect(count(text)).toBe(tokens);
  });

  it('takes marks of the vocabulary for the text that they are in a file', async () => {
    const count = await loadTextCounter();
    expect(count('a <|endoftext|> b')).toBeGreaterThan(4);
  });

  it('knows the older vocabulary', async () => {
    const [now, before] = [await loadTextCounter(), await loadTextCounter({ encoding: 'cl100k_base' })];
    const text = countedTexts.map((counted) => counted.text).join('\n');
    expect(before(text)).not.toBe(now(text));
    expect(Math.abs(before(text) / now(text) - 1)).toBeLessThan(0.1);
  });

  it.each([
    ['cannot be imported', () => Promise.reject(new TypeError('not found'))],
    ['is another package', () => Promise.resolve({})],
  ])('names the package where it %s', async (_why, load) => {
    await expect(loadTextCounter({ load })).rejects.toMatchObject({
      code: 'EC_LLM_SDK_MISSING',
      details: { packageName: 'gpt-tokenizer' },
      hint: 'Install it: npm install gpt-tokenizer',
    });
  });
});

describe('the estimate of a request', () => {
  it('is within 10 % of the texts in it, and counts every message and tool', () => {
    const messages = countedTexts.map(({ text }) => ({ role: 'user', content: text }) as const);
    const exact = countedTexts.reduce((sum, { tokens }) => sum + tokens + 4, 0);
    expect(Math.abs(estimateRequestTokens({ messages }) / exact - 1)).toBeLessThanOrEqual(0.1);
    expect(estimateRequestTokens(request)).toBeGreaterThan(
      estimateRequestTokens({ messages: request.messages }),
    );
  });

  it('counts tool calls, results, thoughts and media', () => {
    const of = (content: ModelRequest['messages'][number]) => estimateRequestTokens({ messages: [content] });
    const long = 'word '.repeat(100);
    expect(of({ role: 'tool', content: [{ toolCallId: 'a', toolName: 'x', output: long }] })).toBeGreaterThan(
      80,
    );
    const calls = [
      { type: 'tool-call', toolCallId: 'a', toolName: 'x', inputText: JSON.stringify({ long }) },
    ] as const;
    expect(of({ role: 'assistant', content: calls })).toBeGreaterThan(80);
    expect(of({ role: 'assistant', content: [{ type: 'reasoning', text: long }] })).toBeGreaterThan(80);
    const image = { type: 'image', mediaType: 'image/png', data: 'AAAA' } as const;
    expect(of({ role: 'user', content: [image] })).toBeGreaterThan(1000);
    const file = { type: 'file', mediaType: 'application/pdf', data: 'A'.repeat(8000) } as const;
    expect(of({ role: 'user', content: [file] })).toBeGreaterThan(900);
  });

  it('agrees with the vocabulary for code in a conversation', () => {
    const [python] = countedTexts;
    if (python === undefined) throw new TypeError('no text');
    const estimate = estimateRequestTokens({ messages: [{ role: 'user', content: python.text }] });
    expect(Math.abs(estimate / countTokens(python.text) - 1)).toBeLessThan(0.1);
  });
});

const list = expect.objectContaining({ name: 'list' });

describe.each([
  [
    'anthropicTokens',
    anthropicTokens,
    '/v1/messages/count_tokens',
    { input_tokens: 42 },
    { model: 'm', tools: [list] },
  ],
  [
    'openaiTokens',
    openaiTokens,
    '/responses/input_tokens',
    { object: 'response.input_tokens', input_tokens: 42 },
    { model: 'm', tools: [list] },
  ],
  [
    'googleTokens',
    googleTokens,
    '/models/m:countTokens',
    { totalTokens: 42 },
    {
      generateContentRequest: {
        model: 'models/m',
        systemInstruction: { parts: [{ text: 'Be brief.' }] },
        contents: [{ role: 'user', parts: [{ text: 'hello' }] }],
        tools: [{ functionDeclarations: [list] }],
      },
    },
  ],
] as const)('%s', (_name, make, path, body, sent) => {
  const counter = (chunks: readonly string[], answer: FakeAnswer = {}, more: object = {}) => {
    const fake = fakeFetch(chunks, { headers: { 'content-type': 'application/json' }, ...answer });
    return { count: make({ model: 'm', apiKey: 'k', fetch: fake.fetch, ...more }), requests: fake.requests };
  };

  it('asks the endpoint of the provider with what would be sent, and nothing else', async () => {
    const { count, requests } = counter([JSON.stringify(body)]);
    expect(await count(request)).toBe(42);
    expect(requests[0]?.url).toContain(path);
    expect(requests[0]?.body).toMatchObject(sent);
    const whole = JSON.stringify(requests[0]?.body);
    for (const name of [
      'stream',
      'temperature',
      'max_tokens',
      'max_output_tokens',
      'store',
      'generationConfig',
    ])
      expect(whole).not.toContain(`"${name}"`);
  });

  it.each([
    [401, 'EC_LLM_AUTH'],
    [429, 'EC_LLM_RATE_LIMIT'],
    [500, 'EC_LLM_SERVER'],
  ])('rejects status %i with %s, after one request', async (status, code) => {
    const { count, requests } = counter(['{"error":{"message":"no"}}'], { status });
    await expect(count(request)).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(1);
  });

  it('rejects an answer without a count', async () => {
    await expect(counter(['{}']).count(hello)).rejects.toMatchObject({ code: 'EC_LLM_PROTOCOL' });
  });

  it('ends when it is cancelled or takes too long, and leaves no timer', async () => {
    const clock = manualClock();
    const abort = new AbortController();
    const silent = (signal?: AbortSignal) => {
      const fetch = (_url: unknown, init?: { signal?: AbortSignal }) =>
        new Promise<Response>((_resolve, reject) =>
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)),
        );
      return make({ model: 'm', apiKey: 'k', fetch: fetch as typeof globalThis.fetch, clock })(hello, {
        ...(signal && { signal }),
      });
    };
    const cancelled = Promise.resolve(silent(abort.signal));
    const settled = expect(cancelled).rejects.toMatchObject({ code: 'EC_LLM_CANCELLED' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    abort.abort();
    await settled;
    const late = expect(silent()).rejects.toMatchObject({
      code: 'EC_LLM_TOTAL_TIMEOUT',
      details: { limitMs: 15_000 },
    });
    while (clock.pending === 0) await new Promise(setImmediate);
    clock.advance(15_000);
    await late;
    expect(clock.pending).toBe(0);
  });
});
