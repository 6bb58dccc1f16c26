import type { EnhancedCodeError } from '@enhanced-code/errors';
import { entryOf, isObject, textAt } from '../json.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { FinishReason, ResponseInfo, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import type { Outcome, WireDecoder } from '../wire/wire-decoder.ts';
import { readChatContent } from './chat-content.ts';
import { type ChatCallOwner, ChatToolCalls } from './chat-tool-calls.ts';
import { readChatUsage } from './openai-usage.ts';
import { ReasoningDetails } from './reasoning-details.ts';

/** The reasons of OpenAI, and those of servers that call themselves compatible. */
const UNIFIED: Readonly<Record<string, FinishReason['unified']>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
  safety: 'content-filter',
  error: 'error',
  abort: 'error',
  network_error: 'error',
  insufficient_system_resource: 'error',
  malformed_function_call: 'error',
};

type Fields = Readonly<Record<string, unknown>>;

/**
 * Decodes OpenAI Chat Completions chunks, also as compatible servers send them: without `[DONE]`, with thoughts
 * in `reasoning_content` or `reasoning`, with tool calls as `ChatToolCalls` tells.
 * Wire format: https://platform.openai.com/docs/api-reference/chat-streaming
 */
export class OpenAIChatDecoder implements WireDecoder {
  readonly #writer: PartWriter;
  readonly #errors: CallErrors;
  readonly #toolCalls: ChatToolCalls;
  readonly #owner: ChatCallOwner;
  readonly #details = new ReasoningDetails();
  #answered = false;
  #raw: string | undefined;
  #done = false;
  #refused = false;
  #outcome: Outcome | undefined;
  #response: ResponseInfo = {};
  usage: Usage | undefined;

  constructor(writer: PartWriter, errors: CallErrors, owner: ChatCallOwner) {
    this.#writer = writer;
    this.#errors = errors;
    this.#owner = owner;
    this.#toolCalls = new ChatToolCalls(writer, owner, () => this.#thoughtEnd());
  }

  get complete(): boolean {
    return this.#done;
  }

  /** Some servers count in every chunk: what came before the end is not the whole. */
  get usageIsFinal(): boolean {
    return this.usage !== undefined && (this.#raw !== undefined || this.#done);
  }

  get response(): ResponseInfo {
    return this.#response;
  }

  event(chunk: Fields): void {
    if (this.#response.id === undefined) this.#readResponse(chunk);
    const { usage, choices } = chunk;
    if (isObject(usage)) this.#count(usage);
    const choice = Array.isArray(choices) ? choices.filter(isObject).find(isFirst) : undefined;
    if (choice === undefined) return;
    // A server that ignores `stream: true` sends the whole message instead of a delta.
    const delta = choice.delta ?? choice.message;
    if (isObject(delta)) this.#readDelta(delta);
    const raw = choice.finish_reason;
    if (typeof raw === 'string' && raw !== '') this.#raw = raw;
  }

  /** A count of nothing at all is none. */
  #count(raw: Fields): void {
    const usage = readChatUsage(raw);
    if (usage.inputTokens + usage.outputTokens > 0) this.usage = usage;
  }

  doneMarker(): void {
    this.#done = true;
  }

  /** The end is a finish reason, or `[DONE]` from servers that give none. */
  outcome(): Outcome | undefined {
    if (this.#raw === undefined && !this.#done) return undefined;
    this.#outcome ??= this.#decide();
    return this.#outcome;
  }

  #readResponse(chunk: Fields): void {
    const id = textAt(chunk, 'id');
    const modelId = textAt(chunk, 'model');
    this.#response = { ...(id === undefined ? {} : { id }), ...(modelId === undefined ? {} : { modelId }) };
  }

  #readDelta(delta: Fields): void {
    const { content, refusal, tool_calls: calls } = delta;
    this.#readThought(delta);
    // Nearly always it is a text, which costs no list.
    if (typeof content === 'string') this.#readContent(content);
    else this.#readParts(content);
    if (typeof refusal === 'string' && refusal !== '') {
      this.#refused = true;
      this.#readContent(refusal);
    }
    if (Array.isArray(calls)) this.#toolCalls.read(calls);
    // The form from before there were several calls; some servers still use it.
    else if (isObject(delta.function_call))
      this.#toolCalls.read([{ index: 0, function: delta.function_call }]);
  }

