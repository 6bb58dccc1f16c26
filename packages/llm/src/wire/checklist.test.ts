import { describe, expect, it } from 'vitest';
import { answerOf, modelWith, type WireName, wires } from '../../test/answers.ts';
import { type FakeAnswer, fakeFetch } from '../../test/fake-fetch.ts';
import { hello } from '../../test/models.ts';
import { anthropicParts, chatChunk, events, responsesParts } from '../../test/wire.ts';
import type { JsonObject, Message, ModelResult } from '../index.ts';
import { chaosFetch } from '../testing/index.ts';

// What the protocols and their servers do, each line one test. Sources: the reference of each provider, its SDK, and
// threads in which a client went wrong.

const names = Object.keys(wires) as WireName[];
const text = 'Grüße, 世界';
const bodyOf = (name: WireName): string => answerOf(name, { kind: 'text', text, input: '{}' })?.[0] ?? '';

function answer(name: WireName, body: string, fake: FakeAnswer = {}): Promise<ModelResult> {
  return modelWith(name, fakeFetch([body], fake).fetch)
    .stream(hello)
    .result();
}

describe.each(names)('transport of %s', (name) => {
  it.each([
    ['LF', (body: string) => body],
    ['CR', (body: string) => body.replaceAll('\n', '\r')],
    ['CR LF', (body: string) => body.replaceAll('\n', '\r\n')],
    ['a byte order mark', (body: string) => `\ufeff${body}`],
    [
      'comments and unknown fields',
      (body: string) => `: hi\n\nfoo: bar\nid: 7\nretry: 10\n${body.replaceAll('\n\n', '\n\n: ping\n\n')}`,
    ],
    ['data in several lines', (body: string) => body.replaceAll(/^data: \{/gm, 'data: {\ndata: ')],
    ['no blank after the colon', (body: string) => body.replaceAll('data: ', 'data:')],
    ['no blank line at its end', (body: string) => body.trimEnd()],
    [
      'an event of more than 1 MB',
      (body: string) => body.replace(/^data: \{/m, `data: {"padding":"${'x'.repeat(1_100_000)}",`),
    ],
    ['[DONE] after the end', (body: string) => `${body}data: [DONE]\n\n`],
    ['something after [DONE]', (body: string) => `${body}data: [DONE]\n\ndata: {"type":"future"}\n\n`],
  ])('reads events with %s', async (_form, change) => {
    const fetch = chaosFetch([{ pieces: [1, 4096, 3, 9000] }], fakeFetch([change(bodyOf(name))]).fetch);
    expect(await modelWith(name, fetch).stream(hello).result()).toMatchObject({ state: 'finished', text });
  });

  it('keeps the id of the request, also for an error inside of the stream', async () => {
    const header = name === 'messages' ? 'request-id' : 'x-request-id';
    const body = answerOf(name, { kind: 'overloaded', text, input: '{}' })?.[0] ?? '';
    const result = await answer(name, body, { headers: { [header]: 'req_9' } });
    expect(result.response?.requestId).toBe('req_9');
    expect(result.error?.details).toMatchObject({ requestId: 'req_9' });
  });

  it.each([
    ['milliseconds before seconds', { 'retry-after-ms': '1500.5', 'retry-after': '9' }, 1500.5],
    ['seconds with a fraction', { 'retry-after': '2.5' }, 2500],
    ['more than a day', { 'retry-after': '90000' }, 90_000_000],
    ['nonsense', { 'retry-after': 'soon' }, undefined],
    ['a negative number', { 'retry-after': '-5' }, undefined],
  ])('reads how long to wait: %s', async (_form, headers, wanted) => {
    const { error } = await answer(name, '{"error":{"type":"rate_limit_error","message":"slow"}}', {
      status: 429,
      headers,
    });
    expect(error?.retryAfterMs).toBe(wanted);
  });

  it('sends one request and no more, whatever comes back', async () => {
    for (const status of [408, 409, 429, 500, 529]) {
      const sent = fakeFetch(['{}'], { status });
      await modelWith(name, sent.fetch).stream(hello).result();
      expect(sent.requests).toHaveLength(1);
    }
  });

  it('aborts the request where its reader leaves', async () => {
    let aborted: AbortSignal | null | undefined;
    const { fetch } = fakeFetch([bodyOf(name).slice(0, -20)], { stall: true });
    const watching: typeof fetch = (input, init) => {
      aborted = init?.signal;
      return fetch(input, init);
    };
    for await (const part of modelWith(name, watching).stream(hello)) if (part.type === 'text-delta') break;
    expect(aborted?.aborted).toBe(true);
  });
});

const { item, message, place, textDelta, whole, responsesUsage: usage } = responsesParts;
const own = { provider: 'openai', modelId: 'm' };
const responses = (...list: JsonObject[]): Promise<ModelResult> => answer('responses', events(list, true));
const done = (output: JsonObject[] = []): JsonObject => whole('completed', { output, usage });

describe('OpenAI Responses', () => {
  it('ignores what comes after the end, and an end that comes twice', async () => {
    const result = await responses(
      whole('created'),
      textDelta(0, 'Hi'),
      done([message('Hi')]),
      textDelta(0, 'more'),
      whole('failed', { error: { code: 'server_error' } }),
    );
    expect(result).toMatchObject({ state: 'finished', text: 'Hi' });
  });

  it.each([
    [
      'queued and in progress before anything else',
      [{ type: 'response.queued' }, { type: 'response.in_progress' }],
    ],
    ['events that nobody knows', [{ type: 'response.future.delta', delta: 'x' }, { type: 'keepalive' }]],
    [
      'padding of deltas',
      [
        {
          type: 'response.output_text.delta',
          ...place(0, { content_index: 0, delta: '', obfuscation: 'xxxx' }),
        },
      ],
    ],
    [
      'deltas of tools of the server',
      [
        { type: 'response.code_interpreter_call_code.delta', ...place(3, { delta: 'print()' }) },
        { type: 'response.mcp_call_arguments.delta', ...place(4, { delta: '{}' }) },
        { type: 'response.shell_call_command.delta', ...place(5, { delta: 'ls' }) },
        { type: 'response.custom_tool_call_input.delta', ...place(6, { delta: 'free text' }) },
      ],
    ],
    ['a summary that is being made', [{ type: 'response.compaction.compacting', ...place(3, {}) }]],
    [
      'parts that begin and end around a text',
      [
        { type: 'response.content_part.added', ...place(0, { part: { type: 'output_text', text: '' } }) },
        { type: 'response.output_text.done', ...place(0, { text: 'Hi' }) },
        { type: 'response.content_part.done', ...place(0, { part: { type: 'output_text', text: 'Hi' } }) },
      ],
    ],
  ])('takes %s', async (_what, list) => {
    expect(
      await responses(whole('created'), ...list, textDelta(0, 'Hi'), done([message('Hi')])),
    ).toMatchObject({ state: 'finished', text: 'Hi' });
  });

  it.each([
    ['max_output_tokens', 'truncated', 'EC_LLM_OUTPUT_LIMIT'],
    ['content_filter', 'refused', 'EC_LLM_CONTENT_POLICY'],
    ['max_messages', 'truncated', 'EC_LLM_TRUNCATED'],
    ['steered', 'truncated', 'EC_LLM_TRUNCATED'],
  ])('is incomplete for the reason %s', async (reason, state, code) => {
    expect(
      await responses(textDelta(0, 'H'), whole('incomplete', { incomplete_details: { reason }, usage })),
    ).toMatchObject({ state, error: { code }, finishReason: { raw: reason }, usage: { source: 'measured' } });
  });

  it.each([
    ['server_error', 'EC_LLM_SERVER'],
    ['rate_limit_exceeded', 'EC_LLM_RATE_LIMIT'],
    ['bio_policy', 'EC_LLM_CONTENT_POLICY'],
    ['misalignment_policy_violation', 'EC_LLM_CONTENT_POLICY'],
    ['vector_store_timeout', 'EC_LLM_REQUEST_TIMEOUT'],
    ['invalid_prompt', 'EC_LLM_INVALID_REQUEST'],
    ['data_residency_mismatch', 'EC_LLM_INVALID_REQUEST'],
    ['image_parse_error', 'EC_LLM_INVALID_REQUEST'],
    ['invalid_image_url', 'EC_LLM_INVALID_REQUEST'],
    ['image_content_policy_violation', 'EC_LLM_CONTENT_POLICY'],
    ['too_many_requests', 'EC_LLM_RATE_LIMIT'],
  ])('fails with the code %s', async (code, mapped) => {
    expect(await responses(whole('failed', { error: { code, message: 'x' } }))).toMatchObject({
      state: 'failed',
      error: { code: mapped },
    });
    expect(
      await responses(textDelta(0, 'H'), { type: 'error', code, message: 'x', param: null }),
    ).toMatchObject({ state: 'failed', text: 'H', error: { code: mapped } });
  });

  it('fails where the response is cancelled on the other side', async () => {
    expect(
      (
        await answer(
          'responses',
          events([{ type: 'response.cancelled', response: { id: 'r', status: 'cancelled' } }], true),
        )
      ).state,
    ).toBe('failed');
  });

  it('joins the input of a call with its item, and takes the whole input that comes last', async () => {
    const call = { type: 'function_call', call_id: 'c', name: 'read' };
    const result = await responses(
      item('added', 0, { ...call, arguments: '' }),
      { type: 'response.function_call_arguments.delta', ...place(0, { delta: '{"a"' }) },
      { type: 'response.function_call_arguments.done', ...place(0, { arguments: '{"a":1}' }) },
      item('done', 0, { ...call, arguments: '{"a":1}' }),
      done(),
    );
    expect(result.toolCalls).toMatchObject([{ toolCallId: 'c', toolName: 'read', inputText: '{"a":1}' }]);
  });

  it('keeps the finished thought and the summary of the server, and gives back the phase of a text', async () => {
    const thought = { id: 'item_0', type: 'reasoning', summary: [], encrypted_content: 'whole' };
    const compaction = { id: 'item_1', type: 'compaction', encrypted_content: 'cmp' };
    const result = await responses(
      item('added', 0, { ...thought, encrypted_content: 'part' }),
      item('done', 0, thought),
      item('done', 1, compaction),
      item('added', 2, { ...message('', 'in_progress'), phase: 'commentary' }),
      textDelta(2, 'Hi'),
      item('done', 2, { ...message('Hi'), phase: 'final_answer' }),
      done([message('Hi')]),
    );
    expect(result.content).toEqual([
      { type: 'reasoning', text: '', opaque: { ...own, data: thought } },
      { type: 'reasoning', text: '', opaque: { ...own, data: compaction } },
      { type: 'text', text: 'Hi', opaque: { ...own, data: { phase: 'final_answer' } } },
    ]);
    const sent = fakeFetch([bodyOf('responses')]);
    const messages: Message[] = [
      ...hello.messages,
      { role: 'assistant', content: result.content },
      { role: 'user', content: 'go on' },
    ];
    await modelWith('responses', sent.fetch).stream({ messages }).result();
    expect(sent.requests[0]?.body.input).toEqual([
      { role: 'user', content: 'hello' },
      thought,
      compaction,
      { role: 'assistant', content: 'Hi', phase: 'final_answer' },
      { role: 'user', content: 'go on' },
    ]);
  });

  it('is refused where the answer is a refusal, though it is completed', async () => {
    expect(
      await responses(
        { type: 'response.refusal.delta', ...place(0, { content_index: 0, delta: 'No' }) },
        { type: 'response.refusal.done', ...place(0, { content_index: 0, refusal: 'No' }) },
        done(),
      ),
    ).toMatchObject({ state: 'refused', text: 'No', finishReason: { raw: 'refusal' } });
  });

  it('has the count of its end, and an estimate where it has none', async () => {
    const counted = {
      input_tokens: 9,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
      output_tokens: 3,
      output_tokens_details: { reasoning_tokens: 1 },
    };
    expect(
      (await responses(textDelta(0, 'Hi'), whole('completed', { output: [message('Hi')], usage: counted })))
        .usage,
    ).toMatchObject({
      inputTokens: 9,
      cachedInputTokens: 4,
      cacheWriteTokens: 2,
      outputTokens: 3,
      reasoningTokens: 1,
      source: 'measured',
    });
    expect((await responses(textDelta(0, 'Hi'))).usage.source).toBe('estimated');
  });
});

const chat = (...list: (JsonObject | string)[]): Promise<ModelResult> => answer('chat', events(list));

describe('OpenAI Chat Completions', () => {
  it('takes a role that repeats, empty choices, refusals and fields of providers', async () => {
    expect(
      await chat(
        chatChunk({ role: 'assistant', content: '' }),
        { choices: [], moderation: {} },
        chatChunk({ role: 'assistant', content: 'H', reasoning: 'Hm', audio: null, future: 1 }),
        chatChunk({ content: 'i' }, 'stop'),
      ),
    ).toMatchObject({ state: 'finished', text: 'Hi', reasoning: 'Hm' });
    expect(await chat(chatChunk({ refusal: 'No' }), chatChunk({}, 'stop'))).toMatchObject({
      state: 'refused',
    });
  });

  it('takes a reason that comes with the last piece, and usage after it or not at all', async () => {
    const counted = {
      choices: [],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 3,
        prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
    };
    expect(await chat(chatChunk({ content: 'Hi' }, 'stop'), counted)).toMatchObject({
      state: 'finished',
      usage: {
        inputTokens: 9,
        cachedInputTokens: 4,
        cacheWriteTokens: 2,
        reasoningTokens: 1,
        source: 'measured',
      },
    });
    expect(await chat(chatChunk({ content: 'Hi' }, 'stop'))).toMatchObject({
      state: 'finished',
      usage: { source: 'estimated' },
    });
  });

  it('does not believe a server that ends well in the middle of an input', async () => {
    const cut = chatChunk({
      tool_calls: [{ index: 0, id: 'c', function: { name: 'read', arguments: '{"a":' } }],
    });
    for (const reason of ['stop', 'tool_calls'])
      expect(await chat(cut, chatChunk({}, reason), '[DONE]')).toMatchObject({
        state: 'truncated',
        toolCalls: [],
      });
  });

  it('says where it ends with a call of a tool of the provider’s own form, which nobody here can answer', async () => {
    const custom = (fields: JsonObject): JsonObject => chatChunk({ tool_calls: [{ index: 0, ...fields }] });
    expect(
      await chat(
        custom({ id: 'c', type: 'custom', custom: { name: 'shell', input: '' } }),
        custom({ custom: { input: 'ls -l' } }),
        chatChunk({}, 'tool_calls'),
        '[DONE]',
      ),
    ).toMatchObject({
      state: 'finished',
      toolCalls: [],
      finishReason: { unified: 'other', raw: 'tool_calls' },
    });
  });

  it('asks for usage in the stream', async () => {
    const sent = fakeFetch([bodyOf('chat')]);
    await modelWith('chat', sent.fetch).stream(hello).result();
    expect(sent.requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });
});

const { block, delta, stop, messageStart, messageDelta } = anthropicParts;
const claude = (...list: JsonObject[]): Promise<ModelResult> =>
  answer('messages', events([messageStart, ...list], true));
const said = [block(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: 'Hi' }), stop(0)];
const end = [messageDelta('end_turn'), { type: 'message_stop' }];
const mine = { provider: 'anthropic', modelId: 'm' };

describe('Anthropic Messages', () => {
  it('takes pings anywhere, events and deltas that nobody knows, and several message deltas', async () => {
    const ping = { type: 'ping' };
    expect(
      await claude(
        ping,
        ...said,
        ping,
        { type: 'future' },
        delta(0, { type: 'citations_delta', citation: {} }),
        messageDelta('end_turn'),
        ping,
        messageDelta('end_turn', { container: null }),
        { type: 'message_stop' },
      ),
    ).toMatchObject({ state: 'finished', text: 'Hi' });
  });

  it('fails by an error anywhere, on status 200', async () => {
    for (const count of [0, 1, 2, 3])
      expect(
        await claude(...said.slice(0, count), {
          type: 'error',
          error: { type: 'overloaded_error', message: 'x' },
        }),
      ).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_OVERLOADED' } });
  });

  it('takes the input of a call from its deltas, where none at all is an empty object', async () => {
    const result = await claude(
      block(0, { type: 'tool_use', id: 't1', name: 'list', input: {} }),
      stop(0),
      block(1, { type: 'tool_use', id: 't2', name: 'read', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '' }),
      delta(1, { type: 'input_json_delta', partial_json: '{"a":1}' }),
      stop(1),
      messageDelta('tool_use'),
      { type: 'message_stop' },
    );
    expect(result.toolCalls.map(({ inputText }) => inputText)).toEqual(['{}', '{"a":1}']);
  });

  it.each([
    ['end_turn', 'finished', 'stop'],
    ['stop_sequence', 'finished', 'stop'],
    ['max_tokens', 'truncated', 'length'],
    ['model_context_window_exceeded', 'truncated', 'length'],
    ['refusal', 'refused', 'content-filter'],
    ['pause_turn', 'finished', 'other'],
    ['compaction', 'finished', 'other'],
  ])('ends with the reason %s', async (reason, state, unified) => {
    expect(
      await claude(...said, messageDelta(reason, { stop_details: { category: 'cyber' } }), {
        type: 'message_stop',
      }),
    ).toMatchObject({ state, finishReason: { unified, raw: reason } });
  });

  it('names the category of a refusal', async () => {
    const { error } = await claude(
      ...said,
      messageDelta('refusal', { stop_details: { category: 'cyber' } }),
      { type: 'message_stop' },
    );
    expect(error).toMatchObject({ code: 'EC_LLM_REFUSED', details: { category: 'cyber' } });
  });

  it('keeps thoughts without text, summaries and calls of the server in their places and sends them back as they were', async () => {
    const result = await claude(
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      block(1, { type: 'compaction', content: null, encrypted_content: null }),
      delta(1, { type: 'compaction_delta', content: 'so ', encrypted_content: null }),
      delta(1, { type: 'compaction_delta', content: 'far', encrypted_content: 'enc' }),
      stop(1),
      block(2, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      delta(2, { type: 'input_json_delta', partial_json: '{"q":' }),
      delta(2, { type: 'input_json_delta', partial_json: '1}' }),
      stop(2),
      block(3, { type: 'web_search_tool_result', tool_use_id: 's', content: [{ url: 'x' }] }),
      stop(3),
      block(4, { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } }),
      stop(4),
      block(5, { type: 'text', text: '' }),
      delta(5, { type: 'text_delta', text: 'Hi' }),
      stop(5),
      ...end,
    );
    const blocks = [
      { type: 'thinking', thinking: '', signature: 'c2ln' },
      { type: 'compaction', content: 'so far', encrypted_content: 'enc' },
      { type: 'server_tool_use', id: 's', name: 'web_search', input: { q: 1 } },
      { type: 'web_search_tool_result', tool_use_id: 's', content: [{ url: 'x' }] },
      { type: 'fallback', from: { model: 'a' }, to: { model: 'b' } },
    ];
    expect(result.response?.modelId).toBe('b');
    expect(result.content).toEqual([
      ...blocks.map((data) => ({ type: 'reasoning', text: '', opaque: { ...mine, data } })),
      { type: 'text', text: 'Hi' },
    ]);
    const sent = fakeFetch([bodyOf('messages')]);
    await modelWith('messages', sent.fetch)
      .stream({
        messages: [
          ...hello.messages,
          { role: 'assistant', content: result.content },
          { role: 'user', content: 'go on' },
        ],
      })
      .result();
    const turns = sent.requests[0]?.body.messages as readonly { readonly content: unknown }[];
    expect(JSON.stringify(turns[1]?.content)).toBe(JSON.stringify([...blocks, { type: 'text', text: 'Hi' }]));
  });

  it('names who answered, which may be another model', async () => {
    const start = {
      type: 'message_start',
      message: { id: 'm1', model: 'claude-other', usage: { input_tokens: 1, output_tokens: 0 } },
    };
    expect((await answer('messages', events([start, ...said, ...end], true))).response).toMatchObject({
      id: 'm1',
      modelId: 'claude-other',
    });
  });

  it.each([
    [
      429,
      { type: 'rate_limit_error', details: { error_code: 'contract_spend_limit_reached' } },
      'EC_LLM_QUOTA',
    ],
    [
      429,
      { type: 'rate_limit_error', details: { error_code: 'enforced_spend_limit_reached' } },
      'EC_LLM_QUOTA',
    ],
    [429, { type: 'rate_limit_error', details: { error_code: 'ramp_limit_exceeded' } }, 'EC_LLM_RATE_LIMIT'],
    [
      529,
      { type: 'overloaded_error', details: { error_code: 'compaction_unavailable' } },
      'EC_LLM_OVERLOADED',
    ],
    [
      400,
      { type: 'invalid_request_error', details: { error_code: 'thread_continue_in_flight' } },
      'EC_LLM_CONFLICT',
    ],
    [
      400,
      { type: 'invalid_request_error', details: { error_code: 'thread_fingerprint_mismatch' } },
      'EC_LLM_INVALID_REQUEST',
    ],
    [402, { type: 'billing_error' }, 'EC_LLM_BILLING'],
    [413, { type: 'request_too_large' }, 'EC_LLM_REQUEST_TOO_LARGE'],
    [504, { type: 'timeout_error' }, 'EC_LLM_REQUEST_TIMEOUT'],
  ])('answers status %i as the catalogue has it: %o', async (status, error, code) => {
    const result = await answer(
      'messages',
      JSON.stringify({ type: 'error', error: { message: 'x', ...error } }),
      { status },
    );
    expect(result.error?.code).toBe(code);
  });
});
