import { entryOf, isObject, type JsonObject, type JsonValue, numberAt, objectAt, textAt } from '../json.ts';
import type { OpaqueBlock } from '../messages.ts';
import { definedOnly } from '../providers/openai-usage.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { FinishReason, ResponseInfo, Usage } from '../stream-part.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import type { Outcome, WireDecoder } from '../wire/wire-decoder.ts';
import { GoogleCalls } from './google-calls.ts';
import type { GoogleTarget } from './google-request.ts';

type Fields = Readonly<Record<string, unknown>>;

const UNIFIED: Readonly<Record<string, FinishReason['unified']>> = {
  STOP: 'stop',
  FUNCTION_CALL: 'tool-calls',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  LANGUAGE: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
  MALFORMED_FUNCTION_CALL: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
  MALFORMED_RESPONSE: 'error',
};

/**
 * Decodes the chunks of Gemini's streamGenerateContent. The answer is complete with a finish reason of its candidate,
 * or with the reason for which the prompt was blocked; there is no event at the end.
 * Wire format: https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export class GoogleDecoder implements WireDecoder {
  readonly #writer: PartWriter;
  readonly #errors: CallErrors;
  readonly #target: GoogleTarget;
  readonly #calls: GoogleCalls;
  #open: 'text' | 'thought' | undefined;
  #raw: string | undefined;
  #blocked: string | undefined;
  response: ResponseInfo = {};
  usage: Usage | undefined;
  /** Servers say it with the finish reason; the rest of the body may still bring counts. */
  readonly complete = false;

  constructor(writer: PartWriter, errors: CallErrors, target: GoogleTarget, attemptId: string) {
    this.#writer = writer;
    this.#errors = errors;
    this.#target = target;
    this.#calls = new GoogleCalls(writer, { ...target, attemptId });
  }

  get usageIsFinal(): boolean {
    return this.usage !== undefined && (this.#raw ?? this.#blocked) !== undefined;
  }

  event(chunk: Fields): void {
    if (this.response.id === undefined) this.#readResponse(chunk);
    // Vertex AI sends it from the first chunk on, but counts only in the last one.
    const counts = objectAt(chunk, 'usageMetadata');
    if (numberAt(counts, 'promptTokenCount') !== undefined) this.usage = readGoogleUsage(counts);
    this.#blocked ??= textAt(objectAt(chunk, 'promptFeedback'), 'blockReason');
    const [candidate] = Array.isArray(chunk.candidates) ? chunk.candidates : [];
    if (!isObject(candidate)) return;
    const { parts } = objectAt(candidate, 'content');
    if (Array.isArray(parts)) for (const part of parts) if (isObject(part)) this.#part(part);
    this.#raw = textAt(candidate, 'finishReason') ?? this.#raw;
  }

  /** Not part of this protocol; some gateways append it. */
  doneMarker(): void {}

  outcome(): Outcome | undefined {
    if (this.#raw === undefined && this.#blocked === undefined) return undefined;
    this.#close();
    const raw = this.#raw ?? this.#blocked ?? '';
    const finishReason = { unified: this.#unified(raw), raw };
    return { finishReason, ...this.#state(finishReason.unified) };
  }

  #readResponse(chunk: Fields): void {
    const id = textAt(chunk, 'responseId');
    const modelId = textAt(chunk, 'modelVersion');
    this.response = { ...(id === undefined ? {} : { id }), ...(modelId === undefined ? {} : { modelId }) };
  }

  #part(part: Fields): void {
    if (isObject(part.functionCall)) {
      this.#close();
      this.#calls.read(part, part.functionCall);
    } else if (typeof part.text === 'string') this.#text(part, part.text);
  }

  /** Pieces are joined as long as they are of one kind; a signature belongs to the part that carries it. */
  #text(part: Fields, text: string): void {
    const kind = part.thought === true ? 'thought' : 'text';
    const signature = textAt(part, 'thoughtSignature');
    if (kind !== this.#open || text === '') this.#close();
    this.#open = kind;
    if (kind === 'thought') this.#writer.reasoning('thought', text);
    else if (text !== '') this.#writer.text('text', text);
    else if (signature !== undefined) this.#writer.reasoning('text', '');
    if (signature === undefined || kind === 'thought') return;
    const data = { ...(text === '' ? { text } : {}), thoughtSignature: signature };
    this.#writer.textEnd('text', this.#opaque(data));
    this.#open = undefined;
  }

  #close(): void {
    this.#writer.textEnd('thought');
    this.#writer.textEnd('text');
    this.#open = undefined;
  }

  #opaque(data: JsonObject): OpaqueBlock {
    const { provider, modelId } = this.#target;
    return { provider, modelId, data };
  }

  #unified(raw: string): FinishReason['unified'] {
    if (this.#raw === undefined) return 'content-filter';
    const unified = entryOf(UNIFIED, raw) ?? 'other';
    return unified === 'stop' && this.#writer.toolCalls > 0 ? 'tool-calls' : unified;
  }

  #state(unified: FinishReason['unified']): Omit<Outcome, 'finishReason'> {
    if (unified === 'content-filter') {
      return { state: 'refused', error: this.#errors.create('EC_LLM_CONTENT_POLICY') };
    }
    if (unified === 'length')
      return { state: 'truncated', error: this.#errors.create('EC_LLM_OUTPUT_LIMIT') };
    if (unified === 'error') return { state: 'failed', error: this.#errors.create('EC_LLM_SERVER') };
    const reason = this.#calls.problem;
    if (reason === undefined) return { state: 'finished' };
    return { state: 'truncated', error: this.#errors.create('EC_LLM_TRUNCATED', { reason }) };
  }
}

/** Usage as Gemini counts it: thoughts stand beside the answer, and what tools put in beside the prompt. */
function readGoogleUsage(raw: Fields): Usage {
  const reasoningTokens = numberAt(raw, 'thoughtsTokenCount');
  const count = (name: string): number => numberAt(raw, name) ?? 0;
  return {
    inputTokens: count('promptTokenCount') + count('toolUsePromptTokenCount'),
    outputTokens: count('candidatesTokenCount') + (reasoningTokens ?? 0),
    ...definedOnly({ cachedInputTokens: numberAt(raw, 'cachedContentTokenCount'), reasoningTokens }),
    source: 'measured',
    raw: raw as JsonValue,
  };
}
