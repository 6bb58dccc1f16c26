import { type Clock, systemClock } from '../clock.ts';
import { llmErrors } from '../errors/llm-errors.ts';
import { checkHistory } from '../history.ts';
import type { JsonObject } from '../json.ts';
import type { LanguageModel, ModelCapabilities, ModelRequest } from '../model.ts';
import type { Deadlines } from '../stream/deadlines.ts';
import { createModelStream } from '../stream/model-stream.ts';
import { PartWriter } from '../stream/part-writer.ts';
import { estimateTokens } from '../tokens/estimate-tokens.ts';
import { CallErrors } from '../wire/call-errors.ts';
import { CALL_ID_HEADER } from '../wire/connection-watch.ts';
import { HttpAttempt, type HttpCall } from '../wire/http-attempt.ts';
import type { WireDecoder } from '../wire/wire-decoder.ts';
import type { SdkCreate, SdkLoader } from './sdk.ts';

/** Options that every provider takes. */
export interface ProviderOptions {
  /** The model's name at the provider. */
  readonly model: string;
  /**
   * The key. Default is the provider's usual environment variable, which is read only for the provider's own
   * address: a key from the environment is never sent to another `baseURL`, and none is needed there.
   */
  readonly apiKey?: string;
  /** The environment variable that holds the key for `baseURL`; without it none is read for another address. */
  readonly keyVariable?: string;
  /** Address of the API. Default is the provider's. */
  readonly baseURL?: string;
  /** Name of the provider in errors, usage and provenance. Default is the protocol's owner. */
  readonly provider?: string;
  /** Headers that are added to each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Limits in milliseconds, each with a safe default. */
  readonly deadlines?: Deadlines;
  /** What the model can do, where it differs from the protocol's defaults. */
  readonly capabilities?: Partial<ModelCapabilities>;
  /** Replaces fetch, for a proxy or a test. */
  readonly fetch?: typeof globalThis.fetch;
  /** Gives the SDK's module. Default imports the package by name on first use. */
  readonly sdk?: SdkLoader;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
  /** Makes the ids of attempts, each one new. Default is `crypto.randomUUID`. */
  readonly newId?: () => string;
  /** Environment the key is read from. Default is `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What sets one protocol apart from another. */
export interface Protocol {
  /** Name for people. */
  readonly name: string;
  readonly provider: string;
  readonly capabilities: ModelCapabilities;
  encode(request: ModelRequest): JsonObject;
  decoder(writer: PartWriter, errors: CallErrors, attemptId: string): WireDecoder;
  /** Makes the client; called once, on first use. */
  connect(): Promise<SdkCreate>;
}

/** Makes a model out of a protocol: each call is one HTTP attempt with its own decoder and deadlines. */
export function createHttpModel(protocol: Protocol, options: ProviderOptions): LanguageModel {
  const provider = options.provider ?? protocol.provider;
  let client: Promise<SdkCreate> | undefined;
  const connect = (): Promise<SdkCreate> => {
    client ??= protocol.connect();
    return client;
  };
  return {
    provider,
    modelId: options.model,
    capabilities: { ...protocol.capabilities, ...options.capabilities },
    stream: (request, { signal } = {}) =>
      createModelStream(
        new HttpAttempt(prepareCall({ protocol, options, provider, connect, request, signal })),
      ),
  };
}

function prepareCall(call: {
  readonly protocol: Protocol;
  readonly options: ProviderOptions;
  readonly provider: string;
  readonly request: ModelRequest;
  readonly signal: AbortSignal | undefined;
  connect(): Promise<SdkCreate>;
}): HttpCall {
  const { protocol, options, provider, request, signal, connect } = call;
  const { clock = systemClock, deadlines = {}, model: modelId, newId = () => crypto.randomUUID() } = options;
  const attemptId = newId();
  const errors = new CallErrors({ provider, modelId, protocol: protocol.name, now: () => clock.now() });
  const writer = new PartWriter(attemptId);
  const decoder = protocol.decoder(writer, errors, attemptId);
  return {
    ...{ provider, modelId, attemptId, clock, deadlines, errors, writer, decoder, signal },
    estimateInput: () => estimateTokens(JSON.stringify(request.messages)),
    async open(abort) {
      assertValidHistory(request);
      const create = await connect();
      const body = withProviderOptions(protocol.encode(request), request, provider, protocol);
      return create(body, {
        signal: abort,
        maxRetries: 0,
        headers: { [CALL_ID_HEADER]: attemptId },
      }).asResponse();
    },
  };
}

/** A provider would refuse it with a message that helps nobody. */
function assertValidHistory({ messages }: ModelRequest): void {
  const [problem] = checkHistory(messages);
  if (problem !== undefined) throw llmErrors.create('EC_LLM_HISTORY_INVALID', { ...problem });
}

/** Fields of the caller for this provider, by its own name or by the protocol's, win over ours. */
function withProviderOptions(
  body: JsonObject,
  request: ModelRequest,
  provider: string,
  protocol: Protocol,
): JsonObject {
  const given = request.providerOptions ?? {};
  return { ...body, ...given[protocol.provider], ...given[provider] };
}
