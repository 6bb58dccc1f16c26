import type { EnhancedCodeError } from '@enhanced-code/errors';
import { isObject, type JsonObject, numberAt, objectAt, textAt } from '../json.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import { TextBuffer } from '../stream/text-buffer.ts';
import type { FinishReason, ResponseInfo, TerminalState, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import { classifyError } from '../wire/classify-error.ts';
import type { Outcome, WireDecoder } from '../wire/wire-decoder.ts';
import { EventNumbers } from './event-numbers.ts';
import { readResponsesUsage } from './openai-usage.ts';
import { responseText } from './response-text.ts';
import { WaitingItems } from './waiting-items.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Decodes OpenAI Responses events. The answer is complete only with `response.completed`, and only if the text
 * of all events is the text of the final response: a lost or repeated event is not passed over in silence.
 * Wire format: https://platform.openai.com/docs/api-reference/responses-streaming
 */
export class OpenAIResponsesDecoder implements WireDecoder {
  readonly #writer: PartWriter;
  readonly #errors: CallErrors;
  readonly #call: { readonly provider: string; readonly modelId: string };
  readonly #tools = new Set<string>();
  /** The part of each thought that was received last. */
  readonly #thoughtParts = new Map<string, string>();
  /** The open text parts of each message, by its place. */
  readonly #texts = new Map<number, Set<string>>();
  readonly cursor = new EventNumbers();
  #lastText: string | undefined;
  readonly #text = new TextBuffer();
  readonly #waiting = new WaitingItems();
  #refused = false;
  #problem: string | undefined;
  #outcome: Outcome | undefined;
  #response: ResponseInfo = {};
  usage: Usage | undefined;

  constructor(writer: PartWriter, errors: CallErrors, call: { provider: string; modelId: string }) {
    this.#writer = writer;
    this.#errors = errors;
    this.#call = call;
  }

  get complete(): boolean {
    return this.#outcome !== undefined;
  }

  get usageIsFinal(): boolean {
    return this.usage !== undefined;
  }

  get response(): ResponseInfo {
    return this.#response;
  }

  outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Some servers send it after the last event; by itself it proves nothing. */
  doneMarker(): void {}

  event(data: Fields, name: string): void {
    if (this.cursor.skips(data)) return;
    const type = (textAt(data, 'type') ?? name).replace(/^response\./, '');
    if (type === 'output_text.delta') this.#textDelta(data);
    else if (type === 'function_call_arguments.delta') this.#writer.toolDelta(toolKey(data), textOf(data));
    else if (type.startsWith('reasoning_')) this.#thought(data, type);
    else if (type === 'error') this.#fail({ error: data });
    else if (isObject(data.item)) this.#item(data, data.item, type);
    else if (isObject(data.response)) this.#whole(data.response, type);
    else this.#rest(data, type);
  }

  #textDelta(data: Fields): void {
    const text = textOf(data);
    this.#text.add(text);
    this.#write(data, text);
  }

  #write(data: Fields, text: string): void {
    const place = numberAt(data, 'output_index') ?? 0;
    const key = `text ${place} ${numberAt(data, 'content_index') ?? 0}`;
    if (key !== this.#lastText) this.#openText(place, key);
    this.#writer.text(key, text);
  }

  #openText(place: number, key: string): void {
    this.#lastText = key;
    const keys = this.#texts.get(place) ?? new Set();
    this.#texts.set(place, keys.add(key));
  }

  #rest(data: Fields, type: string): void {
    if (type === 'function_call_arguments.done') this.#argumentsDone(toolKey(data), data.arguments);
    else if (type === 'refusal.delta') {
      this.#refused = true;
      this.#write(data, textOf(data));
    }
  }

  #thought(data: Fields, type: string): void {
    if (!type.endsWith('.delta')) return;
    const key = thoughtKey(data);
    const part = `${type} ${numberAt(data, 'summary_index') ?? numberAt(data, 'content_index') ?? 0}`;
    const last = this.#thoughtParts.get(key) ?? part;
    this.#thoughtParts.set(key, part);
    // The parts of one thought become paragraphs of it.
    this.#writer.reasoning(key, last === part ? textOf(data) : `\n\n${textOf(data)}`);
  }

  #item(data: Fields, item: Fields, type: string): void {
    if (item.type === 'function_call') this.#toolItem(data, item, type);
    else if (type !== 'output_item.done') return;
    else if (this.#waiting.add(item)) return;
    else if (item.type === 'message') this.#messageDone(data, item);
    else if (item.type === 'reasoning' || item.type === 'compaction') this.#thoughtDone(data, item);
  }

  /** The phase of a message has to go back with its text. */
  #messageDone(data: Fields, item: Fields): void {
    // Whoever was waited for has answered: the provider went on.
    this.#waiting.clear();
    const phase = textAt(item, 'phase');
    const opaque = phase === undefined ? undefined : { ...this.#call, data: { phase } };
    for (const key of this.#texts.get(numberAt(data, 'output_index') ?? 0) ?? []) {
      this.#writer.textEnd(key, opaque);
    }
  }

  #toolItem(data: Fields, item: Fields, type: string): void {
    const key = toolKey(data);
    const name = textAt(item, 'name');
    if (!this.#tools.has(key) && name !== undefined) {
      this.#tools.add(key);
      this.#writer.toolStart(key, textAt(item, 'call_id') ?? textAt(item, 'id') ?? key, name);
    }
    if (type !== 'output_item.done') return;
    this.#argumentsDone(key, item.arguments);
    if (!this.#tools.has(key) || !this.#writer.toolEnd(key)) {
      this.#problem = 'the input of a tool call is not complete JSON';
    }
  }

  /** The whole input, which comes after its deltas, decides: it may add to them but not differ. */
  #argumentsDone(key: string, whole: unknown): void {
    const known = this.#writer.toolInput(key);
    if (known === undefined || typeof whole !== 'string') return;
    if (whole.startsWith(known)) this.#writer.toolDelta(key, whole.slice(known.length));
    else this.#problem = 'the input of a tool call differs from its deltas';
  }

  /** Only the finished item may be kept: what came before may lack a part of its encrypted content. */
  #thoughtDone(data: Fields, item: Fields): void {
    const key = thoughtKey(data);
    this.#writer.reasoning(key, '');
    this.#writer.textEnd(key, { ...this.#call, data: item as JsonObject });
  }

  #whole(response: Fields, type: string): void {
    const id = textAt(response, 'id');
    const modelId = textAt(response, 'model');
    this.cursor.answerId ??= id;
    this.#response = { ...(id === undefined ? {} : { id }), ...(modelId === undefined ? {} : { modelId }) };
    if (isObject(response.usage)) this.usage = readResponsesUsage(response.usage);
    if (type === 'failed' || type === 'cancelled') this.#fail({ error: objectAt(response, 'error') });
    else if (type === 'incomplete')
      this.#incomplete(textAt(objectAt(response, 'incomplete_details'), 'reason'));
    else if (type === 'completed') this.#completed(response);
  }

  #completed(response: Fields): void {
    const whole = responseText(response);
    if (whole !== undefined && whole !== this.#text.text) {
      this.#end(
        'failed',
        { unified: 'error' },
        this.#errors.protocol('the events do not add up to the answer'),
      );
    } else if (this.#refused) {
      this.#end(
        'refused',
        { unified: 'content-filter', raw: 'refusal' },
        this.#errors.create('EC_LLM_REFUSED'),
      );
    } else {
      const raw = this.#waiting.first ?? 'completed';
      const ended = this.#waiting.first === undefined ? 'stop' : 'other';
      const unified = this.#writer.toolCalls > 0 ? 'tool-calls' : ended;
      const broken =
        this.#problem ?? (this.#writer.toolCalls < this.#tools.size ? 'a tool call has no end' : undefined);
      const error = broken && this.#errors.create('EC_LLM_TRUNCATED', { reason: broken });
      this.#end(error ? 'truncated' : 'finished', { unified, raw }, error || undefined);
    }
  }

  #incomplete(raw = 'incomplete'): void {
    if (raw === 'max_output_tokens') {
      this.#end('truncated', { unified: 'length', raw }, this.#errors.create('EC_LLM_OUTPUT_LIMIT'));
    } else if (raw === 'content_filter') {
      this.#end('refused', { unified: 'content-filter', raw }, this.#errors.create('EC_LLM_CONTENT_POLICY'));
    } else {
      const error = this.#errors.create('EC_LLM_TRUNCATED', { reason: 'the provider calls it incomplete' });
      this.#end('truncated', { unified: 'other', raw }, error);
    }
  }

  #fail(body: Fields): void {
    this.#end('failed', { unified: 'error' }, classifyError(this.#errors, { body }));
  }

  #end(state: TerminalState, finishReason: FinishReason, error?: EnhancedCodeError): void {
    this.#outcome ??= { state, finishReason, ...(error === undefined ? {} : { error }) };
  }
}

function textOf(data: Fields): string {
  return typeof data.delta === 'string' ? data.delta : '';
}

function thoughtKey(data: Fields): string {
  return `thought ${numberAt(data, 'output_index') ?? 0}`;
}

/** Deltas name the item's place and not the call, so the place joins them with the item. */
function toolKey(data: Fields): string {
  return `tool ${numberAt(data, 'output_index') ?? textAt(data, 'item_id') ?? 0}`;
}
