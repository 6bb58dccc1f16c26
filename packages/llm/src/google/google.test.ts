import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBytes, type FakeAnswer, fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { events } from '../../test/wire.ts';
import type { JsonObject, Message, ModelResult } from '../index.ts';
import { google } from '../presets.ts';

const usage = {
  promptTokenCount: 20,
  cachedContentTokenCount: 5,
  candidatesTokenCount: 7,
  thoughtsTokenCount: 3,
  totalTokenCount: 30,
};

function chunk(parts: readonly JsonObject[], finishReason?: string): JsonObject {
  const candidate = { content: { role: 'model', parts }, index: 0, ...(finishReason && { finishReason }) };
  return {
    candidates: [candidate],
    usageMetadata: usage,
    modelVersion: 'gemini-3-pro-001',
    responseId: 'r1',
  };
}

function answer(list: readonly (JsonObject | string)[], fake: FakeAnswer = {}): Promise<ModelResult> {
  const { fetch } = fakeFetch([events(list)], fake);
  return google({ model: 'gemini-3-pro', apiKey: 'k', newId: () => 'a1', fetch })
    .stream(hello)
    .result();
}

const mine = { provider: 'google', modelId: 'gemini-3-pro' };
const whole = [
  chunk([{ text: 'Let me', thought: true }]),
  chunk([{ text: ' see', thought: true }]),
  chunk([{ text: 'Grüße, ' }]),
  chunk([{ text: '世界' }], 'STOP'),
];

