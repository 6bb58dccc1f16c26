import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { anthropicText, chatChunk, chatText, events, responsesText } from '../../test/wire.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import { anthropic, generate, generateObject, openaiChat, openaiResponses, streamObject } from '../index.ts';
import { withRetry } from '../middleware/index.ts';
import { type ScriptedStep, scriptedModel } from '../testing/index.ts';
import { jsonSchema } from '../tools/index.ts';

const person = z.object({ name: z.string(), age: z.number().default(1), tags: z.array(z.string()) });
const ada = { name: 'Ada', age: 36, tags: ['math', 'engines'] };
const ask = { messages: [{ role: 'user', content: 'Who?' }] } as const;

function textModel(step: ScriptedStep | string, structuredOutput = true) {
  return scriptedModel([typeof step === 'string' ? { text: step } : step], {
    capabilities: { structuredOutput },
  });
}

describe('a value that fits a schema', () => {
  it('comes typed from the text of a model that declares structured output', async () => {
    const model = textModel(JSON.stringify({ name: 'Ada', tags: [] }));
    const result = await generateObject(model, { ...ask, schema: person, name: 'person' });
    expect(result).toMatchObject({ state: 'finished', object: { name: 'Ada', age: 1, tags: [] } });
    const typed: string | undefined = result.object?.name;
    expect(typed).toBe('Ada');
    expect(model.requests[0]).toMatchObject({
      outputFormat: { name: 'person', schema: { type: 'object', required: ['name', 'tags'] } },
    });
    expect(model.requests[0]).not.toHaveProperty('tools');
  });

  it('comes from a tool that any other model has to call', async () => {
    const step = { toolCalls: [{ toolName: 'answer', input: ada }] };
    const model = textModel(step, false);
    expect(await generateObject(model, { ...ask, schema: person, description: 'A person' })).toMatchObject({
      state: 'finished',
      object: ada,
    });
    expect(model.requests[0]).toMatchObject({
      toolChoice: { toolName: 'answer' },
      tools: [{ name: 'answer', description: 'A person' }],
    });
    expect(model.requests[0]).not.toHaveProperty('outputFormat');
  });

  it('is taken from the text where a model writes it instead of calling the tool', async () => {
    const result = await generateObject(textModel(JSON.stringify(ada), false), { ...ask, schema: person });
    expect(result).toMatchObject({ state: 'finished', object: ada });
  });

  it.each([
    ['a list', z.array(z.number()), [1, 2]],
    ['a text', z.string(), 'yes'],
    [
      'alternatives',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b'), n: z.number() }),
      ]),
      { kind: 'b', n: 1 },
    ],
    ['JSON Schema of a list', { type: 'array', items: { type: 'integer' } } as const, [3]],
  ])('may be %s, which providers get as a member of an object', async (_name, schema, value) => {
    const model = textModel(JSON.stringify({ value }));
    const result = await generateObject(model, { ...ask, schema });
    expect(result).toMatchObject({ state: 'finished', object: value });
    expect(model.requests[0]?.outputFormat?.schema).toMatchObject({ type: 'object', required: ['value'] });
  });

  it('may refer to its own schema, also from inside of the object that is put around it', async () => {
    const tree = z.array(
      z.object({
        name: z.string(),
        get children() {
          return z.array(z.object({ name: z.string() }));
        },
      }),
    );
    const model = textModel(JSON.stringify({ value: [{ name: 'a', children: [{ name: 'b' }] }] }));
    expect((await generateObject(model, { ...ask, schema: tree })).object).toEqual([
      { name: 'a', children: [{ name: 'b' }] },
    ]);
  });

  it('has the type that the author of a JSON Schema names', async () => {
    const schema = jsonSchema<{ readonly ok: boolean }>({
      type: 'object',
      properties: { ok: { type: 'boolean' } },
      required: ['ok'],
    });
    const good = await generateObject(textModel('{"ok":true}'), { ...ask, schema });
    const ok: boolean | undefined = good.object?.ok;
    expect(ok).toBe(true);
    expect((await generateObject(textModel('{"ok":1}'), { ...ask, schema })).error?.code).toBe(
      'EC_LLM_OUTPUT_INVALID',
    );
  });
});

