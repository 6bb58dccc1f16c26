import type { JsonObject } from '../src/json.ts';

/** Server-sent events of a body, from the JSON of each. */
export function events(list: readonly (JsonObject | string)[], named = false): string {
  return list
    .map((event) => {
      const data = typeof event === 'string' ? event : JSON.stringify(event);
      const name = named && typeof event !== 'string' ? `event: ${String(event.type)}\n` : '';
      return `${name}data: ${data}\n\n`;
    })
    .join('');
}

function chunk(delta: JsonObject, finish: string | null = null): JsonObject {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-test-1',
    choices,
    usage: null,
  };
}

const chatUsage = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-test-1',
  choices: [],
  usage: {
    prompt_tokens: 20,
    completion_tokens: 7,
    total_tokens: 27,
    prompt_tokens_details: { cached_tokens: 5 },
    completion_tokens_details: { reasoning_tokens: 2 },
  },
};

function toolDelta(index: number, fields: JsonObject): JsonObject {
  return chunk({ tool_calls: [{ index, ...fields }] });
}

/** A Chat Completions answer with text in several scripts. */
export const chatText = events([
  chunk({ role: 'assistant', content: '', refusal: null }),
  chunk({ content: 'Grüße, ' }),
  chunk({ content: '世界 ' }),
  chunk({ content: '👩‍💻\nline "two"' }),
  chunk({}, 'stop'),
  chatUsage,
  '[DONE]',
]);

/** A Chat Completions answer with two parallel tool calls. */
export const chatTools = events([
  chunk({ role: 'assistant', content: null }),
  chunk({ content: 'Reading.' }),
  toolDelta(0, { id: 'call_a', type: 'function', function: { name: 'read_file', arguments: '' } }),
  toolDelta(0, { function: { arguments: '{"pa' } }),
  toolDelta(0, { function: { arguments: 'th":"ä.ts"}' } }),
  toolDelta(1, { id: 'call_b', type: 'function', function: { name: 'list', arguments: '' } }),
  toolDelta(1, { function: { arguments: '{"deep":true}' } }),
  chunk({}, 'tool_calls'),
  chatUsage,
  '[DONE]',
]);

/** One Chat Completions chunk. */
export const chatChunk = chunk;

function block(index: number, content: JsonObject): JsonObject {
  return { type: 'content_block_start', index, content_block: content };
}

function delta(index: number, fields: JsonObject): JsonObject {
  return { type: 'content_block_delta', index, delta: fields };
}

function stop(index: number): JsonObject {
  return { type: 'content_block_stop', index };
}

const messageStart = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-test-1',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 10, cache_creation_input_tokens: 4, cache_read_input_tokens: 6, output_tokens: 1 },
  },
};

function messageDelta(reason: string, fields: JsonObject = {}): JsonObject {
  return {
    type: 'message_delta',
    delta: { stop_reason: reason, stop_sequence: null, ...fields },
    usage: { output_tokens: 7, input_tokens: null },
  };
}

/** The parts of Anthropic Messages answers. */
export const anthropicParts = { block, delta, stop, messageStart, messageDelta };

/** An Anthropic answer with a signed thought and text in several scripts. */
export const anthropicText = events(
  [
    messageStart,
    { type: 'ping' },
    block(0, { type: 'thinking', thinking: '', signature: '' }),
    delta(0, { type: 'thinking_delta', thinking: 'Hm, ' }),
    delta(0, { type: 'thinking_delta', thinking: 'well.' }),
    delta(0, { type: 'signature_delta', signature: 'c2ln' }),
    stop(0),
    block(1, { type: 'text', text: '' }),
    delta(1, { type: 'text_delta', text: 'Grüße, ' }),
    delta(1, { type: 'text_delta', text: '世界 👩‍💻' }),
    { type: 'ping' },
    delta(1, { type: 'text_delta', text: '\nline "two"' }),
    stop(1),
    messageDelta('end_turn'),
    { type: 'message_stop' },
  ],
  true,
);

/** An Anthropic answer with text and two tool calls, one of them without any input. */
export const anthropicTools = events(
  [
    messageStart,
    block(0, { type: 'text', text: '' }),
    delta(0, { type: 'text_delta', text: 'Reading.' }),
    stop(0),
    block(1, { type: 'tool_use', id: 'toolu_a', name: 'read_file', input: {} }),
    delta(1, { type: 'input_json_delta', partial_json: '' }),
    delta(1, { type: 'input_json_delta', partial_json: '{"pa' }),
    delta(1, { type: 'input_json_delta', partial_json: 'th":"ä.ts"}' }),
    stop(1),
    block(2, { type: 'tool_use', id: 'toolu_b', name: 'list', input: {} }),
    stop(2),
    messageDelta('tool_use'),
    { type: 'message_stop' },
  ],
  true,
);

