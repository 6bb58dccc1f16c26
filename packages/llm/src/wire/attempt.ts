import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { Clock } from '../clock.ts';
import { type DeadlineKind, type Deadlines, DeadlineWatch } from '../stream/deadlines.ts';
import type { PartSource } from '../stream/model-stream.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import type { FinishPart, ResponseInfo, StreamPart, Usage } from '../stream-part.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import type { CallErrors } from './call-errors.ts';
import type { Answer, ChunkDecoder, Outcome } from './wire-decoder.ts';

/** Everything that one attempt at one call needs. Its body arrives in chunks: bytes, or parts of another SDK. */
export interface Call<Chunk> {
  readonly provider: string;
  readonly modelId: string;
  readonly attemptId: string;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly errors: CallErrors;
  readonly writer: PartWriter;
  /** Understands the chunks and writes what they mean. */
  readonly body: ChunkDecoder<Chunk>;
  /** What the answer has told about itself so far. */
  readonly answer: Answer;
  readonly signal: AbortSignal | undefined;
  /** Sends the request and resolves at the headers; rejects with what the SDK throws. */
  open(signal: AbortSignal): Promise<ReadableStream<Chunk>>;
  /** Tells the watch about the connection, where that can be known. Returns the function that ends it. */
  watchConnection?(watch: DeadlineWatch): () => void;
  /** The body is silent for too long. Gives whether the call goes on with another one; without it, it does not. */
  stalled?(error: EnhancedCodeError): boolean | undefined;
  /** The call is over, or nobody waits for it any more. May be called more than once. */
  over?(): void;
  /** What something thrown by `open` or by the body stands for. */
  toError(thrown: unknown): EnhancedCodeError;
  /** Tokens of the input, for calls whose count never came. */
  estimateInput(): number;
}

const TIMEOUT_CODES = {
  connect: 'EC_LLM_CONNECT_TIMEOUT',
  header: 'EC_LLM_HEADER_TIMEOUT',
  first: 'EC_LLM_FIRST_TIMEOUT',
  idle: 'EC_LLM_IDLE_TIMEOUT',
  total: 'EC_LLM_TOTAL_TIMEOUT',
} as const satisfies Readonly<Record<DeadlineKind, string>>;

/** How long the rest of a body may take after the protocol's end, before its connection is given up. */
const DRAIN_MS = 1000;

/** One attempt at one call: a source of parts that owns the request, its body and its deadlines. */
export class Attempt<Chunk> implements PartSource {
  readonly provider: string;
  readonly modelId: string;
  readonly #call: Call<Chunk>;
  readonly #abort = new AbortController();
  #watch: DeadlineWatch | undefined;
  #stopWatching: () => void = () => {};
  #reader: ReadableStreamDefaultReader<Chunk> | undefined;
  #interruption: EnhancedCodeError | undefined;
  #rejectWait: ((error: EnhancedCodeError) => void) | undefined;

  constructor(call: Call<Chunk>) {
    this.provider = call.provider;
    this.modelId = call.modelId;
    this.#call = call;
  }

  async pull(): Promise<readonly StreamPart[]> {
    if (this.#watch === undefined) return [this.#start()];
    try {
      this.#reader ??= await this.#open();
      return await this.#read(this.#reader);
    } catch (thrown) {
      return this.#finish(this.#call.body.outcome() ?? this.#failure(thrown));
    }
  }

  cancel(): void {
    this.#interrupt(this.#call.errors.create('EC_LLM_CANCELLED'));
  }

  #start(): StreamPart {
    const { attemptId, provider, modelId, clock, deadlines, signal } = this.#call;
    const watch = new DeadlineWatch(clock, deadlines, (kind, limitMs) => this.#expire(kind, limitMs));
    this.#watch = watch;
    this.#stopWatching = this.#call.watchConnection?.(watch) ?? (() => {});
    signal?.addEventListener('abort', this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    return { type: 'attempt-start', attemptId, provider, modelId };
  }

  async #open(): Promise<ReadableStreamDefaultReader<Chunk>> {
    const body = await this.#wait(() => this.#call.open(this.#abort.signal));
    this.#stopWatching();
    this.#watch?.headers();
    return body.getReader();
  }

  /** Reads until there is something to tell; keepalives alone do not end it and do not count as content. */
  async #read(reader: ReadableStreamDefaultReader<Chunk>): Promise<readonly StreamPart[]> {
    const { body, writer } = this.#call;
    for (;;) {
      const chunk = await this.#wait(() => reader.read());
      if (chunk.value === undefined) return this.#finish(body.end());
      body.push(chunk.value);
      const outcome = body.complete ? body.outcome() : undefined;
      if (outcome !== undefined) return this.#finish(outcome);
      if (writer.hasParts) {
        this.#watch?.content();
        return writer.take();
      }
    }
  }

