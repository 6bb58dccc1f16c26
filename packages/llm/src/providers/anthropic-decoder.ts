import type { JsonObject, JsonValue } from '../json.ts';
import { entryOf, isObject, numberAt, objectAt, parseJson, textAt } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import { TextBuffer } from '../stream/text-buffer.ts';
import type { FinishReason, ResponseInfo, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import type { Outcome, WireDecoder } from '../wire/wire-decoder.ts';
import { definedOnly } from './openai-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

const UNIFIED: Readonly<Record<string, FinishReason['unified']>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
};

/** Fields of blocks that arrive in pieces. */
const GROWING = ['thinking', 'signature', 'content', 'encrypted_content'] as const;

/** A block that goes back as it came and is still being received. */
interface OwnBlock {
  readonly block: JsonObject;
  /** What has grown since it began, by field; its input as text. */
  readonly grown: Map<string, TextBuffer>;
}

/**
 * Decodes Anthropic Messages events. The answer is complete only with `message_stop`.
 * Wire format: https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
export class AnthropicDecoder implements WireDecoder {
  readonly #writer: PartWriter;
  readonly #errors: CallErrors;
  readonly #call: { readonly provider: string; readonly modelId: string };
  readonly #own = new Map<number, OwnBlock>();
  #rawUsage: Record<string, unknown> = {};
  #stopReason: string | undefined;
  #category: string | undefined;
  #brokenTool = false;
  #stopped = false;
  #response: ResponseInfo = {};
  usageIsFinal = false;

  constructor(writer: PartWriter, errors: CallErrors, call: { provider: string; modelId: string }) {
    this.#writer = writer;
    this.#errors = errors;
    this.#call = call;
  }

  get complete(): boolean {
    return this.#stopped;
  }

  get response(): ResponseInfo {
    return this.#response;
  }

  get usage(): Usage | undefined {
    return Object.keys(this.#rawUsage).length === 0 ? undefined : readAnthropicUsage(this.#rawUsage);
  }

  event(data: Fields, name: string): void {
    const { type = name, index, delta } = data;
    const place = typeof index === 'number' ? index : 0;
    if (type === 'content_block_delta') this.#delta(place, isObject(delta) ? delta : {});
    else if (type === 'content_block_start') this.#blockStart(place, objectAt(data, 'content_block'));
    else if (type === 'content_block_stop') this.#blockStop(place);
    else if (type === 'message_start') this.#messageStart(objectAt(data, 'message'));
    else if (type === 'message_delta') this.#messageDelta(data);
    else if (type === 'message_stop') this.#stopped = true;
  }

  /** Not part of this protocol; some gateways append it. */
  doneMarker(): void {}

  outcome(): Outcome | undefined {
    if (!this.#stopped) return undefined;
    const raw = this.#stopReason;
    const unified = entryOf(UNIFIED, raw ?? '') ?? 'other';
    const finishReason = { unified, ...(raw === undefined ? {} : { raw }) };
    return { finishReason, ...this.#state(unified) };
  }

  #state(unified: FinishReason['unified']): Omit<Outcome, 'finishReason'> {
    if (unified === 'content-filter') {
      const details = this.#category === undefined ? {} : { category: this.#category };
      return { state: 'refused', error: this.#errors.create('EC_LLM_REFUSED', details) };
    }
    if (unified === 'length')
      return { state: 'truncated', error: this.#errors.create('EC_LLM_OUTPUT_LIMIT') };
    const reason = this.#missing();
    if (reason === undefined) return { state: 'finished' };
    return { state: 'truncated', error: this.#errors.create('EC_LLM_TRUNCATED', { reason }) };
  }

  #missing(): string | undefined {
    if (this.#brokenTool) return 'the input of a tool call is not complete JSON';
    return this.#stopReason === undefined ? 'the message ends without a stop reason' : undefined;
  }

  #messageStart(message: Fields): void {
    const id = textAt(message, 'id');
    const modelId = textAt(message, 'model');
    this.#response = { ...(id === undefined ? {} : { id }), ...(modelId === undefined ? {} : { modelId }) };
    this.#rawUsage = { ...objectAt(message, 'usage') };
  }

  /** Counts are cumulative: each one replaces the one before, and an absent one keeps it. */
  #messageDelta(data: Fields): void {
    const delta = objectAt(data, 'delta');
    this.#stopReason = textAt(delta, 'stop_reason') ?? this.#stopReason;
    this.#category = textAt(objectAt(delta, 'stop_details'), 'category') ?? this.#category;
    const counts = Object.entries(objectAt(data, 'usage')).filter(([, value]) => value !== null);
    if (counts.length === 0) return;
    this.#rawUsage = { ...this.#rawUsage, ...Object.fromEntries(counts) };
    this.usageIsFinal = true;
  }

  #blockStart(index: number, block: Fields): void {
    const type = block.type;
    if (type === 'text') this.#writer.text(index, textAt(block, 'text') ?? '');
    else if (type === 'tool_use') this.#toolStart(index, block);
    else if (typeof type === 'string') this.#ownStart(index, type, block);
  }

  #toolStart(index: number, block: Fields): void {
    const id = textAt(block, 'id') ?? `call-${index}`;
    const name = textAt(block, 'name');
    if (name === undefined) this.#brokenTool = true;
    else this.#writer.toolStart(index, id, name);
  }

  /** From this place on another model answers, to which the server has handed over. */
  #handOver(block: Fields): void {
    const modelId = textAt(objectAt(block, 'to'), 'model');
    if (modelId !== undefined) this.#response = { ...this.#response, modelId };
  }

  /** Thoughts, summaries that the server made, calls of the server's own tools and whatever comes to be. */
  #ownStart(index: number, type: string, block: Fields): void {
    if (type === 'fallback') this.#handOver(block);
    const [thinking, signature] = [textAt(block, 'thinking') ?? '', textAt(block, 'signature') ?? ''];
    const thought = type === 'thinking' ? { thinking, signature } : {};
    this.#own.set(index, { block: { ...(block as JsonObject), ...thought }, grown: new Map() });
    this.#writer.reasoning(index, textAt(block, 'thinking') ?? '');
  }

  #delta(index: number, delta: Fields): void {
    const { type, text, partial_json: input } = delta;
    if (type === 'text_delta' && typeof text === 'string') this.#writer.text(index, text);
    else if (type === 'input_json_delta' && typeof input === 'string') this.#inputDelta(index, input);
    else this.#ownDelta(index, delta);
  }

  #inputDelta(index: number, input: string): void {
    const own = this.#own.get(index);
    if (own === undefined) this.#writer.toolDelta(index, input);
    else grow(own, 'input', input);
  }

  /** Text of these fields comes in pieces, and its block goes back with all of it. */
  #ownDelta(index: number, delta: Fields): void {
    const own = this.#own.get(index);
    if (own === undefined) return;
    for (const field of GROWING) {
      const piece = textAt(delta, field);
      if (piece !== undefined) grow(own, field, piece);
    }
    this.#writer.reasoning(index, textAt(delta, 'thinking') ?? '');
  }

  #blockStop(index: number): void {
    if (!this.#writer.toolEnd(index)) this.#brokenTool = true;
    const own = this.#own.get(index);
    this.#own.delete(index);
    this.#writer.textEnd(index, own && this.#opaque(own));
  }

  #opaque({ block, grown }: OwnBlock): OpaqueBlock {
    const fields = [...grown].map(([field, { text }]): [string, JsonValue] =>
      field === 'input' ? [field, parseJson(text) ?? {}] : [field, `${textAt(block, field) ?? ''}${text}`],
    );
    return { ...this.#call, data: { ...block, ...Object.fromEntries(fields) } };
  }
}

