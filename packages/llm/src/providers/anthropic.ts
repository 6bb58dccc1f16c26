import type { LanguageModel } from '../model.ts';
import { AnthropicDecoder } from './anthropic-decoder.ts';
import { encodeAnthropicRequest } from './anthropic-request.ts';
import { ownData } from './block-owner.ts';
import { createHttpModel, type ProviderOptions } from './http-model.ts';
import { ambientHeaders, findKey } from './key.ts';
import { loadSdk, type SdkCreate, sdkClientOptions } from './sdk.ts';

/** Options of `anthropic`. */
export interface AnthropicOptions extends ProviderOptions {
  /** Limit of the output in tokens where a request names none; the protocol demands one. Default 32,000. */
  readonly defaultMaxOutputTokens?: number;
}

/** Blocks that must not be the last of a turn; those of another model have none of our types. */
const THOUGHTS: ReadonlySet<unknown> = new Set(['thinking', 'redacted_thinking', undefined]);

interface AnthropicClient {
  readonly messages: { readonly create: SdkCreate };
}

/**
 * A model behind the Anthropic Messages protocol. Needs the package `@anthropic-ai/sdk`, which is imported on
 * the first call.
 */
export function anthropic(options: AnthropicOptions): LanguageModel {
  const { defaultMaxOutputTokens = 32_000 } = options;
  const owner = { provider: options.provider ?? 'anthropic', modelId: options.model };
  return createHttpModel(
    {
      name: 'Anthropic Messages',
      provider: 'anthropic',
      capabilities: {
        tools: true,
        images: true,
        files: true,
        structuredOutput: true,
        cacheBreakpoints: true,
      },
      history: {
        toolCallId: /^[\w-]{1,128}$/,
        isThought: (block) => THOUGHTS.has(ownData(block, owner)?.type),
      },
      encode: (request) => encodeAnthropicRequest(request, owner, defaultMaxOutputTokens),
      decoder: (writer, errors) => new AnthropicDecoder(writer, errors, owner),
      async connect() {
        const { messages } = (await connectAnthropic(options)) as AnthropicClient;
        return (body, request) => messages.create(body, request);
      },
    },
    options,
  );
}

/** Makes the client of Anthropic's SDK. */
export async function connectAnthropic(options: ProviderOptions): Promise<unknown> {
  const provider = options.provider ?? 'anthropic';
  const apiKey = findKey(options, provider, 'ANTHROPIC_API_KEY');
  const Anthropic = await loadSdk(
    provider,
    '@anthropic-ai/sdk',
    options.sdk ?? (() => import('@anthropic-ai/sdk')),
  );
  return new Anthropic(
    sdkClientOptions({
      apiKey,
      baseURL: options.baseURL ?? 'https://api.anthropic.com',
      headers: options.headers,
      fetch: options.fetch,
      keyHeaders: ['x-api-key', 'authorization'],
      ambientHeaders: ambientHeaders(options, 'ANTHROPIC_CUSTOM_HEADERS'),
    }),
  );
}
