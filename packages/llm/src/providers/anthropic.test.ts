import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello, modelOf } from '../../test/models.ts';
import { anthropicParts, anthropicText, events } from '../../test/wire.ts';
import { type AssistantPart, anthropic, type JsonObject, type ModelResult } from '../index.ts';

const { messageStart, messageDelta, block, delta, stop } = anthropicParts;
const messageStop = { type: 'message_stop' };

function answer(...list: JsonObject[]): Promise<ModelResult> {
  return modelOf('anthropic', [events([messageStart, ...list], true)])
    .stream(hello)
    .result();
}

function text(content: string): JsonObject[] {
  return [block(0, { type: 'text', text: '' }), delta(0, { type: 'text_delta', text: content }), stop(0)];
}

async function sentBody(messages: Parameters<ReturnType<typeof anthropic>['stream']>[0]): Promise<unknown> {
  const sent = fakeFetch([anthropicText]);
  await anthropic({ model: 'claude', apiKey: 'k', fetch: sent.fetch }).stream(messages).result();
  return sent.requests[0]?.body;
}

describe('Anthropic Messages', () => {
  it('is truncated without message_stop, even after the stop reason', async () => {
    expect(await answer(...text('Hi'), messageDelta('end_turn'))).toMatchObject({
      state: 'truncated',
      text: 'Hi',
    });
  });

  it.each([
    ['end_turn', 'finished', 'stop', undefined],
    ['stop_sequence', 'finished', 'stop', undefined],
    ['pause_turn', 'finished', 'other', undefined],
    ['something_new', 'finished', 'other', undefined],
    ['max_tokens', 'truncated', 'length', 'EC_LLM_OUTPUT_LIMIT'],
    ['model_context_window_exceeded', 'truncated', 'length', 'EC_LLM_OUTPUT_LIMIT'],
    ['refusal', 'refused', 'content-filter', 'EC_LLM_REFUSED'],
  ])('%s is %s', async (reason, state, unified, code) => {
    const result = await answer(...text('Hi'), messageDelta(reason), messageStop);
    expect(result).toMatchObject({ state, finishReason: { unified, raw: reason } });
    expect(result.error?.code).toBe(code);
  });

  it('names the category of a refusal', async () => {
    const result = await answer(
      messageDelta('refusal', { stop_details: { category: 'cyber' } }),
      messageStop,
    );
    expect(result.error?.details).toMatchObject({ category: 'cyber' });
  });

  it('is truncated where a message stops without a reason', async () => {
    expect((await answer(...text('Hi'), messageStop)).state).toBe('truncated');
  });

  it('replaces counts by later ones and keeps the input where the later ones have none', async () => {
    const usage = {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: 9, output_tokens_details: { thinking_tokens: 3 } },
    };
    expect((await answer(...text('Hi'), messageDelta('end_turn'), usage, messageStop)).usage).toMatchObject({
      inputTokens: 20,
      cachedInputTokens: 6,
      cacheWriteTokens: 4,
      outputTokens: 9,
      reasoningTokens: 3,
      source: 'measured',
    });
  });

  it('tells apart what is kept for minutes and for an hour', async () => {
    const counts = {
      cache_creation_input_tokens: 9,
      cache_creation: { ephemeral_5m_input_tokens: 4, ephemeral_1h_input_tokens: 5 },
    };
    const usage = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: counts };
    expect((await answer(...text('Hi'), usage, messageStop)).usage).toMatchObject({
      cacheWriteTokens: 9,
      longCacheWriteTokens: 5,
    });
  });

  it('counts a summary that the server made on the way, which its totals leave out', async () => {
    const own = { input_tokens: 5, output_tokens: 7 };
    const summary = {
      type: 'compaction',
      input_tokens: 100,
      output_tokens: 20,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 8,
      cache_creation: { ephemeral_1h_input_tokens: 8 },
    };
    const iterations = [{ type: 'message', ...own }, summary];
    const end = {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { ...own, iterations },
    };
    expect((await answer(...text('Hi'), end, messageStop)).usage).toMatchObject({
      inputTokens: 5 + 6 + 4 + 100 + 40 + 8,
      cachedInputTokens: 6 + 40,
      cacheWriteTokens: 4 + 8,
      longCacheWriteTokens: 8,
      outputTokens: 27,
      source: 'measured',
      raw: { iterations },
    });
  });

  it('keeps the measured input and estimates the output of a cut answer', async () => {
    expect((await answer(...text('Hello there, how are you'))).usage).toMatchObject({
      inputTokens: 20,
      source: 'estimated',
    });
  });

  it('estimates the input of a cut answer that a server begins with zeros', async () => {
    const zeros = { input_tokens: 0, output_tokens: 0 };
    const start = { type: 'message_start', message: { id: 'm', model: 'glm', usage: zeros } };
    const list = [start, ...text('Let me see')];
    const { usage, state } = await modelOf('anthropic', [events(list, true)])
      .stream(hello)
      .result();
    expect([state, usage.source]).toEqual(['truncated', 'estimated']);
    expect(usage.inputTokens).toBeGreaterThan(0);
    expect(usage.outputTokens).toBeGreaterThan(0);
  });

  it('keeps signed and redacted thoughts and blocks that nobody knows as they came', async () => {
    const result = await answer(
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      block(1, { type: 'redacted_thinking', data: 'b3BhcXVl' }),
      stop(1),
      block(2, { type: 'future_block', stuff: 1 }),
      stop(2),
      ...text('Hi'),
      messageDelta('end_turn'),
      messageStop,
    );
    const mine = { provider: 'anthropic', modelId: 'claude-test' };
    expect(result.content).toEqual([
      {
        type: 'reasoning',
        text: 'Hm',
        opaque: { ...mine, data: { type: 'thinking', thinking: 'Hm', signature: 'c2ln' } },
      },
      {
        type: 'reasoning',
        text: '',
        opaque: { ...mine, data: { type: 'redacted_thinking', data: 'b3BhcXVl' } },
      },
      { type: 'reasoning', text: '', opaque: { ...mine, data: { type: 'future_block', stuff: 1 } } },
      { type: 'text', text: 'Hi' },
    ]);
  });

  it('is truncated where the input of a tool call is cut but the message ends well', async () => {
    const result = await answer(
      block(0, { type: 'tool_use', id: 'a', name: 'list', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"x":' }),
      stop(0),
      messageDelta('tool_use'),
      messageStop,
    );
    expect(result).toMatchObject({ state: 'truncated', toolCalls: [], error: { code: 'EC_LLM_TRUNCATED' } });
  });
});

