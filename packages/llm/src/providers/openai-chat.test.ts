import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello, modelOf } from '../../test/models.ts';
import { chatChunk, chatText, events } from '../../test/wire.ts';
import { type JsonObject, type ModelRequest, type ModelResult, openaiChat } from '../index.ts';

function tools(...deltas: JsonObject[]): JsonObject {
  return chatChunk({ tool_calls: deltas });
}

function answer(list: readonly (JsonObject | string)[]): Promise<ModelResult> {
  return modelOf('chat', [events(list)])
    .stream(hello)
    .result();
}

describe('Chat Completions as compatible servers send them', () => {
  it('ends without [DONE] where a finish reason was given', async () => {
    const result = await answer([chatChunk({ content: 'Hi' }), chatChunk({}, 'stop')]);
    expect(result).toMatchObject({ state: 'finished', text: 'Hi', usage: { source: 'estimated' } });
  });

  it('ends with [DONE] where no finish reason was given', async () => {
    const result = await answer([chatChunk({ content: 'Hi' }), '[DONE]']);
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'other' } });
  });

  it('reads a finish reason in the chunk of the last delta', async () => {
    expect(await answer([chatChunk({ content: 'Hi' }, 'stop')])).toMatchObject({
      state: 'finished',
      text: 'Hi',
    });
  });

  it('ignores what comes after [DONE]', async () => {
    const result = await answer([
      chatChunk({ content: 'Hi' }, 'stop'),
      '[DONE]',
      chatChunk({ content: ' again' }),
    ]);
    expect(result.text).toBe('Hi');
  });

  it.each(['reasoning_content', 'reasoning'])('reads thoughts from %s', async (name) => {
    const result = await answer([
      chatChunk({ [name]: 'Hm' }),
      chatChunk({ content: 'Hi' }),
      chatChunk({}, 'stop'),
    ]);
    expect(result).toMatchObject({ reasoning: 'Hm', text: 'Hi' });
    expect(result.content.map(({ type }) => type)).toEqual(['reasoning', 'text']);
  });

  it('is truncated at the length limit', async () => {
    expect(await answer([chatChunk({ content: 'Hi' }), chatChunk({}, 'length')])).toMatchObject({
      state: 'truncated',
      finishReason: { unified: 'length', raw: 'length' },
      error: { code: 'EC_LLM_OUTPUT_LIMIT', exitCode: 8 },
    });
  });

  it('is refused where the model refuses or a filter stops it', async () => {
    expect(await answer([chatChunk({ refusal: 'I cannot' }), chatChunk({}, 'stop')])).toMatchObject({
      state: 'refused',
      finishReason: { unified: 'content-filter', raw: 'stop' },
      error: { code: 'EC_LLM_REFUSED' },
    });
    expect(await answer([chatChunk({ content: 'He' }), chatChunk({}, 'content_filter')])).toMatchObject({
      state: 'refused',
      error: { code: 'EC_LLM_CONTENT_POLICY' },
    });
  });

  it('fails on a finish reason that is an error', async () => {
    expect(await answer([chatChunk({ content: 'He' }), chatChunk({}, 'error')])).toMatchObject({
      state: 'failed',
    });
  });

  it('names another model that answered, and the response', async () => {
    expect((await answer([chatChunk({}, 'stop')])).response).toMatchObject({
      id: 'chatcmpl-1',
      modelId: 'gpt-test-1',
    });
  });

  it.each([
    ['nothing counted so far', { prompt_tokens: 0, completion_tokens: 0 }],
    ['an empty count', {}],
  ])('estimates the tokens of a cut answer with %s', async (_name, usage) => {
    const said = { ...chatChunk({ content: 'Let me see' }), usage };
    const cut = await answer([said]);
    expect(cut).toMatchObject({ state: 'truncated', usage: { source: 'estimated' } });
    expect(cut.usage.inputTokens).toBeGreaterThan(0);
    expect(cut.usage.outputTokens).toBeGreaterThan(0);
    const whole = await answer([said, chatChunk({}, 'stop')]);
    expect(whole).toMatchObject({ state: 'finished', usage: { source: 'estimated' } });
  });

  it('takes a count in every chunk for the whole only at the end', async () => {
    const counted = (completion_tokens: number) => ({ usage: { prompt_tokens: 20, completion_tokens } });
    const said = { ...chatChunk({ content: 'Let me see what is there' }), ...counted(1) };
    const cut = await answer([said]);
    expect(cut.usage).toMatchObject({ inputTokens: 20, source: 'estimated' });
    expect(cut.usage.outputTokens).toBeGreaterThan(1);
    const whole = await answer([said, { ...chatChunk({}, 'stop'), ...counted(9) }]);
    expect(whole.usage).toMatchObject({ inputTokens: 20, outputTokens: 9, source: 'measured' });
  });

  it('skips events that nobody knows', async () => {
    const result = await answer([
      { type: 'news' },
      { choices: 'odd' },
      { choices: [7] },
      chatChunk({ content: 'Hi' }, 'stop'),
    ]);
    expect(result).toMatchObject({ state: 'finished', text: 'Hi' });
  });
});

