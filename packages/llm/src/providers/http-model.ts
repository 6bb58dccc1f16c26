import type { EnhancedCodeError } from '@enhanced-code/errors';
import { type Clock, systemClock } from '../clock.ts';
import type { HistoryRules } from '../history/prepare-history.ts';
import type { JsonObject } from '../json.ts';
import type { LanguageModel, ModelCapabilities, ModelRequest } from '../model.ts';
import type { Deadlines } from '../stream/deadlines.ts';
import type { PartWriter } from '../stream/part-writer.ts';
import { BodyDecoder } from '../wire/body-decoder.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import { CALL_ID_HEADER, watchConnection } from '../wire/connection-watch.ts';
import { fromThrown, readHeaders } from '../wire/transport-error.ts';
import type { WireDecoder } from '../wire/wire-decoder.ts';
import type { BackgroundBody, TakeUp } from './background-body.ts';
import { createCallModel, type PreparedCall } from './call-model.ts';
import { oncePerSuccess, type SdkCreate, type SdkLoader } from './sdk.ts';

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
  /** Environment the key is read from. Default is `process.env`, or nothing in a browser. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What sets one protocol apart from another. */
export interface Protocol {
  /** Name for people. */
  readonly name: string;
  readonly provider: string;
  readonly capabilities: ModelCapabilities;
  /** What it demands of a conversation beyond pairs and order. */
  readonly history: HistoryRules;
  encode(request: ModelRequest): JsonObject;
  decoder(writer: PartWriter, errors: CallErrors, attemptId: string): WireDecoder;
  /** Makes the client; called on first use, and again only where that failed. */
  connect(): Promise<SdkCreate>;
  /** What takes up a lost answer, if this body asks for one in the background; the decoder then has a cursor. */
  background?(sent: JsonObject): Promise<TakeUp | undefined>;
}

/** Makes a model out of a protocol: each call is one HTTP attempt with its own decoder and deadlines. */
export function createHttpModel(protocol: Protocol, options: ProviderOptions): LanguageModel {
  const { provider = protocol.provider, clock = systemClock } = options;
  const connect = oncePerSuccess(() => protocol.connect());
  return createCallModel<Uint8Array>({
    ...options,
    provider,
    modelId: options.model,
    protocol: protocol.name,
    capabilities: { ...protocol.capabilities, ...options.capabilities },
    history: protocol.history,
    prepare({ attemptId, writer, errors }): PreparedCall<Uint8Array> {
      const answer = protocol.decoder(writer, errors, attemptId);
      const decoder = new BodyDecoder(answer, errors);
      const toError = (thrown: unknown): EnhancedCodeError => fromThrown(errors, thrown);
      const link = { body: decoder, clock, toError, isComplete: () => answer.complete };
      let background: BackgroundBody | undefined;
      return {
        answer,
        body: decoder,
        toError,
        stalled: (error) => background?.stalled(error),
        over: () => background?.abandon(),
        watchConnection: (watch) => watchConnection(attemptId, watch),
        async open(signal, request) {
          const create = await connect();
          const body = withProviderOptions(protocol.encode(request), request, provider, protocol);
          const headers = { [CALL_ID_HEADER]: attemptId };
          const takeUp = await protocol.background?.(body);
          const first = bodyOf(await create(body, { signal, maxRetries: 0, headers }).asResponse(), errors);
          if (answer.cursor !== undefined) background = takeUp?.(first, { ...link, cursor: answer.cursor });
          return background?.stream ?? first;
        },
      };
    },
  });
}

function bodyOf(response: Response, errors: CallErrors): ReadableStream<Uint8Array> {
  readHeaders(errors, response.headers);
  // A body may be absent (status 204); then it is an empty one.
  return response.body ?? new Response('').body ?? new ReadableStream();
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
