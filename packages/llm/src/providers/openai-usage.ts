import type { JsonValue } from '../json.ts';
import { numberAt, objectAt } from '../json.ts';
import type { Usage } from '../stream-part.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Usage as Chat Completions counts it. */
export function readChatUsage(raw: Fields): Usage {
  return readUsage(raw, 'prompt_tokens', 'completion_tokens');
}

/** Usage as Responses counts it. */
export function readResponsesUsage(raw: Fields): Usage {
  return readUsage(raw, 'input_tokens', 'output_tokens');
}

function readUsage(raw: Fields, input: string, output: string): Usage {
  const inputDetails = objectAt(raw, `${input}_details`);
  const optional = {
    // DeepSeek counts what its cache held beside the details.
    cachedInputTokens: numberAt(inputDetails, 'cached_tokens') ?? numberAt(raw, 'prompt_cache_hit_tokens'),
    cacheWriteTokens: numberAt(inputDetails, 'cache_write_tokens'),
    longCacheWriteTokens: numberAt(objectAt(inputDetails, 'cache_write_tokens_details'), 'ttl_12h'),
    reasoningTokens: numberAt(objectAt(raw, `${output}_details`), 'reasoning_tokens'),
  };
  return {
    inputTokens: numberAt(raw, input) ?? 0,
    outputTokens: numberAt(raw, output) ?? 0,
    ...definedOnly(optional),
    source: 'measured',
    raw: raw as JsonValue,
  };
}

/** Leaves out what was not counted, since an absent count is not zero. */
export function definedOnly<Values extends Readonly<Record<string, number | undefined>>>(
  values: Values,
): { [Name in keyof Values]?: number } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Values]?: number };
}
