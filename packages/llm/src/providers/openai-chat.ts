import { llmErrors } from '../errors/llm-errors.ts';
import type { LanguageModel } from '../model.ts';
import { createHttpModel, type ProviderOptions } from './http-model.ts';
import { OpenAIChatDecoder } from './openai-chat-decoder.ts';
import { type ChatDialect, encodeChatRequest } from './openai-chat-request.ts';
import { loadSdk, type SdkCreate, sdkClientOptions } from './sdk.ts';

/** Address of OpenAI's own API. */
export const OPENAI_URL = 'https://api.openai.com/v1';

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
  const dialect: ChatDialect = {
    maxTokensField: own ? 'max_completion_tokens' : 'max_tokens',
    streamUsage: true,
    ...options.dialect,
  };
  return createHttpModel(
    {
      name: 'OpenAI Chat Completions',
      provider: 'openai',
      capabilities: { tools: true, images: true, files: own },
      encode: (request) => encodeChatRequest(options.model, request, dialect),
      decoder: (writer, errors, attemptId) => new OpenAIChatDecoder(writer, errors, attemptId),
      async connect() {
        const { chat } = (await connectOpenAI(options)) as ChatClient;
        return (body, request) => chat.completions.create(body, request);
      },
    },
    options,
  );
}

/** Makes the client of OpenAI's SDK; it is shared by the protocols of that SDK. */
export async function connectOpenAI(options: ProviderOptions): Promise<unknown> {
  const provider = options.provider ?? 'openai';
  const apiKey = options.apiKey ?? keyFromEnvironment(options);
  const OpenAI = await loadSdk(provider, 'openai', options.sdk ?? (() => import('openai')));
  const client = sdkClientOptions({
    apiKey,
    baseURL: options.baseURL ?? OPENAI_URL,
    headers: options.headers,
    fetch: options.fetch,
    keyHeaders: ['authorization'],
  });
  // The account's ids from the environment must not reach another server either.
  return new OpenAI(
    options.baseURL === undefined ? client : { ...client, organization: null, project: null },
  );
}

function keyFromEnvironment({
  baseURL,
  env = process.env,
  provider = 'openai',
}: ProviderOptions): string | undefined {
  if (baseURL !== undefined) return undefined;
  const apiKey = env.OPENAI_API_KEY;
  if (apiKey) return apiKey;
  throw llmErrors.create('EC_LLM_KEY_MISSING', { provider, variable: 'OPENAI_API_KEY' });
}
