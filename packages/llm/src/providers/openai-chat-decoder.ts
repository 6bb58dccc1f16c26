import type { EnhancedCodeError } from '@enhanced-code/errors';
import { isObject, textAt } from '../json.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { FinishReason, ResponseInfo, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import type { Outcome, WireDecoder } from '../wire/wire-decoder.ts';
import { ChatToolCalls } from './chat-tool-calls.ts';
import { readChatUsage } from './openai-usage.ts';

const UNIFIED: Readonly<Record<string, FinishReason['unified']>> = {
  stop: 'stop',
  eos: 'stop',
  length: 'length',
  max_tokens: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  error: 'error',
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
  #raw: string | undefined;
  #done = false;
  #refused = false;
  #outcome: Outcome | undefined;
  #response: ResponseInfo = {};
  usage: Usage | undefined;

  constructor(writer: PartWriter, errors: CallErrors, attemptId: string) {
    this.#writer = writer;
    this.#errors = errors;
    this.#toolCalls = new ChatToolCalls(writer, attemptId);
  }

  get complete(): boolean {
    return this.#done;
  }

  get usageIsFinal(): boolean {
    return this.usage !== undefined;
  }

  get response(): ResponseInfo {
    return this.#response;
  }

  event(chunk: Fields): void {
    if (this.#response.id === undefined) this.#readResponse(chunk);
    const { usage, choices } = chunk;
    if (isObject(usage)) this.usage = readChatUsage(usage);
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
    if (!isObject(choice)) return;
    // A server that ignores `stream: true` inside an event sends the whole message instead of a delta.
    const delta = choice.delta ?? choice.message;
    if (isObject(delta)) this.#readDelta(delta);
    const raw = choice.finish_reason;
    if (typeof raw === 'string' && raw !== '') this.#raw = raw;
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
    const { content, reasoning_content: thought = delta.reasoning, refusal, tool_calls: calls } = delta;
    if (typeof thought === 'string' && thought !== '') this.#writer.reasoning('reasoning', thought);
    if (typeof content === 'string' && content !== '') this.#readContent(content);
    if (typeof refusal === 'string' && refusal !== '') {
      this.#refused = true;
      this.#readContent(refusal);
    }
    if (Array.isArray(calls)) this.#toolCalls.read(calls);
  }

  #readContent(text: string): void {
    this.#writer.textEnd('reasoning');
    this.#writer.text('text', text);
  }

  #decide(): Outcome {
    const problem = this.#toolCalls.end();
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

  #unified(): FinishReason['unified'] {
    if (this.#refused) return 'content-filter';
    const unified = UNIFIED[this.#raw ?? ''] ?? 'other';
    // Several servers say "stop" where they end with tool calls.
    return unified === 'stop' && this.#writer.toolCalls > 0 ? 'tool-calls' : unified;
  }
}
