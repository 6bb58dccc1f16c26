import { describe, expect, it } from 'vitest';
import { type FakeAnswer, fakeFetch } from '../test/fake-fetch.ts';
import { hello, modelOf } from '../test/models.ts';
import { chatChunk, events } from '../test/wire.ts';
import type { JsonObject, JsonValue, LanguageModel, ModelResult } from './index.ts';
import { azure, gemini, llamaCpp, ollama, openRouter, type PresetOptions, vllm } from './presets.ts';

type Preset = (options: PresetOptions) => LanguageModel;
const myAzure: Preset = (options) => azure({ resource: 'mine', ...options });

function answer(preset: Preset, body: string, fake: FakeAnswer = {}): Promise<ModelResult> {
  const { fetch } = fakeFetch([body], fake);
  return preset({ model: 'm', apiKey: 'k', newId: () => 'a1', fetch })
    .stream(hello)
    .result();
}

const toolCall = (fields: JsonObject, input: JsonValue, name = 'read'): JsonObject => ({
  ...fields,
  type: 'function',
  function: { name, arguments: input },
});
const text = chatChunk({ content: 'Hi' });

/** What servers send that OpenAI does not. Each row: who does it, the body, what has to come out. */
const deviations: readonly [string, Preset, string, object][] = [
  [
    'Ollama gives every call of one chunk the same index',
    ollama,
    events([
      chatChunk({
        tool_calls: [toolCall({ index: 0, id: 'x' }, '{"a":1}'), toolCall({ index: 0, id: 'y' }, '{"a":2}')],
      }),
      chatChunk({}, 'stop'),
      '[DONE]',
    ]),
    {
      state: 'finished',
      toolCalls: [
        { toolCallId: 'x', inputText: '{"a":1}' },
        { toolCallId: 'y', inputText: '{"a":2}' },
      ],
    },
  ],
  [
    'Ollama sends the input as an object and leaves index and id out',
    ollama,
    events([chatChunk({ tool_calls: [toolCall({}, { a: 1 })] }), chatChunk({}, 'stop')]),
    {
      state: 'finished',
      finishReason: { unified: 'tool-calls', raw: 'stop' },
      toolCalls: [{ toolCallId: 'a1.call-1', inputText: '{"a":1}' }],
    },
  ],
  [
    'vLLM repeats id and name, blank in later deltas',
    vllm,
    events([
      chatChunk({ tool_calls: [toolCall({ index: 0, id: 'x' }, '')] }),
      chatChunk({ tool_calls: [toolCall({ index: 0, id: '' }, '{"a":', '')] }),
      chatChunk({ tool_calls: [toolCall({ index: 0, id: 'x' }, '1}')] }),
      chatChunk({}, 'tool_calls'),
      '[DONE]',
    ]),
    { state: 'finished', toolCalls: [{ toolCallId: 'x', toolName: 'read', inputText: '{"a":1}' }] },
  ],
  [
    'vLLM ends with its own reason when it gives up a request',
    vllm,
    events([text, chatChunk({}, 'abort'), '[DONE]']),
    { state: 'failed', text: 'Hi', error: { code: 'EC_LLM_SERVER', retryable: true } },
  ],
  [
    'vLLM puts thoughts into a field of its own',
    vllm,
    events([chatChunk({ reasoning_content: 'Hm' }), text, chatChunk({}, 'stop')]),
    { state: 'finished', reasoning: 'Hm', text: 'Hi' },
  ],
  [
    'llama.cpp sends the whole answer at once in spite of stream: true',
    llamaCpp,
    JSON.stringify({
      id: 'r',
      model: 'm',
      choices: [
        { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi', tool_calls: null } },
      ],
      usage: { prompt_tokens: 3, completion_tokens: 1 },
    }),
    { state: 'finished', text: 'Hi', usage: { inputTokens: 3, outputTokens: 1, source: 'measured' } },
  ],
  [
    'llama.cpp names an error in a field of the event stream',
    llamaCpp,
    `${events([text])}error: {"code":500,"message":"slot unavailable","type":"server_error"}\n\n`,
    { state: 'failed', text: 'Hi', error: { code: 'EC_LLM_SERVER' } },
  ],
  [
    'llama.cpp says that the prompt is too long with a type of its own',
    llamaCpp,
    events([{ error: { code: 400, message: 'x', type: 'exceed_context_size_error', n_ctx: 4096 } }]),
    { state: 'failed', error: { code: 'EC_LLM_CONTEXT_OVERFLOW' } },
  ],
  [
    'OpenRouter sends comments while it waits',
    openRouter,
    `: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n${events([text, chatChunk({}, 'stop'), '[DONE]'])}`,
    { state: 'finished', text: 'Hi' },
  ],
  [
    'OpenRouter reports an error of the provider inside of a chunk',
    openRouter,
    events([
      text,
      {
        id: 'r',
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
        error: { code: 502, message: 'Provider disconnected' },
      },
    ]),
    { state: 'failed', text: 'Hi', error: { code: 'EC_LLM_SERVER' } },
  ],
  [
    'Gemini leaves out the index and keeps a signature beside the function',
    gemini,
    events([
      chatChunk({
        tool_calls: [
          { ...toolCall({ id: 'x' }, '{}'), extra_content: { google: { thought_signature: 'c2ln' } } },
        ],
      }),
      chatChunk({}, 'stop'),
    ]),
    {
      state: 'finished',
      toolCalls: [
        {
          toolCallId: 'x',
          opaque: {
            provider: 'gemini',
            modelId: 'm',
            data: { extra_content: { google: { thought_signature: 'c2ln' } } },
          },
        },
      ],
    },
  ],
  [
    'Gemini answers with a bare list of errors and status 200',
    gemini,
    '[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]',
    { state: 'failed', error: { code: 'EC_LLM_RATE_LIMIT' } },
  ],
  [
    'Gemini breaks off with a bare error after events',
    gemini,
    `${events([text])}{"error":{"code":503,"message":"busy","status":"UNAVAILABLE"}}`,
    { state: 'failed', text: 'Hi', error: { code: 'EC_LLM_OVERLOADED' } },
  ],
  [
    'Azure begins with a chunk without choices',
    myAzure,
    events([
      { id: '', model: '', choices: [], prompt_filter_results: [{ prompt_index: 0 }] },
      text,
      chatChunk({}, 'stop'),
      '[DONE]',
    ]),
    { state: 'finished', text: 'Hi' },
  ],
  [
    'Azure limits inside of a stream that had begun well',
    myAzure,
    events([{ error: { code: '429', message: 'Rate limit is exceeded', type: 'rate_limit_exceeded' } }]),
    { state: 'failed', error: { code: 'EC_LLM_RATE_LIMIT' } },
  ],
  [
    'a server ends without [DONE]',
    ollama,
    events([text, chatChunk({}, 'stop')]),
    { state: 'finished', text: 'Hi' },
  ],
  [
    'a server ends with [DONE] and no reason',
    ollama,
    events([text, '[DONE]']),
    { state: 'finished', finishReason: { unified: 'other' } },
  ],
  ['a server ends with neither', ollama, events([text]), { state: 'truncated', text: 'Hi' }],
  [
    'a server uses the form from before there were several calls',
    ollama,
    events([
      chatChunk({ function_call: { name: 'read', arguments: '{"a"' } }),
      chatChunk({ function_call: { arguments: ':1}' } }),
      chatChunk({}, 'function_call'),
    ]),
    { state: 'finished', toolCalls: [{ toolName: 'read', inputText: '{"a":1}' }] },
  ],
  [
    'a server announces a call and sends none',
    vllm,
    events([text, chatChunk({}, 'tool_calls'), '[DONE]']),
    { state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } },
  ],
  [
    'a server interleaves several answers',
    vllm,
    events([
      text,
      { choices: [{ index: 1, delta: { content: 'NO' }, finish_reason: 'stop' }] },
      chatChunk({ content: '!' }, 'stop'),
    ]),
    { state: 'finished', text: 'Hi!' },
  ],
  [
    'DeepSeek gives up for want of resources',
    vllm,
    events([text, chatChunk({}, 'insufficient_system_resource')]),
    { state: 'failed', error: { code: 'EC_LLM_SERVER' } },
  ],
  [
    'DeepSeek counts its cache beside the details',
    vllm,
    events([
      text,
      chatChunk({}, 'stop'),
      { choices: [], usage: { prompt_tokens: 9, completion_tokens: 1, prompt_cache_hit_tokens: 4 } },
    ]),
    { usage: { cachedInputTokens: 4 } },
  ],
  [
    'a whole answer that is cut is no answer',
    llamaCpp,
    '{"choices":[{"finish_reason":"stop","message":{"content":"H',
    { state: 'truncated', text: '' },
  ],
];