  /** Waits for I/O, but never longer than until the call is interrupted, even if the I/O ignores its signal. */
  #wait<Value>(start: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (this.#interruption !== undefined) return reject(this.#interruption);
      this.#rejectWait = reject;
      start().then(resolve, reject);
    });
  }

  readonly #onAbort = (): void => {
    const cause = this.#call.signal?.reason;
    this.#interrupt(this.#call.errors.create('EC_LLM_CANCELLED', {}, { cause }));
  };

  #expire(kind: DeadlineKind, limitMs: number): void {
    const error = this.#call.errors.create(TIMEOUT_CODES[kind], { limitMs });
    const silent = kind === 'first' || kind === 'idle';
    if (silent && this.#call.stalled?.(error)) this.#watch?.again(kind);
    else this.#interrupt(error);
  }

  #interrupt(error: EnhancedCodeError): void {
    if (this.#interruption !== undefined) return;
    this.#interruption = error;
    this.#rejectWait?.(error);
    this.#call.over?.();
    this.#giveUp();
  }

  #failure(thrown: unknown): Outcome {
    const error = this.#interruption ?? this.#call.toError(thrown);
    const cancelled = error.code === 'EC_LLM_CANCELLED';
    return {
      state: cancelled ? 'cancelled' : 'failed',
      finishReason: { unified: cancelled ? 'other' : 'error' },
      error,
    };
  }

  #finish(outcome: Outcome): readonly StreamPart[] {
    this.#release();
    this.#call.over?.();
    const { writer, answer, errors } = this.#call;
    writer.closeTexts();
    const usage = this.#usage(outcome.error);
    const response = withHeaders(answer.response, errors);
    const finish: FinishPart = { type: 'finish', ...outcome, usage, response };
    return [...writer.take(), { type: 'usage', usage }, finish];
  }

  #usage(error: EnhancedCodeError | undefined): Usage {
    const { answer, writer, estimateInput } = this.#call;
    const counted = answer.usage;
    if (this.#reader === undefined && error !== undefined && wasNotServed(error)) return NOTHING_USED;
    if (counted !== undefined && answer.usageIsFinal) return counted;
    return {
      ...counted,
      // Some servers begin with zeros and count at the end.
      inputTokens: counted?.inputTokens || estimateInput(),
      outputTokens: Math.max(counted?.outputTokens ?? 0, estimateTokens(writer.output)),
      source: 'estimated',
    };
  }

  #release(): void {
    this.#watch?.stop();
    this.#stopWatching();
    this.#call.signal?.removeEventListener('abort', this.#onAbort);
    if (this.#interruption === undefined) this.#drain();
  }

  /** Reads the little that may follow, so that the connection can be used again; a long rest is given up. */
  #drain(): void {
    if (this.#reader === undefined) return;
    const giveUp = (): void => this.#giveUp();
    const stopTimer = this.#call.clock.after(DRAIN_MS, giveUp);
    this.#reader
      .read()
      .then(({ done }) => done || giveUp(), giveUp)
      .finally(stopTimer);
  }

  /** Ends request and body; the body is told apart, since one that a caller's fetch made may know no signal. */
  #giveUp(): void {
    this.#abort.abort();
    this.#reader?.cancel().catch(() => {});
  }
}

/** A request that was refused, or never arrived, uses no tokens. */
const NOTHING_USED: Usage = { inputTokens: 0, outputTokens: 0, source: 'measured' };

/** Codes of connections that never stood. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Whether no answer was begun for sure; where a connection broke or nobody waited any more, it may have been. */
function wasNotServed({ class: kind, details }: EnhancedCodeError): boolean {
  if (kind === 'network') return NEVER_CONNECTED.has(String(details?.reason));
  return kind !== 'aborted' && kind !== 'timeout.header' && kind !== 'timeout.total';
}

/** What the headers told is added to what the body told. */
function withHeaders(response: ResponseInfo, errors: CallErrors): ResponseInfo {
  const { requestId, workspaceId, requestsPerMinute } = errors;
  return {
    ...response,
    ...(requestId === undefined ? {} : { requestId }),
    ...(workspaceId === undefined ? {} : { workspaceId }),
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
  };
}
