import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { chatChunk, events } from '../../test/wire.ts';
import {
  type AssistantPart,
  anthropic,
  type JsonObject,
  type LanguageModel,
  type Message,
  openaiChat,
  openaiResponses,
  type StreamPart,
} from '../index.ts';
import { gemini, google, openRouter, type PresetOptions, vllm } from '../presets.ts';
import { partProblems } from '../testing/part-contract.ts';

const claude = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };
const thought = (text: string, fields: JsonObject = {}): JsonObject =>
  chatChunk({ content: '', reasoning: text, reasoning_details: [{ ...claude, text, ...fields }] });
const details = (...list: readonly JsonObject[]): JsonObject => chatChunk({ reasoning_details: list });
const call = chatChunk({
  tool_calls: [{ index: 0, id: 'c1', type: 'function', function: { name: 'read', arguments: '{}' } }],
});
const say = chatChunk({ content: 'Hi' });
const stop = chatChunk({}, 'stop');
const toolStop = chatChunk({}, 'tool_calls');

function ask(list: readonly JsonObject[], options: Partial<PresetOptions> = {}) {
  const { fetch } = fakeFetch([events([...list, '[DONE]'])]);
  return openRouter({ model: 'm', apiKey: 'k', newId: () => 'a1', fetch, ...options }).stream(hello);
}

/** The details that an answer keeps. */
async function kept(list: readonly JsonObject[], options: Partial<PresetOptions> = {}) {
  const { content } = await ask(list, options).result();
  return content.flatMap(({ opaque }) => (opaque === undefined ? [] : [opaque]));
}

/** The assistant's message that is sent when this is the conversation so far. */
async function sentBy(
  make: (options: PresetOptions) => LanguageModel,
  content: readonly AssistantPart[],
  model = 'm',
) {
  const sent = fakeFetch([events([say, stop, '[DONE]'])]);
  const messages: Message[] = [
    ...hello.messages,
    { role: 'assistant', content },
    ...(content.some(({ type }) => type === 'tool-call')
      ? [{ role: 'tool', content: [{ toolCallId: 'c1', toolName: 'read', output: 'y' }] } as const]
      : []),
    { role: 'user', content: 'go on' },
  ];
  await make({ model, apiKey: 'k', fetch: sent.fetch }).stream({ messages }).result();
  return sent.requests[0]?.body;
}

const whole = { ...claude, signature: 'c2ln', text: 'Let me see' };
const answer = [
  thought('Let me'),
  thought(' see'),
  thought('', { signature: 'c2ln' }),
  say,
  call,
  toolStop,
] as const;