describe('what is no value', () => {
  it.each([
    ['{"name":"Ada","age":"old","tags":[]}', 'it does not fit the schema', 1],
    ['{}', 'it does not fit the schema', 2],
    ['Sure! {"name":"Ada","tags":[]}', 'it is not JSON', 0],
    ['', 'it is not JSON', 0],
  ])('%s is an error that names no text', async (text, reason, problems) => {
    const { state, error, object } = await generateObject(textModel(text), { ...ask, schema: person });
    expect({ state, object }).toEqual({ state: 'failed', object: undefined });
    expect(error).toMatchObject({
      code: 'EC_LLM_OUTPUT_INVALID',
      retryable: true,
      details: { reason, problems },
    });
    expect(`${JSON.stringify(error)} ${error?.stack}`).not.toMatch(/Ada|old|Sure/);
    expect(error?.unsafe()).toMatchObject({ text });
  });

  it('a cut answer is never checked as if it were whole, even where it is complete JSON', async () => {
    const whole = JSON.stringify(ada);
    const cut = await generateObject(textModel({ text: whole, cut: true }), { ...ask, schema: person });
    expect(cut).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } });
    const limited = await generateObject(textModel({ text: whole, finishReason: 'length' }), {
      ...ask,
      schema: person,
    });
    expect(limited).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_OUTPUT_LIMIT' } });
    const other = await generateObject(textModel({ text: whole, finishReason: 'other' }), {
      ...ask,
      schema: person,
    });
    expect(other).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_OUTPUT_INVALID' } });
    expect([cut.object, limited.object, other.object]).toEqual([undefined, undefined, undefined]);
  });

  it('a model without structured output and without tools is not asked', async () => {
    const model = scriptedModel([{ text: '{}' }], {
      capabilities: { structuredOutput: false, tools: false },
    });
    const result = await generateObject(model, { ...ask, schema: person });
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_UNSUPPORTED' } });
    expect(model.requests).toEqual([]);
  });

  it('a schema that cannot be checked is refused at once', () => {
    expect(() => streamObject(textModel('{}'), { ...ask, schema: { type: 'object', strange: 1 } })).toThrow(
      expect.objectContaining({ code: 'EC_LLM_INVALID_OPTION' }),
    );
  });

  it('is cancelled by the signal, and by a reader who leaves', async () => {
    const abort = new AbortController();
    const text = JSON.stringify(ada);
    const stream = streamObject(
      textModel({ text, chunkSize: 4 }),
      { ...ask, schema: person },
      { signal: abort.signal },
    );
    for await (const _partial of stream) abort.abort();
    expect((await stream.result()).state).toBe('cancelled');
    const left = streamObject(textModel({ text, chunkSize: 4 }), { ...ask, schema: person });
    for await (const _partial of left) break;
    expect(await left.result()).toMatchObject({ state: 'cancelled', error: { code: 'EC_LLM_CANCELLED' } });
  });
});

/** Whether one value is a beginning of another: texts and lists start alike, members are some of the others. */
function begins(part: unknown, whole: unknown): boolean {
  if (typeof part === 'string' && typeof whole === 'string') return whole.startsWith(part);
  if (Array.isArray(part) && Array.isArray(whole))
    return part.every((one, index) => begins(one, whole[index]));
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part === whole;
  return Object.entries(part).every(([name, value]) =>
    begins(value, (whole as Record<string, unknown>)[name]),
  );
}

