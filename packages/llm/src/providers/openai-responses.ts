import type { LanguageModel } from '../model.ts';
import { ownData } from './block-owner.ts';
import { createHttpModel, type ProviderOptions } from './http-model.ts';
import { connectOpenAI } from './openai-client.ts';
import { OpenAIResponsesDecoder } from './openai-responses-decoder.ts';
import { encodeResponsesRequest } from './openai-responses-request.ts';
import type { SdkCreate } from './sdk.ts';

/** Options of `openaiResponses`. */
export interface OpenAIResponsesOptions extends ProviderOptions {
  /** Whether the provider may keep the answer on its side. Default false. */
  readonly store?: boolean;
}

interface ResponsesClient {
  readonly responses: { readonly create: SdkCreate };
}

/** A model behind the OpenAI Responses protocol. Needs the package `openai`, imported on the first call. */
export function openaiResponses(options: OpenAIResponsesOptions): LanguageModel {
  const { store = false } = options;
  const owner = { provider: options.provider ?? 'openai', modelId: options.model };
  return createHttpModel(
    {
      name: 'OpenAI Responses',
      provider: 'openai',
      capabilities: { tools: true, images: true, files: true, structuredOutput: true },
      history: {
        toolCallId: /^.{1,64}$/s,
        isThought: (block) => (ownData(block, owner)?.type ?? 'reasoning') === 'reasoning',
      },
      encode: (request) => encodeResponsesRequest(request, owner, store),
      decoder: (writer, errors) => new OpenAIResponsesDecoder(writer, errors, owner),
      async connect() {
        const { responses } = (await connectOpenAI(options)) as ResponsesClient;
        return (body, request) => responses.create(body, request);
      },
    },
    options,
  );
}