describe('what compatible servers do differently', () => {
  it('Mistral sends thoughts and words as lists of parts', async () => {
    const thinking = (text: string) => ({ type: 'thinking', thinking: [{ type: 'text', text }] });
    const wire = events([
      chatChunk({ role: 'assistant', content: [thinking('2+2 ')] }),
      chatChunk({ content: [thinking('is 4.'), { type: 'text', text: 'It is ' }] }),
      chatChunk({ content: [{ type: 'text', text: '4' }, { type: 'reference', reference_ids: [1] }, null] }),
      chatChunk({ content: '.' }, 'stop'),
    ]);
    expect(await modelOf('chat', [wire]).stream(hello).result()).toMatchObject({
      state: 'finished',
      reasoning: '2+2 is 4.',
      text: 'It is 4.',
    });
  });

  it.each(deviations)('%s', async (_name, preset, body, expected) => {
    expect(await answer(preset, body)).toMatchObject(expected);
  });

  it('what a server added to a call goes back to it, and to no other model', async () => {
    const data = { extra_content: { google: { thought_signature: 'c2ln' } } };
    const call = {
      type: 'tool-call',
      toolCallId: 'x',
      toolName: 'read',
      inputText: '{}',
      opaque: { provider: 'gemini', modelId: 'm', data },
    } as const;
    const messages = [
      ...hello.messages,
      { role: 'assistant', content: [call] },
      { role: 'tool', content: [{ toolCallId: 'x', toolName: 'read', output: 'y' }] },
    ] as const;
    const sent = fakeFetch([events([text, chatChunk({}, 'stop')])]);
    for (const preset of [gemini, vllm])
      await preset({ model: 'm', apiKey: 'k', fetch: sent.fetch }).stream({ messages }).result();
    const [own, other] = sent.requests.map(({ body }) => JSON.stringify(body.messages));
    expect(own).toContain('"extra_content":{"google":{"thought_signature":"c2ln"}}');
    expect(other).not.toContain('thought_signature');
  });

  it('thoughts go back in the field that a server names, and only its own', async () => {
    const wire = events([
      chatChunk({ reasoning_content: 'Hm' }),
      chatChunk({ tool_calls: [toolCall({ index: 0, id: 'x' }, '{}')] }),
      chatChunk({}, 'tool_calls'),
    ]);
    const sent = fakeFetch([wire]);
    const options = {
      model: 'm',
      fetch: sent.fetch,
      dialect: { reasoningField: 'reasoning_content' },
    } as const;
    const first = await vllm(options).stream(hello).result();
    const foreign = {
      type: 'reasoning',
      text: 'of another',
      opaque: { provider: 'openai', modelId: 'gpt-5', data: {} },
    } as const;
    const messages = [
      ...hello.messages,
      { role: 'assistant', content: [foreign, ...first.content] },
      { role: 'tool', content: [{ toolCallId: 'x', toolName: 'read', output: 'y' }] },
    ] as const;
    await vllm(options).stream({ messages }).result();
    expect(sent.requests[1]?.body.messages).toMatchObject([
      {},
      { role: 'assistant', reasoning_content: 'Hm', content: null },
      {},
    ]);
  });
});
