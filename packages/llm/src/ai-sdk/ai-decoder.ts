import type { EnhancedCodeError } from '@enhanced-code/errors';
import { isObject, objectAt, textAt } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';
import type { BlockOwner } from '../providers/block-owner.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { FinishReason, ResponseInfo, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import type { Answer, ChunkDecoder, Outcome } from '../wire/wire-decoder.ts';
import { fromAIError } from './ai-error.ts';
import { metadataOf } from './ai-request.ts';
import { readAIUsage } from './ai-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The reasons that mean the same here; `interrupted` and `unknown` have no counterpart. */
const UNIFIED: ReadonlySet<string> = new Set(['stop', 'length', 'tool-calls', 'content-filter', 'error']);

/**
 * Decodes the parts of an AI SDK model. The answer is complete only with a `finish` part that says so: a stream that
 * ends without one is cut, and an `error` part fails the call whatever follows it.
 */
export class AIDecoder implements ChunkDecoder<unknown>, Answer {
  readonly #writer: PartWriter;
  readonly #errors: CallErrors;
  readonly #owner: BlockOwner;
  /** Tools that the provider runs itself: their calls are no calls for us. */
  readonly #foreign = new Set<string>();
  readonly #started = new Set<string>();
  #problem: string | undefined;
  #failure: EnhancedCodeError | undefined;
  #finish: Fields | undefined;
  response: ResponseInfo = {};
  usage: Usage | undefined;

  constructor(writer: PartWriter, errors: CallErrors, owner: BlockOwner) {
    this.#writer = writer;
    this.#errors = errors;
    this.#owner = owner;
  }

  get usageIsFinal(): boolean {
    return this.usage?.source === 'measured';
  }

  get complete(): boolean {
    return this.#failure !== undefined || this.#finish !== undefined;
  }

  push(part: unknown): void {
    if (!isObject(part) || this.complete) return;
    const { type } = part;
    const id = textAt(part, 'id') ?? '';
    if (type === 'text-delta') this.#writer.text(`text ${id}`, textOf(part));
    else if (type === 'text-end') this.#writer.textEnd(`text ${id}`, this.#opaque(part));
    else if (typeof type === 'string' && type.startsWith('reasoning-')) this.#thought(type, id, part);
    else if (typeof type === 'string' && type.startsWith('tool-')) this.#tool(type, id, part);
    else this.#rest(part);
  }

  end(): Outcome {
    const outcome = this.outcome();
    if (outcome !== undefined) return outcome;
    const error = this.#errors.create('EC_LLM_TRUNCATED', {
      reason: 'the stream ended without a finish part',
    });
    return { state: 'truncated', finishReason: { unified: 'other' }, error };
  }

  outcome(): Outcome | undefined {
    if (this.#failure !== undefined) {
      const state = this.#failure.class === 'truncated' ? 'truncated' : 'failed';
      return { state, finishReason: { unified: 'error' }, error: this.#failure };
    }
    return this.#finish === undefined ? undefined : this.#decide(readReason(this.#finish.finishReason));
  }

  #rest(part: Fields): void {
    if (part.type === 'error') this.#failure = fromAIError(this.#errors, part.error);
    else if (part.type === 'response-metadata') this.#metadata(part);
    else if (part.type === 'finish') {
      this.usage = readAIUsage(objectAt(part, 'usage'));
      this.#finish = part;
    }
  }

  #metadata(part: Fields): void {
    const id = textAt(part, 'id');
    const modelId = textAt(part, 'modelId');
    const told = { ...(id === undefined ? {} : { id }), ...(modelId === undefined ? {} : { modelId }) };
    this.response = { ...this.response, ...told };
  }

  #thought(type: string, id: string, part: Fields): void {
    const key = `thought ${id}`;
    if (type === 'reasoning-end') this.#writer.textEnd(key, this.#opaque(part));
    else if (type !== 'reasoning-file') this.#writer.reasoning(key, textOf(part));
  }

  #tool(type: string, id: string, part: Fields): void {
    if (type === 'tool-input-start') this.#toolStart(id, part);
    else if (type === 'tool-input-delta') this.#writer.toolDelta(`tool ${id}`, textOf(part));
    else if (type === 'tool-call') this.#toolCall(textAt(part, 'toolCallId') ?? id, part);
  }

  #toolStart(id: string, part: Fields): void {
    const name = textAt(part, 'toolName');
    if (part.providerExecuted === true) this.#foreign.add(id);
    else if (name !== undefined && !this.#started.has(id)) {
      this.#started.add(id);
      this.#writer.toolStart(`tool ${id}`, id, name);
    }
  }

  /** The whole call comes after its deltas; it may add to them but not differ. */
  #toolCall(id: string, part: Fields): void {
    if (part.providerExecuted === true || this.#foreign.has(id)) return;
    this.#toolStart(id, part);
    const key = `tool ${id}`;
    const known = this.#writer.toolInput(key);
    const input = typeof part.input === 'string' ? part.input : JSON.stringify(part.input ?? {});
    if (known === undefined) this.#problem = 'a tool call has no name or ends twice';
    else if (input.startsWith(known)) this.#writer.toolDelta(key, input.slice(known.length));
    else if (!sameJson(input, known)) this.#problem = 'the input of a tool call differs from its deltas';
    if (!this.#writer.toolEnd(key, this.#opaque(part))) {
      this.#problem = 'the input of a tool call is not complete JSON';
    }
  }

  #decide(finishReason: FinishReason): Outcome {
    const { unified, raw } = finishReason;
    if (unified === 'content-filter') {
      return { state: 'refused', finishReason, error: this.#errors.create('EC_LLM_CONTENT_POLICY') };
    }
    if (unified === 'length') {
      return { state: 'truncated', finishReason, error: this.#errors.create('EC_LLM_OUTPUT_LIMIT') };
    }
    if (unified === 'error')
      return { state: 'failed', finishReason, error: this.#errors.create('EC_LLM_SERVER') };
    const reason = raw === 'interrupted' ? 'the AI SDK calls it interrupted' : this.#missing(unified);
    if (reason === undefined) return { state: 'finished', finishReason };
    return { state: 'truncated', finishReason, error: this.#errors.create('EC_LLM_TRUNCATED', { reason }) };
  }

  #missing(unified: FinishReason['unified']): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    if (this.#writer.toolCalls < this.#started.size) return 'a tool call has no end';
    const announced = unified === 'tool-calls' && this.#writer.toolCalls + this.#foreign.size === 0;
    return announced ? 'a tool call is announced and none was sent' : undefined;
  }

  #opaque(part: Fields): OpaqueBlock | undefined {
    const data = metadataOf(part.providerMetadata);
    return data === undefined ? undefined : { ...this.#owner, data };
  }
}

function textOf({ delta }: Fields): string {
  return typeof delta === 'string' ? delta : '';
}

/** An object since the third specification, a word before; `interrupted` is kept where no raw reason is given. */
function readReason(found: unknown): FinishReason {
  const word = isObject(found) ? textAt(found, 'unified') : found;
  const unified = typeof word === 'string' ? word : 'other';
  const raw = unified === 'interrupted' ? unified : textAt(found, 'raw');
  const known = UNIFIED.has(unified) ? (unified as FinishReason['unified']) : 'other';
  return { unified: known, ...(raw === undefined ? {} : { raw }) };
}

function sameJson(one: string, other: string): boolean {
  try {
    return JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
  } catch {
    return false;
  }
}
