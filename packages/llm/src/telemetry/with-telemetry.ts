import {
  type Attributes,
  type Context,
  context,
  type Meter,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type Clock, systemClock } from '../clock.ts';
import { entryOf } from '../json.ts';
import { guardCalls } from '../middleware/guard-calls.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { PartCollector } from '../stream/part-collector.ts';
import type { FinishPart, StreamPart } from '../stream-part.ts';
import { type AttemptRecord, AttemptTracker } from '../usage/attempt-record.ts';
import { Instruments } from './instruments.ts';
import { toldInput, toldOutput } from './messages.ts';
import { ATTR, CHAT, PROVIDER_NAMES, SEMCONV_SCHEMA_URL } from './semconv.ts';

/** Options of `withTelemetry`. */
export interface WithTelemetryOptions {
  /** Makes the spans. Default: the one that is registered globally, which does nothing without an SDK. */
  readonly tracer?: Tracer;
  /** Makes the metrics. Default: the one that is registered globally, which does nothing without an SDK. */
  readonly meter?: Meter;
  /**
   * Makes texts of requests and answers fit for spans. Default: no text is told at all.
   */
  readonly content?: (text: string) => string;
  /** Id of the conversation that calls belong to, such as that of a session. */
  readonly conversationId?: string;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
}

const NAME = '@enhanced-code/llm';

/**
 * Tells OpenTelemetry each attempt at a call as a span of its own and as metrics, by the conventions for generative
 * AI. Put it below `withRetry` or above it: attempts are told apart in both places. Without an SDK nothing is kept.
 */
export function withTelemetry(model: LanguageModel, options: WithTelemetryOptions = {}): LanguageModel {
  let telling: Telling | undefined;
  return guardCalls(model, ({ request }) => {
    // Not before the first call: an SDK may be registered after the model was made.
    telling ??= startTelling(model, options);
    const call = new ToldCall(telling, request);
    return { onPart: (part) => call.add(part), onEnd: (finish) => call.end(finish) };
  });
}

function startTelling(model: LanguageModel, options: WithTelemetryOptions): Telling {
  const schema = { schemaUrl: SEMCONV_SCHEMA_URL };
  const tracer = options.tracer ?? trace.getTracerProvider().getTracer(NAME, undefined, schema);
  const meter = options.meter ?? metrics.getMeter(NAME, undefined, schema);
  return { tracer, instruments: new Instruments(meter), options, model };
}

interface Telling {
  readonly tracer: Tracer;
  readonly instruments: Instruments;
  readonly options: WithTelemetryOptions;
  readonly model: LanguageModel;
}

class ToldCall {
  readonly #telling: Telling;
  readonly #request: ModelRequest;
  readonly #parent: Context = context.active();
  readonly #clock: Clock;
  readonly #tracker: AttemptTracker;
  #collector = new PartCollector();
  #span: Span | undefined;
  #common: Attributes = {};
  #chunkAt: number | undefined;

  constructor(telling: Telling, request: ModelRequest) {
    this.#telling = telling;
    this.#request = request;
    this.#clock = telling.options.clock ?? systemClock;
    this.#tracker = new AttemptTracker(telling.model, this.#clock);
  }

  add(part: StreamPart): void {
    if (part.type === 'attempt-start') this.#start(part);
    if (part.type.endsWith('-delta')) this.#chunk();
    if (this.#telling.options.content !== undefined) this.#collector.add(part);
    const attempt = this.#tracker.add(part);
    if (attempt !== undefined) this.#finish(attempt);
  }

  end(finish: FinishPart): void {
    const attempt = this.#tracker.add(finish);
    if (attempt !== undefined) this.#finish(attempt, finish);
  }

  #start({ provider, modelId }: { readonly provider: string; readonly modelId: string }): void {
    const { tracer, options } = this.#telling;
    const conversation = options.conversationId;
    this.#common = {
      [ATTR.operation]: CHAT,
      [ATTR.provider]: entryOf(PROVIDER_NAMES, provider) ?? provider,
      [ATTR.requestModel]: modelId,
    };
    const attributes = {
      ...this.#common,
      ...requestAttributes(this.#request),
      ...(conversation === undefined ? {} : { [ATTR.conversationId]: conversation }),
    };
    const startTime = this.#clock.now();
    this.#span = tracer.startSpan(
      `${CHAT} ${modelId}`,
      { kind: SpanKind.CLIENT, attributes, startTime },
      this.#parent,
    );
    this.#chunkAt = undefined;
    this.#collector = new PartCollector();
  }

  #chunk(): void {
    const now = this.#clock.now();
    if (this.#chunkAt !== undefined) this.#telling.instruments.chunk(now - this.#chunkAt, this.#common);
    this.#chunkAt = now;
  }

  #finish(attempt: AttemptRecord, finish?: FinishPart): void {
    const { instruments } = this.#telling;
    const served = attempt.servedModelId;
    const common = served === undefined ? this.#common : { ...this.#common, [ATTR.responseModel]: served };
    instruments.record(attempt, common);
    const span = this.#span;
    this.#span = undefined;
    if (span === undefined) return;
    span.setAttributes(endAttributes(attempt, finish));
    if (span.isRecording()) span.setAttributes(this.#content(finish));
    if (attempt.errorCode !== undefined)
      span.setStatus({ code: SpanStatusCode.ERROR, message: attempt.errorCode });
    span.end(attempt.endedAt);
  }

  #content(finish: FinishPart | undefined): Attributes {
    const { content } = this.#telling.options;
    if (content === undefined) return {};
    const { system, input } = toldInput(this.#request.messages);
    const told: Record<string, string> = { [ATTR.inputMessages]: content(input) };
    if (system !== undefined) told[ATTR.systemInstructions] = content(system);
    if (finish !== undefined) {
      const output = toldOutput(this.#collector.result(finish).content, finish.finishReason);
      told[ATTR.outputMessages] = content(output);
    }
    return told;
  }
}

function requestAttributes({ maxOutputTokens, temperature, stopSequences }: ModelRequest): Attributes {
  return {
    [ATTR.stream]: true,
    ...(maxOutputTokens === undefined ? {} : { [ATTR.maxTokens]: maxOutputTokens }),
    ...(temperature === undefined ? {} : { [ATTR.temperature]: temperature }),
    ...(stopSequences === undefined ? {} : { [ATTR.stopSequences]: [...stopSequences] }),
  };
}

function endAttributes(attempt: AttemptRecord, finish: FinishPart | undefined): Attributes {
  const { usage, startedAt, firstContentAt, finishReason } = attempt;
  const optional: Readonly<Record<string, string | number | undefined>> = {
    [ATTR.responseId]: finish?.response?.id,
    [ATTR.responseModel]: attempt.servedModelId,
    [ATTR.timeToFirstChunk]: firstContentAt === undefined ? undefined : (firstContentAt - startedAt) / 1000,
    [ATTR.cachedInputTokens]: usage.cachedInputTokens,
    [ATTR.cacheWriteTokens]: usage.cacheWriteTokens,
    [ATTR.reasoningTokens]: usage.reasoningTokens,
    [ATTR.errorType]: attempt.errorCode,
  };
  return {
    [ATTR.inputTokens]: usage.inputTokens,
    [ATTR.outputTokens]: usage.outputTokens,
    ...(finishReason === undefined
      ? {}
      : { [ATTR.finishReasons]: [finishReason.raw ?? finishReason.unified] }),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}
