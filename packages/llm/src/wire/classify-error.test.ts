import { createRetry } from '@enhanced-code/errors/recovery';
import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello, modelOf, type ProtocolName } from '../../test/models.ts';
import { events } from '../../test/wire.ts';
import { anthropic, type ModelResult, openaiChat } from '../index.ts';
import { withRetry } from '../middleware/index.ts';
import { manualClock } from '../testing/index.ts';

interface Case {
  readonly status: number;
  readonly body: string | object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly code: string;
  readonly retryable: boolean;
}

const openai = (type: string, code: string | null, message = 'no'): object => ({
  error: { message, type, param: null, code },
});
const claude = (type: string, errorCode?: string): object => ({
  type: 'error',
  error: { type, message: 'no', ...(errorCode && { details: { error_code: errorCode } }) },
});
const gemini = (status: string, message: string, details: readonly object[] = []): object => ({
  error: { code: 429, message, status, details },
});

// Shapes of payloads as the providers document or send them.
const cases: readonly Case[] = [
  {
    status: 401,
    body: openai('invalid_request_error', 'invalid_api_key'),
    code: 'EC_LLM_AUTH',
    retryable: false,
  },
  { status: 401, body: claude('authentication_error'), code: 'EC_LLM_AUTH', retryable: false },
  { status: 402, body: claude('billing_error'), code: 'EC_LLM_BILLING', retryable: false },
  { status: 403, body: claude('permission_error'), code: 'EC_LLM_PERMISSION', retryable: false },
  {
    status: 404,
    body: openai('invalid_request_error', 'model_not_found'),
    code: 'EC_LLM_NOT_FOUND',
    retryable: false,
  },
  {
    status: 404,
    body: { error: 'model "x" not found, try pulling it first' },
    code: 'EC_LLM_NOT_FOUND',
    retryable: false,
  },
  { status: 408, body: '', code: 'EC_LLM_REQUEST_TIMEOUT', retryable: true },
  { status: 409, body: openai('conflict', null), code: 'EC_LLM_CONFLICT', retryable: true },
  { status: 413, body: claude('request_too_large'), code: 'EC_LLM_REQUEST_TOO_LARGE', retryable: false },
  {
    status: 400,
    body: openai('invalid_request_error', 'context_length_exceeded'),
    code: 'EC_LLM_CONTEXT_OVERFLOW',
    retryable: false,
  },
  {
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    },
    code: 'EC_LLM_CONTEXT_OVERFLOW',
    retryable: false,
  },
  {
    status: 400,
    body: {
      error: {
        code: 400,
        message: 'the request exceeds the available context size',
        type: 'exceed_context_size_error',
      },
    },
    code: 'EC_LLM_CONTEXT_OVERFLOW',
    retryable: false,
  },
  {
    status: 400,
    body: openai('invalid_request_error', null),
    code: 'EC_LLM_INVALID_REQUEST',
    retryable: false,
  },
  { status: 422, body: { detail: [{ loc: ['body'] }] }, code: 'EC_LLM_INVALID_REQUEST', retryable: false },
  {
    status: 400,
    body: {
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Your credit balance is too low' },
    },
    code: 'EC_LLM_BILLING',
    retryable: false,
  },
  {
    status: 429,
    body: openai('requests', 'rate_limit_exceeded'),
    code: 'EC_LLM_RATE_LIMIT',
    retryable: true,
  },
  {
    status: 429,
    body: openai('insufficient_quota', 'insufficient_quota'),
    code: 'EC_LLM_QUOTA',
    retryable: false,
  },
  { status: 429, body: claude('rate_limit_error'), code: 'EC_LLM_RATE_LIMIT', retryable: true },
  {
    status: 429,
    body: claude('rate_limit_error', 'enforced_spend_limit_reached'),
    code: 'EC_LLM_QUOTA',
    retryable: false,
  },
  {
    status: 429,
    body: claude('rate_limit_error', 'contract_spend_limit_reached'),
    code: 'EC_LLM_QUOTA',
    retryable: false,
  },
  {
    status: 429,
    body: claude('rate_limit_error', 'ramp_limit_exceeded'),
    code: 'EC_LLM_RATE_LIMIT',
    retryable: true,
  },
  { status: 429, body: openai('engine_overloaded_error', null), code: 'EC_LLM_OVERLOADED', retryable: true },
  { status: 429, body: openai('exceeded_current_quota_error', null), code: 'EC_LLM_QUOTA', retryable: false },
  {
    status: 429,
    body: gemini('RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan', [
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34s' },
    ]),
    code: 'EC_LLM_RATE_LIMIT',
    retryable: true,
  },
  { status: 429, body: 'Too many', code: 'EC_LLM_RATE_LIMIT', retryable: true },
  { status: 500, body: claude('api_error'), code: 'EC_LLM_SERVER', retryable: true },
  { status: 400, body: openai('api_error', null), code: 'EC_LLM_INVALID_REQUEST', retryable: false },
  { status: 404, body: openai('api_error', null), code: 'EC_LLM_NOT_FOUND', retryable: false },
  { status: 408, body: openai('server_error', null), code: 'EC_LLM_REQUEST_TIMEOUT', retryable: true },
  { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>', code: 'EC_LLM_SERVER', retryable: true },
  { status: 503, body: '<!doctype html><p>later</p>', code: 'EC_LLM_OVERLOADED', retryable: true },
  { status: 504, body: '', code: 'EC_LLM_REQUEST_TIMEOUT', retryable: true },
  { status: 529, body: claude('overloaded_error'), code: 'EC_LLM_OVERLOADED', retryable: true },
  { status: 404, body: '<html>Not here</html>', code: 'EC_LLM_NOT_AN_API', retryable: false },
];