describe('tool calls of Chat Completions', () => {
  const cases: readonly {
    name: string;
    deltas: readonly JsonObject[];
    calls: readonly (readonly [string, string])[];
  }[] = [
    {
      name: 'without an index',
      deltas: [
        { id: 'a', function: { name: 'one', arguments: '{"x":' } },
        { function: { arguments: '1}' } },
        { id: 'b', function: { name: 'two', arguments: '{}' } },
      ],
      calls: [
        ['one', '{"x":1}'],
        ['two', '{}'],
      ],
    },
    {
      name: 'with id and name repeated on each delta',
      deltas: [
        { index: 0, id: 'a', function: { name: 'one', arguments: '{"x":' } },
        { index: 0, id: 'a', function: { name: 'one', arguments: '1}' } },
      ],
      calls: [['one', '{"x":1}']],
    },
    {
      name: 'with blank names and ids on later deltas',
      deltas: [
        { index: 0, id: 'a', function: { name: 'one', arguments: '{"x":' } },
        { index: 0, id: '', function: { name: '', arguments: '1}' } },
      ],
      calls: [['one', '{"x":1}']],
    },
    {
      name: 'with a name that comes after the input started',
      deltas: [
        { index: 0, id: 'a', function: { name: ' ', arguments: '{"x":' } },
        { index: 0, function: { name: 'one', arguments: '1}' } },
      ],
      calls: [['one', '{"x":1}']],
    },
    {
      name: 'with the whole input as an object',
      deltas: [{ index: 0, id: 'a', function: { name: 'one', arguments: { x: 1 } } }],
      calls: [['one', '{"x":1}']],
    },
    {
      name: 'with the same index for two calls',
      deltas: [
        { index: 0, id: 'a', function: { name: 'one', arguments: '{}' } },
        { index: 0, id: 'b', function: { name: 'two', arguments: '{"y":' } },
        { index: 0, function: { arguments: '2}' } },
      ],
      calls: [
        ['one', '{}'],
        ['two', '{"y":2}'],
      ],
    },
    {
      name: 'without an id',
      deltas: [{ index: 0, function: { name: 'one', arguments: '' } }],
      calls: [['one', '{}']],
    },
    {
      name: 'interleaved',
      deltas: [
        { index: 0, id: 'a', function: { name: 'one', arguments: '{' } },
        { index: 1, id: 'b', function: { name: 'two', arguments: '{' } },
        { index: 0, function: { arguments: '}' } },
        { index: 1, function: { arguments: '}' } },
      ],
      calls: [
        ['one', '{}'],
        ['two', '{}'],
      ],
    },
  ];

  it.each(cases)('are joined $name', async ({ deltas, calls }) => {
    const result = await answer([...deltas.map((delta) => tools(delta)), chatChunk({}, 'stop')]);
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'tool-calls', raw: 'stop' } });
    expect(result.toolCalls.map(({ toolName, inputText }) => [toolName, inputText])).toEqual(calls);
    expect(new Set(result.toolCalls.map(({ toolCallId }) => toolCallId)).size).toBe(calls.length);
  });

  it('are truncated where the server says stop but the input is cut at any place', async () => {
    const input = '{"path":"a.ts","deep":{"list":[1,2]}}';
    for (let cut = 1; cut < input.length; cut += 1) {
      const call = tools({ index: 0, id: 'a', function: { name: 'one', arguments: input.slice(0, cut) } });
      const result = await answer([call, chatChunk({}, 'tool_calls'), '[DONE]']);
      expect(result).toMatchObject({
        state: 'truncated',
        toolCalls: [],
        error: { code: 'EC_LLM_TRUNCATED' },
      });
    }
  });

  it('are truncated where a call never gets a name', async () => {
    const result = await answer([
      tools({ index: 0, id: 'a', function: { arguments: '{}' } }),
      chatChunk({}, 'tool_calls'),
    ]);
    expect(result).toMatchObject({ state: 'truncated', toolCalls: [] });
  });
});

describe('requests of Chat Completions', () => {
  const request: ModelRequest = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', mediaType: 'image/png', data: 'AAAA' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'private' },
          { type: 'tool-call', toolCallId: 'a', toolName: 'list', inputText: '{"x":1}' },
        ],
      },
      { role: 'tool', content: [{ toolCallId: 'a', toolName: 'list', output: 'nothing' }] },
    ],
    tools: [{ name: 'list', description: 'Lists', inputSchema: { type: 'object' } }],
    maxOutputTokens: 100,
    temperature: 0,
    stopSequences: ['END'],
    providerOptions: { openai: { reasoning_effort: 'low' }, anthropic: { ignored: true } },
  };

  it('carry messages, tools and options, and those of the caller for this provider', async () => {
    const sent = fakeFetch([chatText]);
    await openaiChat({ model: 'gpt', apiKey: 'k', fetch: sent.fetch }).stream(request).result();
    expect(sent.requests[0]?.body).toEqual({
      model: 'gpt',
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'list', arguments: '{"x":1}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'nothing' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'list', description: 'Lists', parameters: { type: 'object' } },
        },
      ],
      max_completion_tokens: 100,
      temperature: 0,
      stop: ['END'],
      stream: true,
      stream_options: { include_usage: true },
      reasoning_effort: 'low',
    });
  });

  it('follow the dialect of another server', async () => {
    const sent = fakeFetch([chatText]);
    const options = {
      model: 'm',
      baseURL: 'http://local/v1',
      fetch: sent.fetch,
      dialect: { streamUsage: false },
    };
    await openaiChat(options).stream({ messages: [], maxOutputTokens: 5 }).result();
    expect(sent.requests[0]?.body).toEqual({ model: 'm', messages: [], max_tokens: 5, stream: true });
    expect(sent.requests[0]?.url).toBe('http://local/v1/chat/completions');
  });
});
