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

function named(event: { readonly type: string }): string {
  return sse(event, event.type);
}

interface Wire {
  readonly start: string;
  readonly delta: (index: number) => string;
  readonly end: string;
}

const toolStart = {
  tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'write', arguments: '{"text":"' } }],
};
const toolDelta = (text: string): object => ({ tool_calls: [{ index: 0, function: { arguments: text } }] });
const word = (index: number): string => `word${index % 1000} `;
const call = { id: 'i', type: 'function_call', call_id: 'a', name: 'write' };
const usage = { input_tokens: 1, output_tokens: 1 };

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
    start:
      named({ type: 'response.created', response: { id: 'r', output: [] } } as never) +
      named({
        type: 'response.output_item.added',
        output_index: 0,
        item: { id: 'i', type: 'message', content: [] },
      } as never),
    delta: (index) =>
      named({
        type: 'response.output_text.delta',
        item_id: 'i',
        output_index: 0,
        content_index: 0,
        delta: word(index),
        sequence_number: index,
      } as never),
    end: named({ type: 'response.completed', response: { id: 'r', output: [], usage } } as never),
  },
  'responses-tool': {
    start:
      named({ type: 'response.created', response: { id: 'r', output: [] } } as never) +
      named({
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...call, arguments: '' },
      } as never) +
      named({
        type: 'response.function_call_arguments.delta',
        item_id: 'i',
        output_index: 0,
        delta: '{"text":"',
      } as never),
    delta: (index) =>
      named({
        type: 'response.function_call_arguments.delta',
        item_id: 'i',
        output_index: 0,
        delta: word(index),
        sequence_number: index,
      } as never),
    end:
      named({
        type: 'response.function_call_arguments.delta',
        item_id: 'i',
        output_index: 0,
        delta: '"}',
      } as never) +
      named({ type: 'response.output_item.done', output_index: 0, item: call } as never) +
      named({ type: 'response.completed', response: { id: 'r', output: [], usage } } as never),
  },
  'messages-text': {
    start:
      named({ type: 'message_start', message: { id: 'm', model: 'm', usage } } as never) +
      named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never),
    delta: (index) =>
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: word(index) },
      } as never),
    end:
      named({ type: 'content_block_stop', index: 0 } as never) +
      named({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage } as never) +
      named({ type: 'message_stop' }),
  },
  'messages-tool': {
    start:
      named({ type: 'message_start', message: { id: 'm', model: 'm', usage } } as never) +
      named({
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'tool_use', id: 'a', name: 'write', input: {} },
      } as never) +
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"text":"' },
      } as never),
    delta: (index) =>
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: word(index) },
      } as never),
    end:
      named({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '"}' },
      } as never) +
      named({ type: 'content_block_stop', index: 0 } as never) +
      named({ type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage } as never) +
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
  yield chunk + end;
}
