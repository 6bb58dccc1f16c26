import { describe, expect, it } from 'vitest';
import { modelWith, type WireName, wires } from '../../test/answers.ts';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { events } from '../../test/wire.ts';
import type { ModelResult } from '../index.ts';

// What the transport of every protocol does, each line one test. Sources: the SDKs of the providers, undici.

const names = Object.keys(wires) as WireName[];
const ask = (name: WireName, fetch: typeof globalThis.fetch): Promise<ModelResult> =>
  modelWith(name, fetch).stream(hello).result();

describe.each(names)('statuses of %s', (name) => {
  it.each([
    [400, 'EC_LLM_INVALID_REQUEST', false],
    [401, 'EC_LLM_AUTH', false],
    [402, 'EC_LLM_BILLING', false],
    [403, 'EC_LLM_PERMISSION', false],
    [404, 'EC_LLM_NOT_FOUND', false],
    [408, 'EC_LLM_REQUEST_TIMEOUT', true],
    [409, 'EC_LLM_CONFLICT', true],
    [412, 'EC_LLM_INVALID_REQUEST', false],
    [413, 'EC_LLM_REQUEST_TOO_LARGE', false],
    [422, 'EC_LLM_INVALID_REQUEST', false],
    [429, 'EC_LLM_RATE_LIMIT', true],
    [431, 'EC_LLM_INVALID_REQUEST', false],
    [499, 'EC_LLM_REQUEST_TIMEOUT', true],
    [500, 'EC_LLM_SERVER', true],
    [501, 'EC_LLM_SERVER', true],
    [502, 'EC_LLM_SERVER', true],
    [503, 'EC_LLM_OVERLOADED', true],
    [504, 'EC_LLM_REQUEST_TIMEOUT', true],
    [529, 'EC_LLM_OVERLOADED', true],
  ])('%i alone is %s', async (status, code, retryable) => {
    const { state, error } = await ask(name, fakeFetch(['{}'], { status }).fetch);
    expect([state, error?.code, error?.retryable]).toEqual(['failed', code, retryable]);
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'EC_LLM_CONNECT_TIMEOUT'],
    ['UND_ERR_HEADERS_TIMEOUT', 'EC_LLM_HEADER_TIMEOUT'],
    ['UND_ERR_BODY_TIMEOUT', 'EC_LLM_IDLE_TIMEOUT'],
    ['UND_ERR_SOCKET', 'EC_LLM_NETWORK'],
    ['ECONNREFUSED', 'EC_LLM_NETWORK'],
  ])('a connection that ends with %s is %s and may be retried', async (cause, code) => {
    const broken = Object.assign(new TypeError('fetch failed'), { cause: { code: cause } });
    const { state, error } = await ask(name, async () => Promise.reject(broken));
    expect([state, error?.code, error?.retryable]).toEqual(['failed', code, true]);
  });

  it('keeps the workspace that the headers name, in an answer and in an error', async () => {
    const headers = { 'anthropic-workspace-id': 'wrkspc_1' };
    const answered = await ask(name, fakeFetch(['data: {}\n\n'], { headers }).fetch);
    expect(answered.response?.workspaceId).toBe('wrkspc_1');
    const refused = await ask(name, fakeFetch(['{}'], { status: 529, headers }).fetch);
    expect(refused.response?.workspaceId).toBe('wrkspc_1');
    expect((await ask(name, fakeFetch(['{}']).fetch)).response).not.toHaveProperty('workspaceId');
  });

  it.each([
    ['invalid_request_error', 'a field is wrong', 'EC_LLM_INVALID_REQUEST'],
    ['INVALID_ARGUMENT', 'a field is wrong', 'EC_LLM_INVALID_REQUEST'],
    ['unsupported_value', 'no such value', 'EC_LLM_INVALID_REQUEST'],
    ['invalid_prompt', 'your prompt was flagged as violating our usage policy', 'EC_LLM_CONTENT_POLICY'],
    ['invalid_request_error', 'Your credit balance is too low', 'EC_LLM_BILLING'],
    ['invalid_request_error', 'prompt is too long: 9 tokens > 8 maximum', 'EC_LLM_CONTEXT_OVERFLOW'],
  ])('blames the request for %s inside of the stream: %s', async (type, message, code) => {
    const error = { type, code: type, message };
    const event = name === 'responses' ? { ...error, type: 'error' } : { type: 'error', error };
    const body = events([...wires[name].start, event], wires[name].named);
    const result = await ask(name, fakeFetch([body]).fetch);
    expect([result.state, result.error?.code, result.error?.retryable]).toEqual(['failed', code, false]);
  });
});