describe('the value while it is written', () => {
  it('is a beginning of the final one, whatever that is and however it is cut', async () => {
    const anything = jsonSchema<unknown>({});
    await fc.assert(
      fc.asyncProperty(
        fc.json(),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (json, chunkSize, native) => {
          const value: unknown = JSON.parse(json);
          const text = JSON.stringify({ value });
          const step = native ? { text, chunkSize } : { toolCalls: [{ toolName: 'answer', input: text }] };
          const stream = streamObject(textModel(step, native), { ...ask, schema: anything });
          for await (const partial of stream) {
            if (partial.value !== undefined) expect(begins(partial.value, value)).toBe(true);
          }
          expect(await stream.result()).toMatchObject({ state: 'finished', object: value });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('grows with the place where the model is writing', async () => {
    const chunks = ['{"name":"A', 'da","tags":', '["ma', 'th","en', 'gines"],"age":36', '}'];
    const stream = streamObject(textModel({ chunks }), { ...ask, schema: person });
    const seen: unknown[] = [];
    for await (const { value, path } of stream) seen.push([path.join('.'), JSON.stringify(value)]);
    expect(seen).toEqual([
      ['name', '{"name":"A"}'],
      ['', '{"name":"Ada"}'],
      ['tags.0', '{"name":"Ada","tags":["ma"]}'],
      ['tags.1', '{"name":"Ada","tags":["math","en"]}'],
      ['', '{"name":"Ada","tags":["math","engines"]}'],
      ['', '{"name":"Ada","tags":["math","engines"],"age":36}'],
    ]);
  });

  it('is taken back with its attempt and begins again', async () => {
    const error = llmErrors.create('EC_LLM_NETWORK', { provider: 'p', modelId: 'm' });
    const model = scriptedModel([{ text: '{"name":"Bob', error }, { text: JSON.stringify(ada) }]);
    const stream = streamObject(withRetry(model), { ...ask, schema: person });
    const names: unknown[] = [];
    for await (const { value } of stream) names.push(value?.name);
    expect(names).toContain('Bob');
    expect(names.indexOf(undefined, names.indexOf('Bob'))).toBeGreaterThan(0);
    expect(await stream.result()).toMatchObject({ state: 'finished', object: ada });
  });
});

describe('requests that the providers get', () => {
  const schema = z.object({ a: z.string() });
  const closed = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };

  it.each([
    [
      'Chat Completions',
      openaiChat,
      chatText,
      {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', strict: true, schema: closed },
        },
      },
    ],
    [
      'Responses',
      openaiResponses,
      responsesText,
      { text: { format: { type: 'json_schema', name: 'answer', strict: true, schema: closed } } },
    ],
    [
      'Anthropic Messages',
      anthropic,
      anthropicText,
      { output_config: { format: { type: 'json_schema', schema: closed } } },
    ],
  ])('of %s hold the answer to the schema', async (_name, make, wire, body) => {
    const sent = fakeFetch([wire]);
    await generateObject(make({ model: 'm', apiKey: 'k', fetch: sent.fetch }), { ...ask, schema });
    expect(sent.requests[0]?.body).toMatchObject(body);
  });

  it.each([
    ['Chat Completions', openaiChat, chatText, { type: 'function', function: { name: 'answer' } }],
    ['Responses', openaiResponses, responsesText, { type: 'function', name: 'answer' }],
    ['Anthropic Messages', anthropic, anthropicText, { type: 'tool', name: 'answer' }],
  ])('of %s name the tool that has to be called', async (_name, make, wire, choice) => {
    const sent = fakeFetch([wire]);
    const model = make({ model: 'm', apiKey: 'k', fetch: sent.fetch });
    await generateObject(model, { ...ask, schema }, { mode: 'tool' });
    expect(sent.requests[0]?.body).toMatchObject({ tool_choice: choice });
  });

  it('make a schema with an optional member a hint, since strict modes have none', async () => {
    const sent = fakeFetch([chatText]);
    const model = openaiChat({ model: 'm', apiKey: 'k', fetch: sent.fetch });
    await generateObject(model, { ...ask, schema: z.object({ a: z.string().optional() }) });
    expect(sent.requests[0]?.body).toMatchObject({ response_format: { json_schema: { strict: false } } });
  });

  it('reach a real decoder: the input of a forced tool call becomes the value', async () => {
    const deltas = ['{"a":', '"x"}'].map((input) =>
      chatChunk({ tool_calls: [{ index: 0, function: { arguments: input } }] }),
    );
    const start = chatChunk({
      tool_calls: [{ index: 0, id: 'c', function: { name: 'answer', arguments: '' } }],
    });
    const wire = events([start, ...deltas, chatChunk({}, 'tool_calls'), '[DONE]']);
    const model = openaiChat({ model: 'm', baseURL: 'http://local.test/v1', fetch: fakeFetch([wire]).fetch });
    expect(await generateObject(model, { ...ask, schema })).toMatchObject({
      state: 'finished',
      object: { a: 'x' },
    });
  });
});

describe('a call that is collected', () => {
  it('is the same stream', async () => {
    expect(await generate(scriptedModel([{ text: 'Hi' }]), ask)).toMatchObject({
      state: 'finished',
      text: 'Hi',
    });
    const abort = new AbortController();
    abort.abort();
    expect(await generate(scriptedModel([{ text: 'Hi' }]), ask, { signal: abort.signal })).toMatchObject({
      state: 'cancelled',
    });
  });
});