describe('Gemini by its own protocol', () => {
  it('tells text, thoughts, tokens and who answered', async () => {
    expect(await answer(whole)).toMatchObject({
      state: 'finished',
      text: 'Grüße, 世界',
      reasoning: 'Let me see',
      finishReason: { unified: 'stop', raw: 'STOP' },
      usage: {
        inputTokens: 20,
        outputTokens: 10,
        cachedInputTokens: 5,
        reasoningTokens: 3,
        source: 'measured',
      },
      response: { id: 'r1', modelId: 'gemini-3-pro-001' },
    });
  });

  it('gives tool calls, with ids of its own where the server has none, and keeps their signatures', async () => {
    const result = await answer([
      chunk([{ functionCall: { name: 'read', args: { path: 'ä' } }, thoughtSignature: 'c2ln' }]),
      chunk([{ functionCall: { id: 'f2', name: 'list' } }], 'STOP'),
    ]);
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'tool-calls', raw: 'STOP' } });
    expect(result.toolCalls).toEqual([
      {
        type: 'tool-call',
        toolCallId: 'a1.call-1',
        toolName: 'read',
        inputText: '{"path":"ä"}',
        opaque: { ...mine, data: { thoughtSignature: 'c2ln' } },
      },
      {
        type: 'tool-call',
        toolCallId: 'f2',
        toolName: 'list',
        inputText: '{}',
        opaque: { ...mine, data: { id: 'f2' } },
      },
    ]);
  });

  it('keeps the signature of a text, also of an empty one that comes last', async () => {
    const one = await answer([
      chunk([{ text: 'Hi', thoughtSignature: 's1' }]),
      chunk([{ text: ' there' }], 'STOP'),
    ]);
    expect(one.content).toEqual([
      { type: 'text', text: 'Hi', opaque: { ...mine, data: { thoughtSignature: 's1' } } },
      { type: 'text', text: ' there' },
    ]);
    const two = await answer([
      chunk([{ text: 'Hi' }]),
      chunk([{ text: '', thoughtSignature: 's2' }], 'STOP'),
    ]);
    expect(two.content).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'reasoning', text: '', opaque: { ...mine, data: { text: '', thoughtSignature: 's2' } } },
    ]);
  });

  it('estimates the tokens of a cut answer where no chunk has counted the prompt yet', async () => {
    const first = { ...chunk([{ text: 'Let me see' }]), usageMetadata: { trafficType: 'ON_DEMAND' } };
    const cut = await answer([first]);
    expect(cut).toMatchObject({ state: 'truncated', usage: { source: 'estimated' } });
    expect(cut.usage.inputTokens).toBeGreaterThan(0);
    expect(cut.usage.outputTokens).toBeGreaterThan(0);
    const counted = await answer([first, chunk([{ text: '.' }], 'STOP')]);
    expect(counted.usage).toMatchObject({ inputTokens: 20, source: 'measured' });
  });

  it.each([
    ['MAX_TOKENS', 'truncated', 'length', 'EC_LLM_OUTPUT_LIMIT'],
    ['SAFETY', 'refused', 'content-filter', 'EC_LLM_CONTENT_POLICY'],
    ['RECITATION', 'refused', 'content-filter', 'EC_LLM_CONTENT_POLICY'],
    ['MALFORMED_FUNCTION_CALL', 'failed', 'error', 'EC_LLM_SERVER'],
    ['OTHER', 'finished', 'other', undefined],
  ])('ends as it should where the reason is %s', async (reason, state, unified, code) => {
    const result = await answer([chunk([{ text: 'Hi' }], reason)]);
    expect({ state: result.state, unified: result.finishReason.unified, code: result.error?.code }).toEqual({
      state,
      unified,
      code,
    });
  });

  it('is refused where the prompt itself is blocked', async () => {
    expect(await answer([{ promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: usage }])).toMatchObject(
      {
        state: 'refused',
        finishReason: { unified: 'content-filter', raw: 'SAFETY' },
        error: { code: 'EC_LLM_CONTENT_POLICY' },
      },
    );
  });

  it('is truncated at every cut before the finish reason, in any chunking, and finished after it', async () => {
    const bytes = new TextEncoder().encode(events(whole));
    const text = new TextDecoder().decode(bytes);
    const complete = new TextEncoder().encode(text.slice(0, text.lastIndexOf('}') + 1)).length;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: bytes.length }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        async (cut, lengths) => {
          const { fetch } = fakeFetch(cutBytes(bytes.subarray(0, cut), lengths));
          const result = await google({ model: 'gemini-3-pro', apiKey: 'k', fetch }).stream(hello).result();
          expect(result.state).toBe(cut < complete ? 'truncated' : 'finished');
          expect('Grüße, 世界'.startsWith(result.text)).toBe(true);
        },
      ),
      { numRuns: 250 },
    );
  });

  it.each([
    [
      429,
      {
        error: {
          code: 429,
          status: 'RESOURCE_EXHAUSTED',
          message: 'slow',
          details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' }],
        },
      },
      'EC_LLM_RATE_LIMIT',
      7000,
    ],
    [
      400,
      { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'bad field' } },
      'EC_LLM_INVALID_REQUEST',
      undefined,
    ],
    [
      403,
      { error: { code: 403, status: 'PERMISSION_DENIED', message: 'no' } },
      'EC_LLM_PERMISSION',
      undefined,
    ],
    [
      404,
      [{ error: { code: 404, status: 'NOT_FOUND', message: 'no model' } }],
      'EC_LLM_NOT_FOUND',
      undefined,
    ],
    [503, { error: { code: 503, status: 'UNAVAILABLE', message: 'busy' } }, 'EC_LLM_OVERLOADED', undefined],
    [500, '<html>oops</html>', 'EC_LLM_SERVER', undefined],
  ])('maps status %i to the catalogue', async (status, body, code, retryAfterMs) => {
    const { fetch } = fakeFetch([typeof body === 'string' ? body : JSON.stringify(body)], { status });
    const { error } = await google({ model: 'gemini-3-pro', apiKey: 'k', fetch }).stream(hello).result();
    expect(error?.code).toBe(code);
    expect(error?.retryAfterMs).toBe(retryAfterMs);
  });

  it('fails where an error comes inside of the stream', async () => {
    const error = { error: { code: 503, status: 'UNAVAILABLE', message: 'busy' } };
    expect(await answer([...whole.slice(0, 3), error])).toMatchObject({
      state: 'failed',
      text: 'Grüße, ',
      error: { code: 'EC_LLM_OVERLOADED' },
    });
  });
});

