import type { ProviderOptions } from './http-model.ts';
import { ambientHeaders, findKey } from './key.ts';
import { loadSdk, sdkClientOptions } from './sdk.ts';

/** Address of OpenAI's own API. */
const OPENAI_URL = 'https://api.openai.com/v1';

/** Makes the client of OpenAI's SDK; it is shared by the protocols of that SDK. */
export async function connectOpenAI(options: ProviderOptions): Promise<unknown> {
  const provider = options.provider ?? 'openai';
  const apiKey = findKey(options, provider, 'OPENAI_API_KEY');
  const OpenAI = await loadSdk(provider, 'openai', options.sdk ?? (() => import('openai')));
  const client = sdkClientOptions({
    apiKey,
    baseURL: options.baseURL ?? OPENAI_URL,
    headers: options.headers,
    fetch: options.fetch,
    keyHeaders: ['authorization'],
    ambientHeaders: ambientHeaders(options, 'OPENAI_CUSTOM_HEADERS'),
  });
  // The account's ids from the environment must not reach another server either.
  return new OpenAI(
    options.baseURL === undefined ? client : { ...client, organization: null, project: null },
  );
}
