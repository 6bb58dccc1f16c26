import {
  anthropic,
  fromAISDK,
  type JsonObject,
  type LanguageModel,
  openaiChat,
  openaiResponses,
} from '../src/index.ts';
import { google } from '../src/presets.ts';
import type { ConformanceScenario } from '../src/testing/index.ts';
import { type FakeAnswer, fakeFetch } from './fake-fetch.ts';
import { anthropicParts, chatChunk, events, responsesParts } from './wire.ts';

/** How one protocol writes the pieces of an answer. */
export interface Wire {
  readonly start: readonly JsonObject[];
  text(pieces: readonly string[]): readonly JsonObject[];
  tool(pieces: readonly string[], whole: boolean): readonly JsonObject[];
  end(reason: 'stop' | 'tools' | 'length', text: string): readonly (JsonObject | string)[];
  error(): readonly JsonObject[];
  /** Whether events carry their type as a name. */
  readonly named: boolean;
}

const toolCalls = (fields: JsonObject): JsonObject => chatChunk({ tool_calls: [{ index: 0, ...fields }] });

const chat: Wire = {
  start: [chatChunk({ role: 'assistant', content: '' })],
  text: (pieces) => pieces.map((content) => chatChunk({ content })),
  tool: (pieces) => [
    toolCalls({ id: 'call_1', type: 'function', function: { name: 'read', arguments: '' } }),
    ...pieces.map((piece) => toolCalls({ function: { arguments: piece } })),
  ],
  end: (reason) => [
    chatChunk({}, reason === 'tools' ? 'tool_calls' : reason),
    { choices: [], usage: { prompt_tokens: 20, completion_tokens: 7 } },
    '[DONE]',
  ],
  error: () => [{ error: { type: 'overloaded_error', message: 'busy' } }],
  named: false,
};

const { item, message, place, textDelta, whole: response, responsesUsage: usage } = responsesParts;
const call = { type: 'function_call', call_id: 'call_1', name: 'read' };

const responses: Wire = {
  start: [response('created')],
  text: (pieces) => [
    item('added', 0, message('', 'in_progress')),
    ...pieces.map((piece) => textDelta(0, piece)),
  ],
  tool: (pieces, whole) => [
    item('added', 0, { ...call, arguments: '' }),
    ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta', ...place(0, { delta }) })),
    ...(whole ? [item('done', 0, { ...call, arguments: pieces.join('') })] : []),
  ],
  end: (reason, text) => [
    reason === 'length'
      ? response('incomplete', { incomplete_details: { reason: 'max_output_tokens' }, usage })
      : response('completed', { output: reason === 'stop' ? [message(text)] : [], usage }),
  ],
  error: () => [{ type: 'error', code: 'overloaded_error', message: 'busy' }],
  named: true,
};

const { block, delta, stop, messageStart, messageDelta } = anthropicParts;
const reasons = { stop: 'end_turn', tools: 'tool_use', length: 'max_tokens' } as const;

const messages: Wire = {
  start: [messageStart],
  text: (pieces) => [
    block(0, { type: 'text', text: '' }),
    ...pieces.map((text) => delta(0, { type: 'text_delta', text })),
  ],
  tool: (pieces, whole) => [
    block(0, { type: 'tool_use', id: 'call_1', name: 'read', input: {} }),
    ...pieces.map((piece) => delta(0, { type: 'input_json_delta', partial_json: piece })),
    ...(whole ? [stop(0)] : []),
  ],
  end: (reason) => [stop(0), messageDelta(reasons[reason]), { type: 'message_stop' }],
  error: () => [{ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }],
  named: true,
};

const gemini = (parts: readonly JsonObject[], finishReason?: string): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
  usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 7 },
});

const generateContent: Wire = {
  start: [],
  text: (pieces) => pieces.map((text) => gemini([{ text }])),
  tool: (pieces, whole) =>
    whole
      ? [gemini([{ functionCall: { name: 'read', args: JSON.parse(pieces.join('')) as JsonObject } }])]
      : [],
  end: (reason) => [gemini([], reason === 'length' ? 'MAX_TOKENS' : 'STOP')],
  error: () => [{ error: { code: 503, status: 'UNAVAILABLE', message: 'busy' } }],
  named: false,
};

/** The protocols by their names. */
export const wires = { chat, responses, messages, generateContent } as const;

/** The name of a protocol. */
export type WireName = keyof typeof wires;