function place(index: number, fields: JsonObject = {}): JsonObject {
  return { item_id: `item_${index}`, output_index: index, ...fields };
}

function item(event: 'added' | 'done', index: number, fields: JsonObject): JsonObject {
  const status = event === 'done' && fields.type === 'function_call' ? { status: 'completed' } : {};
  return {
    type: `response.output_item.${event}`,
    output_index: index,
    item: { id: `item_${index}`, ...status, ...fields },
  };
}

function textDelta(index: number, delta: string): JsonObject {
  return { type: 'response.output_text.delta', ...place(index, { content_index: 0, delta, logprobs: [] }) };
}

function message(text: string, status = 'completed'): JsonObject {
  const content =
    status === 'completed' ? [{ type: 'output_text', text, annotations: [], logprobs: [] }] : [];
  return { type: 'message', role: 'assistant', status, content };
}

function whole(type: 'created' | 'completed' | 'incomplete' | 'failed', fields: JsonObject = {}): JsonObject {
  const response = {
    id: 'resp_1',
    object: 'response',
    created_at: 1,
    model: 'gpt-test-1',
    status: type,
    output: [],
    ...fields,
  };
  return { type: `response.${type}`, response };
}

const responsesUsage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 5 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 27,
};

/** The parts of Responses answers. */
export const responsesParts = { place, item, textDelta, message, whole, responsesUsage };

function numbered(list: readonly JsonObject[]): JsonObject[] {
  return list.map((event, index) => ({ ...event, sequence_number: index }));
}

const spoken = 'Grüße, 世界 👩‍💻\nline "two"';
const thought = {
  type: 'reasoning',
  summary: [{ type: 'summary_text', text: 'Hm' }],
  encrypted_content: 'ZW5j',
};

/** A Responses answer with a thought and text in several scripts. */
export const responsesText = events(
  numbered([
    whole('created'),
    { ...whole('created'), type: 'response.in_progress' },
    item('added', 0, { type: 'reasoning', summary: [], encrypted_content: 'Z' }),
    {
      type: 'response.reasoning_summary_part.added',
      ...place(0, { summary_index: 0, part: { type: 'summary_text', text: '' } }),
    },
    { type: 'response.reasoning_summary_text.delta', ...place(0, { summary_index: 0, delta: 'Hm' }) },
    item('done', 0, thought),
    item('added', 1, message('', 'in_progress')),
    {
      type: 'response.content_part.added',
      ...place(1, {
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
      }),
    },
    textDelta(1, 'Grüße, '),
    textDelta(1, '世界 👩‍💻'),
    textDelta(1, '\nline "two"'),
    { type: 'response.output_text.done', ...place(1, { content_index: 0, text: spoken }) },
    item('done', 1, message(spoken)),
    whole('completed', {
      output: [
        { id: 'item_0', ...thought },
        { id: 'item_1', ...message(spoken) },
      ],
      usage: responsesUsage,
    }),
  ]),
  true,
);

const readCall = {
  type: 'function_call',
  call_id: 'call_a',
  name: 'read_file',
  arguments: '{"path":"ä.ts"}',
};
const listCall = { type: 'function_call', call_id: 'call_b', name: 'list', arguments: '' };

/** A Responses answer with text and two tool calls, one of them without any input. */
export const responsesTools = events(
  numbered([
    whole('created'),
    item('added', 0, message('', 'in_progress')),
    {
      type: 'response.content_part.added',
      ...place(0, {
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
      }),
    },
    textDelta(0, 'Reading.'),
    item('done', 0, message('Reading.')),
    item('added', 1, { type: 'function_call', call_id: 'call_a', name: 'read_file', arguments: '' }),
    { type: 'response.function_call_arguments.delta', ...place(1, { delta: '{"pa' }) },
    { type: 'response.function_call_arguments.delta', ...place(1, { delta: 'th":"ä.ts"}' }) },
    { type: 'response.function_call_arguments.done', ...place(1, { arguments: '{"path":"ä.ts"}' }) },
    item('done', 1, {
      type: 'function_call',
      call_id: 'call_a',
      name: 'read_file',
      arguments: '{"path":"ä.ts"}',
    }),
    item('added', 2, { type: 'function_call', call_id: 'call_b', name: 'list', arguments: '' }),
    item('done', 2, listCall),
    whole('completed', {
      output: [
        { id: 'item_0', ...message('Reading.') },
        { id: 'item_1', ...readCall },
        { id: 'item_2', ...listCall },
      ],
      usage: responsesUsage,
    }),
  ]),
  true,
);
