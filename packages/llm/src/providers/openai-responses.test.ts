import { describe, expect, it } from 'vitest';
import { fakeFetch } from '../../test/fake-fetch.ts';
import { hello, modelOf } from '../../test/models.ts';
import { events, responsesParts, responsesText } from '../../test/wire.ts';
import {
  type AssistantPart,
  type JsonObject,
  type ModelRequest,
  type ModelResult,
  openaiResponses,
} from '../index.ts';
import { createToolExecutor } from '../tools/index.ts';

const { place, item, textDelta, message, whole } = responsesParts;

function answer(...list: (JsonObject | string)[]): Promise<ModelResult> {
  return modelOf('responses', [events([whole('created'), ...list], true)])
    .stream(hello)
    .result();
}

describe('OpenAI Responses', () => {
  it('is truncated without its last event, even after the text was done', async () => {
    const result = await answer(textDelta(0, 'Hi'), item('done', 0, message('Hi')), '[DONE]');
    expect(result).toMatchObject({ state: 'truncated', text: 'Hi', error: { code: 'EC_LLM_TRUNCATED' } });
  });

  it.each([
    ['max_output_tokens', 'truncated', 'length', 'EC_LLM_OUTPUT_LIMIT'],
    ['content_filter', 'refused', 'content-filter', 'EC_LLM_CONTENT_POLICY'],
    ['steered', 'truncated', 'other', 'EC_LLM_TRUNCATED'],
  ])('is %s as %s', async (reason, state, unified, code) => {
    const result = await answer(textDelta(0, 'Hi'), whole('incomplete', { incomplete_details: { reason } }));
    expect(result).toMatchObject({
      state,
      text: 'Hi',
      finishReason: { unified, raw: reason },
      error: { code },
    });
  });

  it.each([
    ['rate_limit_exceeded', 'EC_LLM_RATE_LIMIT'],
    ['server_error', 'EC_LLM_SERVER'],
    ['bio_policy', 'EC_LLM_CONTENT_POLICY'],
    ['context_length_exceeded', 'EC_LLM_CONTEXT_OVERFLOW'],
  ])('fails with %s, as the response or as an event', async (code, expected) => {
    const failed = await answer(textDelta(0, 'Hi'), whole('failed', { error: { code, message: 'no' } }));
    expect(failed).toMatchObject({ state: 'failed', text: 'Hi', error: { code: expected } });
    const event = await answer({ type: 'error', code, message: 'no', param: null });
    expect(event).toMatchObject({ state: 'failed', error: { code: expected } });
  });

  it.each([
    ['custom_tool_call', { call_id: 'c', name: 'grep', input: 'x' }],
    ['apply_patch_call', { call_id: 'c', operation: {} }],
    ['local_shell_call', { call_id: 'c', action: {} }],
    ['mcp_approval_request', { name: 'roll', arguments: '{}' }],
    ['tool_search_call', { call_id: 'c', execution: 'client' }],
  ])('says where it ends with a %s, which nobody here can answer', async (type, fields) => {
    const call = item('done', 0, { type, id: 'i', ...fields });
    const result = await answer(call, whole('completed'));
    expect(result).toMatchObject({ state: 'finished', finishReason: { unified: 'other', raw: type } });
    const executor = createToolExecutor({ tools: [] });
    await expect(executor.execute(result)).rejects.toMatchObject({ code: 'EC_LLM_TOOLS_NOT_RUN' });
  });

  it.each([
    [
      'shell_call',
      [
        { type: 'shell_call', call_id: 'c' },
        { type: 'shell_call_output', call_id: 'c' },
      ],
    ],
    ['web_search_call', [{ type: 'web_search_call', id: 'w', status: 'completed' }]],
    ['mcp_call', [{ type: 'mcp_call', id: 'm', output: 'x' }]],
    ['custom_tool_call of xAI', [{ type: 'custom_tool_call', call_id: 'x', name: 'x_keyword_search' }]],
    ['tool_search_call', [{ type: 'tool_search_call', execution: 'server', call_id: null, id: 't' }]],
  ])('is an ordinary stop after a %s that the provider ran itself', async (_type, items) => {
    const done = items.map((one, index) => item('done', index, one));
    const last = items.length;
    const text = [textDelta(last, 'Hi'), item('done', last, message('Hi'))];
    expect(await answer(...done, ...text, whole('completed'))).toMatchObject({
      state: 'finished',
      text: 'Hi',
      finishReason: { unified: 'stop', raw: 'completed' },
    });
  });

  it('is refused where the model refuses, though the response is completed', async () => {
    const refusal = { type: 'response.refusal.delta', ...place(0, { content_index: 0, delta: 'I cannot' }) };
    expect(await answer(refusal, whole('completed'))).toMatchObject({ state: 'refused', text: 'I cannot' });
  });

  it.each([
    ['lost', [textDelta(0, 'Hello ')]],
    ['repeated', [textDelta(0, 'Hello '), textDelta(0, 'Hello '), textDelta(0, 'you')]],
  ])('fails where an event was %s', async (_name, deltas) => {
    const result = await answer(...deltas, whole('completed', { output: [message('Hello you')] }));
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_PROTOCOL' } });
  });

  it('takes the input of a tool call from its end where there were no deltas', async () => {
    const call = { type: 'function_call', call_id: 'a', name: 'list', arguments: '' };
    const result = await answer(
      item('added', 0, call),
      item('done', 0, { ...call, arguments: '{"x":1}' }),
      whole('completed'),
    );
    expect(result).toMatchObject({
      state: 'finished',
      toolCalls: [{ toolCallId: 'a', inputText: '{"x":1}' }],
    });
  });

  it.each([
    ['is cut', '{"x":', '{"x":'],
    ['differs from its deltas', '{"x":1}', '{"y":1}'],
  ])('is truncated where the input of a tool call %s', async (_name, delta, end) => {
    const call = { type: 'function_call', call_id: 'a', name: 'list', arguments: '' };
    const result = await answer(
      item('added', 0, call),
      { type: 'response.function_call_arguments.delta', ...place(0, { delta }) },
      item('done', 0, { ...call, arguments: end }),
      whole('completed'),
    );
    expect(result).toMatchObject({ state: 'truncated', error: { code: 'EC_LLM_TRUNCATED' } });
  });

  it('is truncated where a tool call has no end', async () => {
    const call = { type: 'function_call', call_id: 'a', name: 'list', arguments: '' };
    expect(await answer(item('added', 0, call), whole('completed'))).toMatchObject({
      state: 'truncated',
      toolCalls: [],
    });
  });

  it('makes paragraphs of the parts of a thought and keeps the finished item only', async () => {
    const part = (index: number, delta: string): JsonObject => ({
      type: 'response.reasoning_summary_text.delta',
      ...place(0, { summary_index: index, delta }),
    });
    const done = { type: 'reasoning', summary: [], encrypted_content: 'whole' };
    const result = await answer(
      part(0, 'One'),
      part(0, '.'),
      part(1, 'Two.'),
      item('done', 0, done),
      whole('completed'),
    );
    expect(result.reasoning).toBe('One.\n\nTwo.');
    expect(result.content).toMatchObject([
      { opaque: { data: { encrypted_content: 'whole', id: 'item_0' } } },
    ]);
  });
});

