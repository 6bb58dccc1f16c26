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
