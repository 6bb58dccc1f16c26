import { isObject } from '../json.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import { nodeModule } from '../node-module.ts';

/** JSON whose bytes depend on the value only: names sorted, nothing that is `undefined`, no blanks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const fields = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${fields.join(',')}}`;
}

/** Version of what the key is made of; another one makes every older entry a miss. */
const KEY_VERSION = 1;

/** The key of a request to a model: SHA-256 in hex over the canonical JSON of everything that is asked. */
export function requestKey(
  { provider, modelId }: Pick<LanguageModel, 'provider' | 'modelId'>,
  request: ModelRequest,
): string {
  // What a provider keeps changes its bill and not its answer.
  const { cacheBreakpoints: _kept, ...asking } = request;
  const asked = canonicalJson({ version: KEY_VERSION, provider, modelId, request: asking });
  return nodeModule('node:crypto').createHash('sha256').update(asked).digest('hex');
}
