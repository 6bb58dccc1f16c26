import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { anthropicText, chatText, responsesText } from '../../test/wire.ts';
import { anthropic, openaiChat, openaiResponses } from '../index.ts';

afterEach(() => vi.unstubAllEnvs());

/** The SDKs add headers from the environment by themselves, which may hold a key of a gateway. */
describe.each([
  ['openaiChat', openaiChat, chatText, 'OPENAI_CUSTOM_HEADERS'],
  ['openaiResponses', openaiResponses, responsesText, 'OPENAI_CUSTOM_HEADERS'],
  ['anthropic', anthropic, anthropicText, 'ANTHROPIC_CUSTOM_HEADERS'],
] as const)('headers that the SDK of %s takes from the environment', (_name, make, wire, variable) => {
  async function headersFor(options: object): Promise<Headers | undefined> {
    vi.stubEnv(variable, 'x-gateway-key: secret\nx-team: blue');
    const sent = fakeFetch([wire]);
    await make({ model: 'm', apiKey: 'k', fetch: sent.fetch, ...options })
      .stream(hello)
      .result();
    return sent.requests[0]?.headers;
  }

  it('do not reach another address', async () => {
    const headers = await headersFor({ baseURL: 'http://local.test/v1' });
    expect([headers?.get('x-gateway-key'), headers?.get('x-team')]).toEqual([null, null]);
  });

  it('reach it where the caller gives them', async () => {
    const headers = await headersFor({ baseURL: 'http://local.test/v1', headers: { 'x-team': 'red' } });
    expect([headers?.get('x-gateway-key'), headers?.get('x-team')]).toEqual([null, 'red']);
  });

  it('reach the own address', async () => {
    expect((await headersFor({}))?.get('x-team')).toBe('blue');
  });
});

describe('a model whose first call found no key', () => {
  it('works as soon as there is one', async () => {
    const sent = fakeFetch([chatText]);
    const env: Record<string, string> = {};
    const model = openaiChat({ model: 'm', env, fetch: sent.fetch });
    expect((await model.stream(hello).result()).error?.code).toBe('EC_LLM_KEY_MISSING');
    env.OPENAI_API_KEY = 'sk-now';
    expect((await model.stream(hello).result()).state).toBe('finished');
    expect(sent.requests[0]?.headers.get('authorization')).toBe('Bearer sk-now');
  });
});

describe('what a model is not declared to do', () => {
  const image = { type: 'image', mediaType: 'image/png', data: 'aW1n' } as const;
  it.each([
    ['tools', { tools: [{ name: 't', description: 'd', inputSchema: {} }] }],
    ['images', { messages: [{ role: 'user', content: [image] }] }],
    ['files', { messages: [{ role: 'user', content: [{ ...image, type: 'file' }] }] }],
    ['structured output', { outputFormat: { name: 'o', schema: {} } }],
  ] as const)('is refused before anything is sent: %s', async (feature, request) => {
    const sent = fakeFetch([chatText]);
    const capabilities = { tools: false, images: false, files: false, structuredOutput: false };
    const model = openaiChat({ model: 'm', apiKey: 'k', fetch: sent.fetch, capabilities });
    expect(await model.stream({ ...hello, ...request } as typeof hello).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_UNSUPPORTED', exitCode: 2, details: { feature } },
    });
    expect(sent.requests).toEqual([]);
  });
});
