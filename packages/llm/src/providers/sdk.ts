import { llmErrors } from '../errors/llm-errors.ts';
import { isObject } from '../json.ts';

/** Gives the module of an SDK, for a bundler or a test that must not import it by name. */
export type SdkLoader = () => Promise<unknown>;

/** Options that both SDKs take. */
export interface SdkClientOptions {
  readonly apiKey: string;
  readonly baseURL: string;
  readonly maxRetries: number;
  /** Milliseconds; our deadlines own the time, so theirs is out of the way. */
  readonly timeout: number;
  readonly logLevel: 'off';
  readonly defaultHeaders: Readonly<Record<string, string | null>>;
  readonly organization?: string | null;
  readonly project?: string | null;
  readonly fetch?: typeof globalThis.fetch;
  /** Both SDKs refuse to run in a browser, where a key could be read by everybody. */
  readonly dangerouslyAllowBrowser?: true;
}

/** What one request passes besides its body. Retries are ours, so theirs are off. */
export interface SdkRequestOptions {
  readonly signal: AbortSignal;
  readonly maxRetries: 0;
  readonly headers: Readonly<Record<string, string>>;
}

/** A method that sends a streaming request and can hand over the raw answer. */
export type SdkCreate = (body: object, options: SdkRequestOptions) => { asResponse(): Promise<Response> };

/** Imports an SDK on first use; an absent one is an error that names the package. */
export async function loadSdk(
  provider: string,
  packageName: string,
  load: SdkLoader,
): Promise<new (options: SdkClientOptions) => unknown> {
  const module: unknown = await load().catch((cause: unknown) => {
    throw llmErrors.create('EC_LLM_SDK_MISSING', { provider, packageName }, { cause });
  });
  const found = isObject(module) ? module.default : undefined;
  if (typeof found === 'function') return found as new (options: SdkClientOptions) => unknown;
  throw llmErrors.create('EC_LLM_SDK_MISSING', { provider, packageName });
}

/** Connects on first use and keeps the client; what failed, such as a key not set yet, is tried again by the next call. */
export function oncePerSuccess<Client>(connect: () => Promise<Client>): () => Promise<Client> {
  let client: Promise<Client> | undefined;
  return () => {
    client ??= connect().catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return client;
  };
}

/** Options for a client that only carries requests. */
export function sdkClientOptions(options: {
  readonly apiKey: string | undefined;
  readonly baseURL: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
  /** The headers that could carry a key; they are left out where there is none. */
  readonly keyHeaders: readonly string[];
  /** Headers that the SDK takes from the environment by itself; they must not reach another server. */
  readonly ambientHeaders: string | undefined;
}): SdkClientOptions {
  const unwanted = [
    ...(options.apiKey === undefined ? options.keyHeaders : []),
    ...headerNames(options.ambientHeaders ?? ''),
  ];
  const removed = unwanted.map((name) => [name, null]);
  return {
    apiKey: options.apiKey ?? 'none',
    baseURL: options.baseURL,
    maxRetries: 0,
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    defaultHeaders: { ...Object.fromEntries(removed), ...options.headers },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    // Without a key there is nothing to be read.
    ...(options.apiKey === undefined ? { dangerouslyAllowBrowser: true } : {}),
  };
}

/** Names in lines of the form `name: value`, except for those that carry the key itself. */
function headerNames(lines: string): string[] {
  const names = lines.split('\n').map((line) => line.slice(0, Math.max(line.indexOf(':'), 0)).trim());
  return names.filter((name) => name !== '');
}