function answer(
  { status, body, headers = {} }: Omit<Case, 'code' | 'retryable'>,
  protocol: ProtocolName,
): Promise<ModelResult> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = text.startsWith('<') ? 'text/html' : 'application/json';
  const clock = manualClock(Date.UTC(2026, 0, 1));
  return modelOf(protocol, [text], { status, headers: { 'content-type': type, ...headers } }, { clock })
    .stream(hello)
    .result();
}

describe.each(['chat', 'responses', 'anthropic'] as const)('errors of a provider behind %s', (protocol) => {
  it.each(cases)('maps $status $body to $code', async (given) => {
    const { state, error } = await answer(given, protocol);
    expect(state).toBe('failed');
    expect(error).toMatchObject({
      code: given.code,
      retryable: given.retryable,
      details: { status: given.status },
    });
  });

  it.each([
    [{ 'retry-after-ms': '1500.5', 'retry-after': '9' }, 1500.5],
    [{ 'retry-after': '2.5' }, 2500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Thu, 01 Jan 2015 00:01:00 GMT' }, 0],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads the waiting time from %o', async (headers, expected) => {
    const { error } = await answer({ status: 429, body: '{}', headers: { ...headers } }, protocol);
    expect(error?.retryAfterMs).toBe(expected);
  });

  it('reads the waiting time from the body', async () => {
    const body = gemini('RESOURCE_EXHAUSTED', 'quota', [{ retryDelay: '34s' }]);
    expect((await answer({ status: 429, body }, protocol)).error?.retryAfterMs).toBe(34_000);
  });

  it('names the request and the code of the provider, and nothing of what was sent', async () => {
    const body = openai('invalid_request_error', 'unsupported_value', 'secret prompt repeated');
    const headers = { 'x-request-id': 'req_1', 'request-id': 'req_1' };
    const { error, response } = await answer({ status: 400, body, headers }, protocol);
    expect(error?.details).toMatchObject({ requestId: 'req_1', providerCode: 'unsupported_value' });
    expect(response?.requestId).toBe('req_1');
    expect(JSON.stringify(error) + String(error) + String(error?.stack)).not.toContain('secret prompt');
    expect(JSON.stringify(error?.unsafe())).toContain('secret prompt');
  });

  it('takes no free text for a code', async () => {
    const { error } = await answer({ status: 400, body: openai('secret prompt repeated', null) }, protocol);
    expect(JSON.stringify(error?.details)).not.toContain('secret');
  });
});

describe('errors inside a stream that started well', () => {
  const started = events([{ choices: [{ index: 0, delta: { content: 'Half' } }] }]);

  it.each([
    ['chat', events([{ error: { message: 'no', type: 'server_error', code: null } }]), 'EC_LLM_SERVER'],
    ['chat', events([{ error: { message: 'no', code: 429 } }]), 'EC_LLM_RATE_LIMIT'],
    ['chat', '{"error":{"code":503,"message":"down","status":"UNAVAILABLE"}}\n', 'EC_LLM_OVERLOADED'],
    ['chat', events([{ error: 'out of memory' }]), 'EC_LLM_SERVER'],
  ] as const)('%s: %s is %s', async (protocol, wire, code) => {
    const result = await modelOf(protocol, [started, wire]).stream(hello).result();
    expect(result).toMatchObject({ state: 'failed', text: 'Half', error: { code } });
  });

  it('are found in Anthropic streams too', async () => {
    const wire = events(
      [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }],
      true,
    );
    expect(await modelOf('anthropic', [wire]).stream(hello).result()).toMatchObject({
      state: 'failed',
      error: { code: 'EC_LLM_OVERLOADED', retryable: true },
    });
  });
});

describe('the advice of x-should-retry', () => {
  it.each([
    [429, 'false', 'EC_LLM_RETRY_REFUSED', 1],
    [429, 'true', 'EC_LLM_RATE_LIMIT', 3],
    [429, 'maybe', 'EC_LLM_RATE_LIMIT', 3],
    [529, 'false', 'EC_LLM_RETRY_REFUSED', 1],
    [500, 'false', 'EC_LLM_RETRY_REFUSED', 1],
    [400, 'true', 'EC_LLM_RETRY_ADVISED', 3],
    [400, 'false', 'EC_LLM_INVALID_REQUEST', 1],
    [401, 'true', 'EC_LLM_RETRY_ADVISED', 3],
  ])('status %i with %s is %s, sent %i times', async (status, advice, code, times) => {
    for (const make of [anthropic, openaiChat]) {
      const answer = { status, headers: { 'content-type': 'application/json', 'x-should-retry': advice } };
      const { fetch, requests } = fakeFetch(['{"error":{"message":"no"}}'], answer);
      const retry = createRetry({ maxRetries: 2, random: () => 0 });
      const result = await withRetry(make({ model: 'm', apiKey: 'k', fetch }), { retry })
        .stream(hello)
        .result();
      expect(result.error).toMatchObject({ code, details: { status } });
      expect(requests).toHaveLength(times);
    }
  });
});

describe('answers that are not of the protocol', () => {
  it.each([
    ['<!doctype html><title>Welcome</title>', 'EC_LLM_NOT_AN_API'],
    ['{"choices":[{"message":{"content":"whole"}}]}', 'EC_LLM_NOT_AN_API'],
    ['[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]', 'EC_LLM_AUTH'],
    ['', 'EC_LLM_TRUNCATED'],
    ['data: {"choices":[]\n\ndata: {}\n\n', 'EC_LLM_PROTOCOL'],
    ['data: 17\n\ndata: {}\n\n', 'EC_LLM_PROTOCOL'],
  ])('%s is %s', async (body, code) => {
    expect(await modelOf('chat', [body]).stream(hello).result()).toMatchObject({ error: { code } });
  });

  it('fails on bytes that are not UTF-8, keeping what came before', async () => {
    const start = new TextEncoder().encode('data: {"choices":[{"delta":{"content":"ok"}}]}\n\n');
    const result = await modelOf('chat', [start, new Uint8Array([0xff, 0xfe])])
      .stream(hello)
      .result();
    expect(result).toMatchObject({ state: 'failed', text: 'ok', error: { code: 'EC_LLM_PROTOCOL' } });
  });

  it('takes an empty answer of status 204 as truncated', async () => {
    const { fetch } = fakeFetch([]);
    const empty: typeof fetch = async () => new Response(null, { status: 204 });
    const model = openaiChat({ model: 'm', apiKey: 'k', fetch: empty });
    expect((await model.stream(hello).result()).state).toBe('truncated');
  });
});
