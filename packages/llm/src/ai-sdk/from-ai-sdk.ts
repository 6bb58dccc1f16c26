import type { Clock } from '../clock.ts';
import type { LanguageModel, ModelCapabilities } from '../model.ts';
import { createCallModel, type PreparedCall } from '../providers/call-model.ts';
import type { Deadlines } from '../stream/deadlines.ts';
import type { CallErrors } from '../wire/call-errors.ts';
import { readHeaders } from '../wire/transport-error.ts';
import { AIDecoder } from './ai-decoder.ts';
import { fromAIError, headersOf } from './ai-error.ts';
import type { AISDKLanguageModel, AISDKStream } from './ai-model.ts';
import { encodeAIRequest, withoutForeignThoughts } from './ai-request.ts';

/** Options of `fromAISDK`. */
export interface FromAISDKOptions {
  /** Name of the provider in errors, usage and provenance. Default is the one that the model tells. */
  readonly provider?: string;
  /** What the model can do, which an AI SDK model does not tell. Default: tools, images and files. */
  readonly capabilities?: Partial<ModelCapabilities>;
  /** Limits in milliseconds, each with a safe default; there is none for the connection, which is not seen here. */
  readonly deadlines?: Deadlines;
  /** Default is the machine's clock. */
  readonly clock?: Clock;
  /** Makes the ids of attempts, each one new. Default is `crypto.randomUUID`. */
  readonly newId?: () => string;
}

/**
 * Makes a language model of the AI SDK (https://ai-sdk.dev), of its specification 2, 3 or 4, one of ours: with our
 * terminal states, deadlines, errors and checks of the history. A stream that ends without a `finish` part is
 * truncated, and an error inside of the stream fails the call. The AI SDK retries nothing below this.
 */
export function fromAISDK(model: AISDKLanguageModel, options: FromAISDKOptions = {}): LanguageModel {
  const { modelId, specificationVersion: version } = model;
  const owner = { provider: options.provider ?? model.provider, modelId };
  return createCallModel<unknown>({
    ...options,
    ...owner,
    protocol: 'AI SDK',
    capabilities: { tools: true, images: true, files: true, ...options.capabilities },
    // Which provider stands behind it is not known, so ids are what each of them takes.
    history: { toolCallId: /^[\w-]{1,40}$/, isThought: () => true },
    prepare({ writer, errors }): PreparedCall<unknown> {
      const decoder = new AIDecoder(writer, errors, owner);
      return {
        answer: decoder,
        body: decoder,
        toError: (thrown) => fromAIError(errors, thrown),
        async open(abortSignal, request) {
          const body = encodeAIRequest(withoutForeignThoughts(request, owner), { ...owner, version });
          return streamOf(await model.doStream({ ...body, abortSignal } as never), errors);
        },
      };
    },
  });
}

function streamOf({ stream, response }: AISDKStream, errors: CallErrors): ReadableStream<unknown> {
  readHeaders(errors, headersOf(response?.headers));
  return stream;
}