describe('requests of Anthropic Messages', () => {
  it('carry system messages apart and join turns of one role', async () => {
    const call = (toolCallId: string): AssistantPart => ({
      type: 'tool-call',
      toolCallId,
      toolName: 'list',
      inputText: '{"x":1}',
    });
    expect(
      await sentBody({
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Go' },
          { role: 'assistant', content: [{ type: 'text', text: '' }, call('a'), call('b')] },
          { role: 'tool', content: [{ toolCallId: 'a', toolName: 'list', output: 'one' }] },
          { role: 'tool', content: [{ toolCallId: 'b', toolName: 'list', output: 'bad', isError: true }] },
          {
            role: 'user',
            content: [{ type: 'file', mediaType: 'application/pdf', data: 'AA', fileName: 'a.pdf' }],
          },
        ],
        tools: [{ name: 'list', description: 'Lists', inputSchema: { type: 'object' } }],
        temperature: 0.5,
        stopSequences: ['END'],
        cacheBreakpoints: [],
      }),
    ).toEqual({
      model: 'claude',
      max_tokens: 32_000,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Go' }] },
        {
          role: 'assistant',
          content: ['a', 'b'].map((id) => ({ type: 'tool_use', id, name: 'list', input: { x: 1 } })),
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: 'one' },
            { type: 'tool_result', tool_use_id: 'b', content: 'bad', is_error: true },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: 'AA' },
              title: 'a.pdf',
            },
          ],
        },
      ],
      tools: [{ name: 'list', description: 'Lists', input_schema: { type: 'object' } }],
      temperature: 0.5,
      stop_sequences: ['END'],
      stream: true,
    });
  });

  it('send thoughts back to the model that made them, byte for byte, and to no other', async () => {
    const data = { type: 'thinking', thinking: 'Hm', signature: 'c2ln' };
    const thought = (modelId: string): AssistantPart => ({
      type: 'reasoning',
      text: 'Hm',
      opaque: { provider: 'anthropic', modelId, data },
    });
    const messages = [
      { role: 'assistant', content: [thought('claude'), thought('another'), { type: 'text', text: 'Hi' }] },
    ] as const;
    expect(await sentBody({ messages })).toMatchObject({
      messages: [{ role: 'assistant', content: [data, { type: 'text', text: 'Hi' }] }],
    });
  });

  it('keep the input of a call of the server, sent whole or in pieces', async () => {
    const call = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'a' } };
    const pieces = (...list: string[]): JsonObject[] =>
      list.map((piece) => delta(0, { type: 'input_json_delta', partial_json: piece }));
    const dataOf = async (...deltas: JsonObject[]): Promise<unknown> => {
      const { content } = await answer(
        block(0, call),
        ...deltas,
        stop(0),
        messageDelta('end_turn'),
        messageStop,
      );
      return content[0]?.opaque?.data;
    };
    expect(await dataOf(...pieces(''))).toEqual(call);
    expect(await dataOf(...pieces('', '{"query":', '"b"}'))).toEqual({ ...call, input: { query: 'b' } });
  });

  it('are the same bytes for the same request', async () => {
    const request = { messages: [{ role: 'user', content: 'Go' }] } as const;
    expect(JSON.stringify(await sentBody(request))).toBe(JSON.stringify(await sentBody(request)));
  });
});