  #readThought(delta: Fields): void {
    const { reasoning_content: told = delta.reasoning, reasoning_details: details } = delta;
    const kept = this.#owner.reasoningDetails && Array.isArray(details) ? this.#details.add(details) : '';
    const thought = typeof told === 'string' && told !== '' ? told : kept;
    if (thought !== '') this.#writer.reasoning('reasoning', thought);
  }

  #readParts(content: unknown): void {
    for (const { kind, text } of readChatContent(content)) {
      if (kind === 'text') this.#readContent(text);
      else this.#writer.reasoning('reasoning', text);
    }
  }

  #readContent(text: string): void {
    if (text === '') return;
    this.#answered = true;
    this.#thoughtEnd();
    this.#writer.text('text', text);
  }

  /** The server wants the thought back as text, if at all; the block only says whose it is. */
  #thoughtEnd(): void {
    const { provider, modelId, returnsThoughts } = this.#owner;
    this.#writer.textEnd('reasoning', returnsThoughts ? { provider, modelId, data: {} } : undefined);
  }

  /** A block of its own behind all else, since the last piece may come late. Thoughts without an answer are of no use. */
  #keepDetails(): void {
    const { provider, modelId } = this.#owner;
    const { list } = this.#details;
    if (list.length === 0 || !(this.#answered || this.#writer.toolCalls > 0)) return;
    this.#writer.reasoning('details', '');
    this.#writer.textEnd('details', { provider, modelId, data: { reasoning_details: list } });
  }

  #decide(): Outcome {
    this.#thoughtEnd();
    const problem = this.#toolCalls.end() ?? this.#missingCall();
    this.#keepDetails();
    const unified = this.#unified();
    const finishReason = { unified, ...(this.#raw === undefined ? {} : { raw: this.#raw }) };
    if (this.#refused) return this.#stopped('refused', finishReason, this.#errors.create('EC_LLM_REFUSED'));
    if (unified === 'content-filter') {
      return this.#stopped('refused', finishReason, this.#errors.create('EC_LLM_CONTENT_POLICY'));
    }
    if (unified === 'length') {
      return this.#stopped('truncated', finishReason, this.#errors.create('EC_LLM_OUTPUT_LIMIT'));
    }
    if (unified === 'error')
      return this.#stopped('failed', finishReason, this.#errors.create('EC_LLM_SERVER'));
    if (problem === undefined) return { state: 'finished', finishReason };
    return this.#stopped(
      'truncated',
      finishReason,
      this.#errors.create('EC_LLM_TRUNCATED', { reason: problem }),
    );
  }

  #stopped(state: Outcome['state'], finishReason: FinishReason, error: EnhancedCodeError): Outcome {
    return { state, finishReason, error };
  }

  /** An end that announces tool calls without one is an end that something was lost before. */
  #missingCall(): string | undefined {
    const announced = unify(this.#raw) === 'tool-calls' && this.#writer.toolCalls === 0;
    return announced && !this.#toolCalls.foreign ? 'a tool call is announced and none was sent' : undefined;
  }

  #unified(): FinishReason['unified'] {
    if (this.#refused) return 'content-filter';
    const unified = unify(this.#raw);
    if (this.#toolCalls.foreign && this.#writer.toolCalls === 0) return 'other';
    // Several servers say "stop" where they end with tool calls.
    return unified === 'stop' && this.#writer.toolCalls > 0 ? 'tool-calls' : unified;
  }
}

function unify(raw = ''): FinishReason['unified'] {
  return entryOf(UNIFIED, raw.toLowerCase()) ?? 'other';
}

/** Only the first of several answers is read; where there is one, servers may leave its index out. */
function isFirst({ index = 0 }: Fields): boolean {
  return index === 0 || index === null;
}
