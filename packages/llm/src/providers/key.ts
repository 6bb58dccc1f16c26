import { llmErrors } from '../errors/llm-errors.ts';
import type { ProviderOptions } from './http-model.ts';

/**
 * The key for an address, or `undefined` for one that needs none. From the environment only that key is read which
 * is known to belong to the address: `ownVariable` for the provider's own, or the one that the caller names.
 */
export function findKey(options: ProviderOptions, provider: string, ownVariable: string): string | undefined {
  const { apiKey, baseURL, env = environment() } = options;
  if (apiKey !== undefined) return apiKey;
  const variable = options.keyVariable ?? (baseURL === undefined ? ownVariable : undefined);
  if (variable === undefined) return undefined;
  const found = env[variable];
  if (found) return found;
  throw llmErrors.create('EC_LLM_KEY_MISSING', { provider, variable });
}

/** The headers that an SDK would add from the environment by itself to requests to another address than its own. */
export function ambientHeaders({ baseURL }: ProviderOptions, variable: string): string | undefined {
  return baseURL === undefined ? undefined : environment()[variable];
}

/** A browser has none. */
function environment(): Readonly<Record<string, string | undefined>> {
  return globalThis.process?.env ?? {};
}
