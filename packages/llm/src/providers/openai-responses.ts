import type { JsonObject } from '../json.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { ownData } from './block-owner.ts';
import { createHttpModel, type ProviderOptions } from './http-model.ts';
import type { StoredResponses } from './openai-background.ts';
import { connectOpenAI } from './openai-client.ts';
import { OpenAIResponsesDecoder } from './openai-responses-decoder.ts';
import { encodeResponsesRequest, type ResponsesKeeping } from './openai-responses-request.ts';
import { oncePerSuccess, type SdkCreate } from './sdk.ts';

/** Options of `openaiResponses`. */
export interface OpenAIResponsesOptions extends ProviderOptions {
  /** Whether the provider may keep the answer on its side. Default false, and true with `background`. */
  readonly store?: boolean;
  /**
   * Whether the provider goes on with an answer while nobody is connected. Default false. It sends
   * `background: true` and `store: true`, so the provider keeps the answer for a while, and `store: false` with it
   * is `EC_LLM_INVALID_OPTION`; a single request asks for it by `providerOptions: { openai: { background: true } }`.
   *
   * Where the connection is then cut, ends early, leaves out an event or is silent for the limit of `deadlines`, the
   * call goes on by `GET /responses/{id}?stream=true&starting_after={n}` after the last event that was taken: in the
   * same attempt, with every part once, and within the same total limit. Where that is refused (OpenAI streams an
   * answer again for about 5 minutes only), the call ends as it would have without this option. Errors that the
   * provider sends are no cut and end it at once.
   *
   * An answer that nobody waits for any more would go on costing money. So where the call ends before the answer
   * (by the `AbortSignal`, by leaving the loop, at a limit, or cut for good), `POST /responses/{id}/cancel` is sent,
   * once, without waiting for it, for at most 15 s. It is an attempt only: it cannot be sent before the first event
   * has told the id, a process that exits at once may not send it, and OpenAI has been seen to go on all the same
   * (https://github.com/openai/openai-python/issues/2643).
   *
   * Source: https://developers.openai.com/api/docs/guides/background
   */
  readonly background?: boolean;
  /** How often one answer in the background may be taken up by another connection. Default 5. */
  readonly maxResumes?: number;
}

interface ResponsesClient {
  readonly responses: StoredResponses & { readonly create: SdkCreate };
}

/** A model behind the OpenAI Responses protocol. Needs the package `openai`, imported on the first call. */
export function openaiResponses(options: OpenAIResponsesOptions): LanguageModel {
  const owner = { provider: options.provider ?? 'openai', modelId: options.model };
  const connect = oncePerSuccess(async () => ((await connectOpenAI(options)) as ResponsesClient).responses);
  return createHttpModel(
    {
      name: 'OpenAI Responses',
      provider: 'openai',
      capabilities: { tools: true, images: true, files: true, structuredOutput: true },
      history: {
        toolCallId: /^.{1,64}$/s,
        isThought: (block) => (ownData(block, owner)?.type ?? 'reasoning') === 'reasoning',
      },
      encode: (request) =>
        encodeResponsesRequest(request, owner, keepingOf(options, request, owner.provider)),
      decoder: (writer, errors) => new OpenAIResponsesDecoder(writer, errors, owner),
      async connect() {
        const responses = await connect();
        return (body, request) => responses.create(body, request);
      },
      async background(sent: JsonObject) {
        if (sent.background !== true) return undefined;
        // Loaded on demand, as the SDK is: most programs never ask for it.
        const { takeUpResponses } = await import('./openai-background.ts');
        return takeUpResponses(connect, sent, options.maxResumes ?? 5);
      },
    },
    options,
  );
}

/** A request may ask for the background by itself, and has to be stored then unless somebody forbids it. */
function keepingOf(
  options: OpenAIResponsesOptions,
  { providerOptions = {} }: ModelRequest,
  provider: string,
): ResponsesKeeping {
  const asked = { background: options.background, ...providerOptions.openai, ...providerOptions[provider] };
  const background = asked.background === true;
  return { store: options.store ?? background, background };
}