describe('requests of OpenAI Responses', () => {
  it('carry messages, tools, results and the thoughts of this model', async () => {
    const sent = fakeFetch([responsesText]);
    const thought = (modelId: string, data: JsonObject): AssistantPart => ({
      type: 'reasoning',
      text: '',
      opaque: { provider: 'openai', modelId, data },
    });
    const mine = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc' };
    const request: ModelRequest = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: 'AA' }] },
        {
          role: 'assistant',
          content: [
            thought('gpt', mine),
            thought('gpt', { type: 'reasoning', id: 'rs_2' }),
            thought('other', mine),
            { type: 'text', text: 'Reading.' },
            { type: 'tool-call', toolCallId: 'a', toolName: 'list', inputText: '{}' },
          ],
        },
        { role: 'tool', content: [{ toolCallId: 'a', toolName: 'list', output: 'none' }] },
      ],
      tools: [{ name: 'list', description: 'Lists', inputSchema: { type: 'object' } }],
      maxOutputTokens: 9,
    };
    await openaiResponses({ model: 'gpt', apiKey: 'k', fetch: sent.fetch }).stream(request).result();
    expect(sent.requests[0]?.body).toEqual({
      model: 'gpt',
      input: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [{ type: 'input_image', image_url: 'data:image/png;base64,AA', detail: 'auto' }],
        },
        mine,
        { role: 'assistant', content: 'Reading.' },
        { type: 'function_call', call_id: 'a', name: 'list', arguments: '{}' },
        { type: 'function_call_output', call_id: 'a', output: 'none' },
      ],
      tools: [
        {
          type: 'function',
          name: 'list',
          description: 'Lists',
          parameters: { type: 'object' },
          strict: false,
        },
      ],
      max_output_tokens: 9,
      store: false,
      stream: true,
    });
  });

  it('fail where they ask for what the protocol cannot do, before anything is sent', async () => {
    const sent = fakeFetch([responsesText]);
    const model = openaiResponses({ model: 'gpt', apiKey: 'k', fetch: sent.fetch });
    const result = await model.stream({ messages: [], stopSequences: ['x'] }).result();
    expect(result).toMatchObject({ state: 'failed', error: { code: 'EC_LLM_INVALID_OPTION' } });
    expect(sent.requests).toEqual([]);
  });
});