const makers = {
  chat: (options: { fetch: typeof fetch }) => openaiChat({ model: 'm', apiKey: 'k', ...options }),
  responses: (options: { fetch: typeof fetch }) => openaiResponses({ model: 'm', apiKey: 'k', ...options }),
  messages: (options: { fetch: typeof fetch }) => anthropic({ model: 'm', apiKey: 'k', ...options }),
  generateContent: (options: { fetch: typeof fetch }) => google({ model: 'm', apiKey: 'k', ...options }),
} as const;

/** A model of one protocol that sends its requests by this fetch. */
export function modelWith(name: WireName, fetch: typeof globalThis.fetch): LanguageModel {
  return makers[name]({ fetch });
}

const split = (text: string): string[] => [text.slice(0, 7), text.slice(7, 12), text.slice(12)];
const reset = Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } });

/** The body of a scenario, and how it is sent. */
export function answerOf(
  name: WireName,
  scenario: ConformanceScenario,
): readonly [string, FakeAnswer] | undefined {
  const wire = wires[name];
  const { kind, text, input } = scenario;
  const write = (...lists: readonly (readonly (JsonObject | string)[])[]): string =>
    events([...wire.start, ...lists.flat()], wire.named);
  const said = wire.text(split(text));
  const cutInput = split(input).slice(0, 2);
  if (name === 'generateContent' && kind === 'broken-tool') return undefined;
  switch (kind) {
    case 'text':
      return [write(said, wire.end('stop', text)), {}];
    case 'tools':
      return [write(wire.tool(split(input), true), wire.end('tools', '')), {}];
    case 'length':
      return [write(said, wire.end('length', text)), {}];
    case 'cut':
      return [write(said), {}];
    case 'reset':
      return [write(said), { error: reset }];
    case 'stall':
      return [write(said), { stall: true }];
    case 'limited':
      return [
        '{"error":{"type":"rate_limit_error","message":"slow"}}',
        { status: 429, headers: { 'retry-after': '7' } },
      ];
    case 'overloaded':
      return [write(said, wire.error()), {}];
    case 'cut-tool':
      return [write(wire.tool(cutInput, false)), {}];
    case 'broken-tool':
      return [write(wire.tool(cutInput, name === 'messages'), wire.end('tools', '')), {}];
  }
}

/** A model of one protocol in a scenario. */
export function scenarioModel(name: WireName, scenario: ConformanceScenario): LanguageModel | undefined {
  const answer = answerOf(name, scenario);
  return answer && modelWith(name, fakeFetch([answer[0]], answer[1]).fetch);
}

const aiUsage = { inputTokens: { total: 20 }, outputTokens: { total: 7 } };

/** An AI SDK model in a scenario, as one of ours. */
export function aiSdkModel({ kind, text, input }: ConformanceScenario): LanguageModel {
  const finish = (unified: string): object => ({ type: 'finish', usage: aiUsage, finishReason: { unified } });
  const said = [
    { type: 'text-start', id: '1' },
    ...split(text).map((piece) => ({ type: 'text-delta', id: '1', delta: piece })),
  ];
  const started = { type: 'tool-input-start', id: 'c', toolName: 'read' };
  const inputs = split(input).map((piece) => ({ type: 'tool-input-delta', id: 'c', delta: piece }));
  const called = { type: 'tool-call', toolCallId: 'c', toolName: 'read', input };
  const error = { type: 'error', error: { type: 'overloaded_error', message: 'busy' } };
  const parts: Readonly<Record<ConformanceScenario['kind'], readonly object[]>> = {
    text: [...said, { type: 'text-end', id: '1' }, finish('stop')],
    tools: [started, ...inputs, called, finish('tool-calls')],
    length: [...said, finish('length')],
    cut: said,
    reset: said,
    stall: said,
    limited: [],
    overloaded: [...said, error, finish('error')],
    'cut-tool': [started, ...inputs.slice(0, 2)],
    'broken-tool': [started, ...inputs.slice(0, 2), finish('tool-calls')],
  };
  return fromAISDK({
    specificationVersion: 'v4',
    provider: 'acme',
    modelId: 'm',
    async doStream() {
      if (kind === 'limited') {
        const limited = { statusCode: 429, responseHeaders: { 'retry-after': '7' }, responseBody: '{}' };
        throw Object.assign(new TypeError('slow'), limited);
      }
      return { stream: partStream(parts[kind], kind) };
    },
  });
}

function partStream(parts: readonly object[], kind: ConformanceScenario['kind']): ReadableStream<unknown> {
  const waiting = [...parts];
  return new ReadableStream({
    pull(controller) {
      const next = waiting.shift();
      if (next !== undefined) controller.enqueue(next);
      else if (kind === 'reset') controller.error(reset);
      else if (kind === 'stall') return new Promise(() => {});
      else controller.close();
    },
  });
}