describe('thoughts of OpenRouter', () => {
  it('are put together from their pieces, with the provider and model that they belong to', async () => {
    const result = await ask(answer).result();
    expect(result).toMatchObject({ state: 'finished', text: 'Hi', reasoning: 'Let me see' });
    expect(result.content).toEqual([
      { type: 'reasoning', text: 'Let me see' },
      { type: 'text', text: 'Hi' },
      { type: 'tool-call', toolCallId: 'c1', toolName: 'read', inputText: '{}' },
      {
        type: 'reasoning',
        text: '',
        opaque: { provider: 'openrouter', modelId: 'm', data: { reasoning_details: [whole] } },
      },
    ]);
  });

  it('keep the contract of parts', async () => {
    const parts: StreamPart[] = [];
    for await (const part of ask(answer)) parts.push(part);
    expect(partProblems(parts)).toEqual([]);
  });

  it('go back whole to the model that had them', async () => {
    const { content } = await ask(answer).result();
    const body = await sentBy(openRouter, content);
    expect(body?.messages).toMatchObject([
      {},
      { role: 'assistant', content: 'Hi', reasoning_details: [whole], tool_calls: [{ id: 'c1' }] },
      {},
      {},
    ]);
  });

  it.each<[string, (options: PresetOptions) => LanguageModel, string]>([
    ['another model of OpenRouter', openRouter, 'other'],
    ['vLLM', vllm, 'm'],
    ['OpenAI', ({ dialect: _dialect, ...options }) => openaiChat(options), 'm'],
    ['the Responses API', ({ dialect: _dialect, ...options }) => openaiResponses(options), 'm'],
    ['Anthropic', ({ dialect: _dialect, ...options }) => anthropic(options), 'm'],
    ['Gemini', ({ dialect: _dialect, sdk: _sdk, ...options }) => google(options), 'm'],
    ['a compatible address of Gemini', gemini, 'm'],
  ])('are never sent to %s', async (_name, make, model) => {
    const { content } = await ask(answer).result();
    const body = await sentBy(make, content, model);
    expect(body).toBeDefined();
    expect(JSON.stringify(body)).toContain('go on');
    expect(JSON.stringify(body)).not.toMatch(/reasoning_details|c2ln|Let me see/);
  });

  it('keep a signature that comes after the answer has begun', async () => {
    const late = details({ ...claude, signature: 'c2ln' });
    expect(await kept([thought('Let me see'), say, late, stop])).toMatchObject([
      { data: { reasoning_details: [whole] } },
    ]);
  });

  it.each<[string, readonly JsonObject[], readonly JsonObject[]]>([
    [
      'two thoughts of one answer',
      [thought('a', { signature: 's1' }), thought('b', { index: 1, signature: 's2' })],
      [
        { ...claude, text: 'a', signature: 's1' },
        { ...claude, text: 'b', index: 1, signature: 's2' },
      ],
    ],
    [
      'a thought after a signed one, even of the same index',
      [thought('a', { signature: 's1' }), thought('b')],
      [
        { ...claude, text: 'a', signature: 's1' },
        { ...claude, text: 'b' },
      ],
    ],
    [
      'a summary and what is encrypted, in their order',
      [
        details({ type: 'reasoning.summary', summary: '**Pla', format: 'openai-responses-v1', index: 0 }),
        details({ type: 'reasoning.summary', summary: 'n**', format: 'openai-responses-v1', index: 0 }),
        details({ type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_1', index: 0 }),
      ],
      [
        { type: 'reasoning.summary', summary: '**Plan**', format: 'openai-responses-v1', index: 0 },
        { type: 'reasoning.encrypted', data: 'gAAA', id: 'rs_1', index: 0 },
      ],
    ],
    [
      'what belongs to several calls',
      [
        details(
          { type: 'reasoning.encrypted', data: 'one', id: 'tool_1', index: 0 },
          { type: 'reasoning.encrypted', data: 'two', id: 'tool_2', index: 0 },
        ),
      ],
      [
        { type: 'reasoning.encrypted', data: 'one', id: 'tool_1', index: 0 },
        { type: 'reasoning.encrypted', data: 'two', id: 'tool_2', index: 0 },
      ],
    ],
    [
      'thoughts of another id',
      [thought('a', { id: 'x' }), thought('b', { id: 'y' }), thought('c', { id: null })],
      [
        { ...claude, text: 'a', id: 'x' },
        { ...claude, text: 'bc', id: 'y' },
      ],
    ],
    [
      'pieces without an index, as long as nothing else is between them',
      [
        details({ type: 'reasoning.text', text: 'a' }),
        details({ type: 'reasoning.text', text: 'b' }),
        details({ type: 'reasoning.encrypted', data: 'x' }),
        details({ type: 'reasoning.text', text: 'c' }),
      ],
      [
        { type: 'reasoning.text', text: 'ab' },
        { type: 'reasoning.encrypted', data: 'x' },
        { type: 'reasoning.text', text: 'c' },
      ],
    ],
    [
      'fields that are null, and what has no known type',
      [
        details({ ...claude, text: 'a', id: null, signature: null }),
        details({ ...claude, signature: 's', id: null }),
        details({ type: 'reasoning.new', value: 1 }),
      ],
      [
        { ...claude, text: 'a', id: null, signature: 's' },
        { type: 'reasoning.new', value: 1 },
      ],
    ],
  ])('tell apart %s', async (_name, list, expected) => {
    expect(await kept([...list, say, stop])).toEqual([
      { provider: 'openrouter', modelId: 'm', data: { reasoning_details: expected } },
    ]);
  });

  it('may be read where only the details tell them', async () => {
    const list = [
      details({ ...claude, text: 'Hm' }),
      details({ type: 'reasoning.summary', summary: ' so', index: 1 }),
    ];
    expect((await ask([...list, say, stop]).result()).reasoning).toBe('Hm so');
  });

  it('come whole from a server that does not stream', async () => {
    const message = { role: 'assistant', content: 'Hi', reasoning: 'Let me see', reasoning_details: [whole] };
    const body = { id: 'x', choices: [{ index: 0, message, finish_reason: 'stop' }] };
    const { fetch } = fakeFetch([JSON.stringify(body)]);
    const { content } = await openRouter({ model: 'm', apiKey: 'k', fetch }).stream(hello).result();
    expect(content.at(-1)?.opaque?.data).toEqual({ reasoning_details: [whole] });
  });

  it.each([
    ['no answer follows', [thought('Hm'), chatChunk({}, 'length')]],
    ['the stream is cut', [thought('Hm'), say]],
    ['they are no objects', [chatChunk({ reasoning_details: ['x', 1, null] }), say, stop]],
    ['they are no list', [chatChunk({ reasoning_details: { type: 'x' } }), say, stop]],
  ])('are not kept where %s', async (_name, list) => {
    const { fetch } = fakeFetch([events(list)]);
    const { content } = await openRouter({ model: 'm', apiKey: 'k', fetch }).stream(hello).result();
    expect(content.filter(({ opaque }) => opaque !== undefined)).toEqual([]);
  });

  it('are kept only of servers that are known to take them back', async () => {
    expect(await kept(answer, { dialect: { reasoningDetails: false } })).toEqual([]);
    const { fetch } = fakeFetch([events(answer)]);
    const other = await vllm({ model: 'm', fetch, dialect: { reasoningDetails: true } })
      .stream(hello)
      .result();
    expect(other.content.at(-1)?.opaque).toMatchObject({ provider: 'vllm', modelId: 'm' });
  });

  it('are not sent where the calls that they led to are gone', async () => {
    const { content } = await ask(answer).result();
    const only = content.filter(({ type }) => type === 'reasoning');
    const body = await sentBy(openRouter, only);
    expect(JSON.stringify(body)).not.toContain('reasoning_details');
  });
});
