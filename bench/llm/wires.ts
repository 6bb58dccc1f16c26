// Answers of any length in the three wire formats, as text or as the input of one tool call.

/** A wire format with what it carries. */
export type WireName =
  | 'chat-text'
  | 'chat-tool'
  | 'responses-text'
  | 'responses-tool'
  | 'messages-text'
  | 'messages-tool';

const sse = (data: object, name?: string): string =>
  `${name ? `event: ${name}\n` : ''}data: ${JSON.stringify(data)}\n\n`;

function chat(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return sse({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    system_fingerprint: 'fp',
    choices,
  });
}

function named(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return sse(event, event.type);
}

interface Wire {
  readonly start: string;
  readonly delta: (index: number) => string;
  readonly end: string | ((deltas: number) => string);
}

const toolStart = {
  tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'write', arguments: '{"text":"' } }],
};
const toolDelta = (text: string): object => ({ tool_calls: [{ index: 0, function: { arguments: text } }] });
const word = (index: number): string => `word${index % 1000} `;
const wholeInput = (deltas: number): string =>
  `{"text":"${Array.from({ length: deltas }, (_, index) => word(index)).join('')}"}`;
const call = { id: 'i', type: 'function_call', call_id: 'a', name: 'write' };
const usage = { input_tokens: 1, output_tokens: 1 };

// Some clients check the fields of Responses events, so these have all that they ask for.
const response = { id: 'r', object: 'response', created_at: 1, model: 'm', output: [] };
const message = { id: 'i', type: 'message', role: 'assistant' };

function responses(events: readonly { readonly type: string }[]): string {
  return events.map(named).join('');
}

const wires: Readonly<Record<WireName, Wire>> = {
  'chat-text': {
    start: chat({ role: 'assistant', content: '' }),
    delta: (index) => chat({ content: word(index) }),
    end: `${chat({}, 'stop')}data: [DONE]\n\n`,
  },
  'chat-tool': {
    start: chat(toolStart),
    delta: (index) => chat(toolDelta(word(index))),
    end: `${chat(toolDelta('"}'))}${chat({}, 'tool_calls')}data: [DONE]\n\n`,
  },
  'responses-text': {
    start: responses([
      { type: 'response.created', response: { ...response, status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...message, content: [] } },
      {
        type: 'response.content_part.added',
        item_id: 'i',
        output_index: 0,
        content_index: 0,
        part: { type: 'output_text', text: '', annotations: [] },
      },
    ]),
    delta: (index) =>
      responses([
        {
          type: 'response.output_text.delta',
          item_id: 'i',
          output_index: 0,
          content_index: 0,
          delta: word(index),
          sequence_number: index + 3,
        },
      ]),
    end: responses([
      { type: 'response.output_item.done', output_index: 0, item: { ...message, content: [] } },
      { type: 'response.completed', response: { ...response, status: 'completed', usage } },
    ]),
  },
  'responses-tool': {
    start: responses([
      { type: 'response.created', response: { ...response, status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
      {
        type: 'response.function_call_arguments.delta',
        item_id: 'i',
        output_index: 0,
        delta: '{"text":"',
      },
    ]),
    delta: (index) =>
      responses([
        {
          type: 'response.function_call_arguments.delta',
          item_id: 'i',
          output_index: 0,
          delta: word(index),
          sequence_number: index + 3,
        },
      ]),
    end: (deltas) =>
      responses([
        { type: 'response.function_call_arguments.delta', item_id: 'i', output_index: 0, delta: '"}' },
        {
          type: 'response.output_item.done',
          output_index: 0,
          item: { ...call, status: 'completed', arguments: wholeInput(deltas) },
        },
        { type: 'response.completed', response: { ...response, status: 'completed', usage } },
      ]),
  },
  'messages-text': {
    start:
      named({ type: 'message_start', message: { id: 'm', model: 'm', usage } }) +
      named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    delta: (index) =>
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: word(index) },
      }),
    end:
      named({ type: 'content_block_stop', index: 0 }) +
      named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage }) +
      named({ type: 'message_stop' }),
  },
  'messages-tool': {
    start:
      named({ type: 'message_start', message: { id: 'm', model: 'm', usage } }) +
      named({
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'a', name: 'write', input: {} },
      }) +
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"text":"' },
      }),
    delta: (index) =>
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: word(index) },
      }),
    end:
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '"}' },
      }) +
      named({ type: 'content_block_stop', index: 0 }) +
      named({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage }) +
      named({ type: 'message_stop' }),
  },
};

/** The names of all wires. */
export const wireNames = Object.keys(wires) as WireName[];

/** A body with this many deltas, in chunks. */
export function* body(name: WireName, deltas: number): Generator<string> {
  const { start, delta, end } = wires[name];
  let chunk = start;
  for (let index = 0; index < deltas; index += 1) {
    chunk += delta(index);
    if (chunk.length > 32_768) {
      yield chunk;
      chunk = '';
    }
  }
  yield chunk + (typeof end === 'string' ? end : end(deltas));
}

/** Size of the text of so many deltas in MB. */
export function textMb(deltas: number): number {
  let length = 0;
  for (let index = 0; index < deltas; index += 1) length += word(index).length;
  return length / 2 ** 20;
}
