import type { LanguageModel } from '../model.ts';
import { ownData } from './block-owner.ts';
import { createHttpModel, type ProviderOptions } from './http-model.ts';
import { OpenAIChatDecoder } from './openai-chat-decoder.ts';
import { type ChatDialect, encodeChatRequest } from './openai-chat-request.ts';
import { connectOpenAI } from './openai-client.ts';
import type { SdkCreate } from './sdk.ts';

/** Options of `openaiChat`. */
export interface OpenAIChatOptions extends ProviderOptions {
  /** How the server wants its requests. Default: as OpenAI does, or as most others do if `baseURL` is given. */
  readonly dialect?: Partial<ChatDialect>;
}

interface ChatClient {
  readonly chat: { readonly completions: { readonly create: SdkCreate } };
}

/**
 * A model behind the OpenAI Chat Completions protocol: OpenAI's own, or any compatible server by `baseURL`
 * (Ollama, vLLM, llama.cpp, a gateway). Needs the package `openai`, which is imported on the first call.
 */
export function openaiChat(options: OpenAIChatOptions): LanguageModel {
  const own = options.baseURL === undefined;
  const { reasoningField, reasoningDetails = false } = options.dialect ?? {};
  const thoughts = { returnsThoughts: reasoningField !== undefined, reasoningDetails };
  const owner = { provider: options.provider ?? 'openai', modelId: options.model };
  const dialect: ChatDialect = {
    maxTokensField: own ? 'max_completion_tokens' : 'max_tokens',
    streamUsage: true,
    ...options.dialect,
  };
  return createHttpModel(
    {
      name: 'OpenAI Chat Completions',
      provider: 'openai',
      capabilities: { tools: true, images: true, files: own, structuredOutput: own },
      history: {
        toolCallId: dialect.toolCallId ?? /^.{1,64}$/s,
        isThought: (block) => ownData(block, owner)?.reasoning_details === undefined,
      },
      encode: (request) => encodeChatRequest(owner, request, dialect),
      decoder: (writer, errors, attemptId) =>
        new OpenAIChatDecoder(writer, errors, { ...owner, ...thoughts, attemptId }),
      async connect() {
        const { chat } = (await connectOpenAI(options)) as ChatClient;
        return (body, request) => chat.completions.create(body, request);
      },
    },
    options,
  );
}