/** Adds text to a field; the whole is put together once, at the end of the block. */
function grow({ grown }: OwnBlock, field: string, piece: string): void {
  if (piece === '') return;
  const buffer = grown.get(field) ?? new TextBuffer();
  buffer.add(piece);
  grown.set(field, buffer);
}

/**
 * Usage as Messages counts it: the input is what was new, what was read from the cache and what was written. A summary
 * that the server made on the way is counted apart, and paid like the rest.
 */
export function readAnthropicUsage(raw: Fields): Usage {
  const { iterations } = raw;
  const all = Array.isArray(iterations) ? iterations : [];
  const counts: readonly unknown[] = [raw, ...all.filter((one) => textAt(one, 'type') === 'compaction')];
  const cachedInputTokens = sumAt(counts, 'cache_read_input_tokens');
  const cacheWriteTokens = sumAt(counts, 'cache_creation_input_tokens');
  const longCacheWriteTokens = sumAt(
    counts.map((count) => objectAt(count, 'cache_creation')),
    'ephemeral_1h_input_tokens',
  );
  const reasoningTokens = numberAt(objectAt(raw, 'output_tokens_details'), 'thinking_tokens');
  return {
    inputTokens: (sumAt(counts, 'input_tokens') ?? 0) + (cachedInputTokens ?? 0) + (cacheWriteTokens ?? 0),
    outputTokens: sumAt(counts, 'output_tokens') ?? 0,
    ...definedOnly({ cachedInputTokens, cacheWriteTokens, longCacheWriteTokens, reasoningTokens }),
    source: 'measured',
    raw: raw as JsonValue,
  };
}

/** The sum of a number in several objects; `undefined` where none has it. */
function sumAt(objects: readonly unknown[], name: string): number | undefined {
  const numbers = objects.map((one) => numberAt(one, name)).filter((number) => number !== undefined);
  return numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0);
}

/** Whether a value is a block as this protocol has them. */
export function isOwnBlock(data: JsonObject): boolean {
  return textAt(data, 'type') !== undefined;
}