describe('requests of Gemini', () => {
  async function sentFor(messages: readonly Message[], model = 'gemini-3-pro', extra = {}) {
    const sent = fakeFetch([events(whole)]);
    await google({ model, env: { GEMINI_API_KEY: 'key' }, fetch: sent.fetch })
      .stream({ messages, ...extra })
      .result();
    return sent.requests[0];
  }

  const call = { type: 'tool-call', toolCallId: 'c', toolName: 'read', inputText: '{"a":1}' } as const;
  const result: Message = { role: 'tool', content: [{ toolCallId: 'c', toolName: 'read', output: 'text' }] };

  it('go to the address of the model with its key', async () => {
    const request = await sentFor(hello.messages);
    expect(request?.url).toBe(
      'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse',
    );
    expect(request?.headers.get('x-goog-api-key')).toBe('key');
    expect(request?.body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] });
  });

  it('hold system text, images, files, tools, choice, limits and the schema', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', mediaType: 'image/png', data: 'aW1n' },
          { type: 'file', mediaType: 'application/pdf', data: 'cGRm' },
        ],
      },
    ];
    const schema = { type: 'object', properties: {} };
    const request = await sentFor(messages, 'gemini-3-pro', {
      tools: [{ name: 'read', description: 'Reads', inputSchema: schema }],
      toolChoice: { toolName: 'read' },
      maxOutputTokens: 9,
      temperature: 0.5,
      stopSequences: ['END'],
      outputFormat: { name: 'answer', schema },
      providerOptions: { google: { safetySettings: [] } },
    });
    expect(request?.body).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Look' },
            { inlineData: { mimeType: 'image/png', data: 'aW1n' } },
            { inlineData: { mimeType: 'application/pdf', data: 'cGRm' } },
          ],
        },
      ],
      tools: [
        { functionDeclarations: [{ name: 'read', description: 'Reads', parametersJsonSchema: schema }] },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['read'] } },
      generationConfig: {
        maxOutputTokens: 9,
        temperature: 0.5,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseJsonSchema: schema,
      },
      safetySettings: [],
    });
  });

  it('give back signatures and ids of the own calls, byte for byte', async () => {
    const own = { ...mine, data: { id: 'f1', thoughtSignature: 'c2ln' } };
    const request = await sentFor([
      ...hello.messages,
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Hm', opaque: { ...mine, data: { thoughtSignature: 't' } } },
          { ...call, opaque: own },
        ],
      },
      result,
    ]);
    expect(request?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'hello' }] },
      {
        role: 'model',
        parts: [
          { text: 'Hm', thoughtSignature: 't' },
          { functionCall: { id: 'f1', name: 'read', args: { a: 1 } }, thoughtSignature: 'c2ln' },
        ],
      },
      {
        role: 'user',
        parts: [{ functionResponse: { id: 'f1', name: 'read', response: { output: 'text' } } }],
      },
    ]);
  });

  it.each([
    ['gemini-3-pro', { thoughtSignature: 'skip_thought_signature_validator' }],
    ['gemini-2.5-flash', {}],
  ])('of %s take calls of another model, without its ids and thoughts', async (model, signed) => {
    const other = { provider: 'openai', modelId: 'gpt-5', data: { encrypted_content: 'x' } };
    const request = await sentFor(
      [
        ...hello.messages,
        {
          role: 'assistant',
          content: [{ type: 'reasoning', text: 'secret', opaque: other }, call, { ...call, toolCallId: 'd' }],
        },
        {
          role: 'tool',
          content: [
            ...(result.content as []),
            { toolCallId: 'd', toolName: 'read', output: 'no', isError: true },
          ],
        },
      ],
      model,
    );
    const functionCall = { name: 'read', args: { a: 1 } };
    expect(request?.body.contents).toEqual([
      { role: 'user', parts: [{ text: 'hello' }] },
      { role: 'model', parts: [{ functionCall, ...signed }, { functionCall }] },
      {
        role: 'user',
        parts: [
          { functionResponse: { name: 'read', response: { output: 'text' } } },
          { functionResponse: { name: 'read', response: { error: 'no' } } },
        ],
      },
    ]);
  });
});
