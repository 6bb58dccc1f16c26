import { llmErrors } from '../errors/llm-errors.ts';
import type { ProviderOptions } from './http-model.ts';
import { loadSdk, sdkClientOptions } from './sdk.ts';

/** Address of OpenAI's own API. */
const OPENAI_URL = 'https://api.openai.com/v1';

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
