import { placesFor } from '../cache/place-breakpoints.ts';
import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import { checkHistory } from '../history/check-history.ts';
import { type HistoryRules, prepareHistory } from '../history/prepare-history.ts';
import type { LanguageModel, ModelCapabilities, ModelRequest } from '../model.ts';
import type { Deadlines } from '../stream/deadlines.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { PartWriter } from '../stream/part-writer.ts';
import { estimateRequestTokens } from '../tokens/estimate-request.ts';
import { Attempt, type Call } from '../wire/attempt.ts';
import { CallErrors } from '../wire/call-errors.ts';
import { unsupportedFeature } from './supported.ts';

/** The parts of a call that depend on the protocol. */
export type PreparedCall<Chunk> = Pick<
  Call<Chunk>,
  'answer' | 'body' | 'over' | 'stalled' | 'toError' | 'watchConnection'
> & {
  /** Sends the request, whose history the protocol takes by now. */
  open(signal: AbortSignal, request: ModelRequest): Promise<ReadableStream<Chunk>>;
};

/** What a protocol gets to prepare a call. */
export interface CallContext {
  readonly attemptId: string;
  readonly writer: PartWriter;
  readonly errors: CallErrors;
}

/** What a model is made of, whatever its transport. */
export interface CallModelOptions<Chunk> {
  readonly provider: string;
  readonly modelId: string;
  /** Name of the protocol, for people. */
  readonly protocol: string;
  readonly capabilities: ModelCapabilities;
  /** What it demands of a conversation beyond pairs and order. */
  readonly history: HistoryRules;
  readonly deadlines?: Deadlines;
  readonly clock?: Clock;
  readonly newId?: () => string;
  /** Prepares one call; nothing is sent before `open`. */
  prepare(context: CallContext): PreparedCall<Chunk>;
}

/** Makes a model each of whose calls is one attempt with its own decoder and deadlines. */
export function createCallModel<Chunk>(options: CallModelOptions<Chunk>): LanguageModel {
  const { provider, modelId, capabilities } = options;
  return {
    provider,
    modelId,
    capabilities,
    stream: (request, { signal } = {}) => createModelStream(new Attempt(callOf(options, request, signal))),
  };
}

function callOf<Chunk>(
  options: CallModelOptions<Chunk>,
  request: ModelRequest,
  signal: AbortSignal | undefined,
): Call<Chunk> {
  const { provider, modelId, protocol, deadlines = {}, clock = systemClock } = options;
  const attemptId = options.newId?.() ?? crypto.randomUUID();
  const errors = new CallErrors({ provider, modelId, protocol, now: () => clock.now() });
  const writer = new PartWriter(attemptId);
  const prepared = options.prepare({ attemptId, writer, errors });
  return {
    ...prepared,
    ...{ provider, modelId, attemptId, clock, deadlines, errors, writer, signal },
    estimateInput: () => estimateRequestTokens(request),
    async open(abort) {
      assertSendable(options, request);
      const messages = prepareHistory(request.messages, options.history);
      const cacheBreakpoints = placesFor(request, options.capabilities);
      return prepared.open(abort, { ...request, messages, cacheBreakpoints });
    },
  };
}

/** A provider would refuse it with a message that helps nobody, or leave out in silence what it cannot do. */
function assertSendable<Chunk>(options: CallModelOptions<Chunk>, request: ModelRequest): void {
  const { provider, modelId, capabilities } = options;
  const [problem] = checkHistory(request.messages);
  if (problem !== undefined) throw llmErrors.create('EC_LLM_HISTORY_INVALID', { ...problem });
  const feature = unsupportedFeature(request, capabilities);
  if (feature !== undefined) throw llmErrors.create('EC_LLM_UNSUPPORTED', { provider, modelId, feature });
}
