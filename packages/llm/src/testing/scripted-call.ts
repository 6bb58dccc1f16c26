import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import type { Clock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import type { ModelRequest } from '../model.ts';
import type { PartSource } from '../stream/model-stream.ts';
import { PartWriter } from '../stream/part-writer.ts';
import { pause } from '../stream/pause.ts';
import type { FinishReason, StreamPart, TerminalState, Usage } from '../stream-part.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import type { ScriptedFailure, ScriptedStep } from './scripted-model.ts';

/** One call of a scripted model. */
export interface ScriptedCallOptions {
  readonly provider: string;
  readonly modelId: string;
  readonly clock: Clock;
  readonly attemptId: string;
  /** Absent where the script has ended. */
  readonly step: ScriptedStep | undefined;
  readonly request: ModelRequest;
  readonly signal: AbortSignal | undefined;
}

interface Action {
  readonly delayMs: number;
  run(): readonly StreamPart[];
}

/** Plays one step of a script as a source of parts. */
export class ScriptedCall implements PartSource {
  readonly provider: string;
  readonly modelId: string;
  readonly #options: ScriptedCallOptions;
  readonly #writer: PartWriter;
  readonly #actions: Iterator<Action>;
  readonly #abort = new AbortController();

  constructor(options: ScriptedCallOptions) {
    this.provider = options.provider;
    this.modelId = options.modelId;
    this.#options = options;
    this.#writer = new PartWriter(options.attemptId);
    this.#actions = this.#script();
  }

  async pull(): Promise<readonly StreamPart[]> {
    if (this.#stopped()) return this.#cancel();
    const next = this.#actions.next();
    if (next.done) return this.#hang();
    if (next.value.delayMs > 0) await this.#sleep(next.value.delayMs);
    return this.#stopped() ? this.#cancel() : next.value.run();
  }

  cancel(): void {
    this.#abort.abort();
  }

  *#script(): Generator<Action> {
    const { attemptId, provider, modelId, step = {} } = this.#options;
    yield { delayMs: 0, run: () => [{ type: 'attempt-start', attemptId, provider, modelId }] };
    let { delayMs } = step;
    for (const action of this.#after(step)) {
      yield delayMs === undefined ? action : { ...action, delayMs };
      delayMs = undefined;
    }
  }

  /** Everything behind the start; what comes first of it waits for the delay of the step, whatever it is. */
  *#after(step: ScriptedStep): Generator<Action> {
    if (step.reasoning !== undefined) yield this.#think(step.reasoning);
    yield* this.#speak(step);
    yield* this.#callTools(step);
    if (step.hang !== true) yield { delayMs: 0, run: () => this.#end() };
  }

  #think(text: string): Action {
    return { delayMs: 0, run: () => this.#write(() => this.#writer.reasoning('reasoning', text)) };
  }

  *#speak(step: ScriptedStep): Generator<Action> {
    const { chunkDelayMs = 0 } = step;
    const chunks = step.chunks ?? cutIntoChunks(step.text ?? '', step.chunkSize ?? 24);
    const sent = typeof step.cut === 'number' ? chunks.slice(0, step.cut) : chunks;
    for (const [index, chunk] of sent.entries()) {
      const delayMs = index === 0 && step.reasoning === undefined ? 0 : chunkDelayMs;
      yield { delayMs, run: () => this.#say(chunk) };
    }
  }

  *#callTools({ toolCalls = [], cut, inputChunkSize }: ScriptedStep): Generator<Action> {
    if (typeof cut === 'number') return;
    for (const [index, call] of toolCalls.entries()) {
      const toolCallId = call.toolCallId ?? `${this.#options.attemptId}.call-${index + 1}`;
      const inputText = typeof call.input === 'string' ? call.input : JSON.stringify(call.input);
      const pieces =
        inputChunkSize === undefined || inputText === ''
          ? [inputText]
          : cutIntoChunks(inputText, inputChunkSize);
      yield* this.#callTool(toolCallId, call.toolName, pieces);
    }
  }

  #say(chunk: string): readonly StreamPart[] {
    return this.#write(() => {
      this.#writer.textEnd('reasoning');
      this.#writer.text('text', chunk);
    });
  }

  *#callTool(id: string, toolName: string, pieces: readonly string[]): Generator<Action> {
    for (const [index, piece] of pieces.entries()) {
      const write = (): void => {
        if (index === 0) this.#writer.toolStart(id, id, toolName);
        this.#writer.toolDelta(id, piece);
        if (index === pieces.length - 1) this.#writer.toolEnd(id);
      };
      yield { delayMs: 0, run: () => this.#write(write) };
    }
  }

  #failure(error: EnhancedCodeError | ScriptedFailure): EnhancedCodeError {
    if (isEnhancedCodeError(error)) return error;
    const { provider, modelId } = this.#options;
    const { code, status, retryAfterMs } = error;
    const details = { provider, modelId, ...(status === undefined ? {} : { status }) };
    return llmErrors.create(code, details, retryAfterMs === undefined ? {} : { retryAfterMs });
  }

  #write(write: () => void): readonly StreamPart[] {
    write();
    return this.#writer.take();
  }

  #end(): readonly StreamPart[] {
    const { step } = this.#options;
    if (step === undefined)
      return this.#finish(
        'failed',
        'error',
        this.#error('EC_LLM_INTERNAL', 'the script has no further step'),
      );
    if (step.error !== undefined) return this.#finish('failed', 'error', this.#failure(step.error));
    if (step.cut !== undefined)
      return this.#finish('truncated', 'other', this.#error('EC_LLM_TRUNCATED', 'the script cuts it'));
    if (step.finishReason === 'length')
      return this.#finish('truncated', 'length', this.#error('EC_LLM_OUTPUT_LIMIT'));
    if (step.finishReason === 'content-filter')
      return this.#finish('refused', 'content-filter', this.#error('EC_LLM_REFUSED'));
    const reason = step.finishReason ?? (this.#writer.toolCalls > 0 ? 'tool-calls' : 'stop');
    return this.#writer.toolCalls === (step.toolCalls?.length ?? 0)
      ? this.#finish('finished', reason)
      : this.#finish(
          'truncated',
          reason,
          this.#error('EC_LLM_TRUNCATED', 'the input of a tool call is not complete JSON'),
        );
  }

  #cancel(): readonly StreamPart[] {
    return this.#finish('cancelled', 'other', this.#error('EC_LLM_CANCELLED'));
  }

  #finish(
    state: TerminalState,
    unified: FinishReason['unified'],
    error?: EnhancedCodeError,
  ): readonly StreamPart[] {
    this.#writer.closeTexts();
    const usage = this.#options.step?.usage ?? this.#estimate();
    const finish = {
      type: 'finish',
      state,
      finishReason: { unified },
      usage,
      ...(error && { error }),
    } as const;
    return [...this.#writer.take(), { type: 'usage', usage }, finish];
  }

  #estimate(): Usage {
    const inputTokens = estimateTokens(JSON.stringify(this.#options.request.messages));
    return { inputTokens, outputTokens: estimateTokens(this.#writer.output), source: 'estimated' };
  }

  #error(
    code:
      | 'EC_LLM_TRUNCATED'
      | 'EC_LLM_OUTPUT_LIMIT'
      | 'EC_LLM_REFUSED'
      | 'EC_LLM_CANCELLED'
      | 'EC_LLM_INTERNAL',
    reason?: string,
  ): EnhancedCodeError {
    const { provider, modelId } = this.#options;
    return llmErrors.create(code, { provider, modelId, ...(reason === undefined ? {} : { reason }) });
  }

  #stopped(): boolean {
    if (this.#options.signal?.aborted) this.#abort.abort();
    return this.#abort.signal.aborted;
  }

  async #hang(): Promise<readonly StreamPart[]> {
    await this.#sleep(Number.POSITIVE_INFINITY);
    return this.#cancel();
  }

  /** Ends early when the call is cancelled. */
  async #sleep(ms: number): Promise<void> {
    const { clock, signal } = this.#options;
    const forward = (): void => this.#abort.abort();
    signal?.addEventListener('abort', forward);
    await pause(clock, ms, this.#abort.signal);
    signal?.removeEventListener('abort', forward);
  }
}

function cutIntoChunks(text: string, size: number): string[] {
  const characters = [...text];
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * size, (index + 1) * size).join(''),
  );
}
