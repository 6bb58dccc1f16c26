import { isObject, type JsonValue, numberAt, objectAt } from '../json.ts';
import { definedOnly } from '../providers/openai-usage.ts';
import type { Usage } from '../stream-part.ts';

/** Usage as the AI SDK counts it, in the nested form since its third specification or the flat one before. */
export function readAIUsage(raw: Readonly<Record<string, unknown>>): Usage | undefined {
  const input = objectAt(raw, 'inputTokens');
  const output = objectAt(raw, 'outputTokens');
  const inputTokens = numberAt(input, 'total') ?? numberAt(raw, 'inputTokens');
  const outputTokens = numberAt(output, 'total') ?? numberAt(raw, 'outputTokens');
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return {
    inputTokens: inputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    ...definedOnly({
      cachedInputTokens: numberAt(input, 'cacheRead') ?? numberAt(raw, 'cachedInputTokens'),
      cacheWriteTokens: numberAt(input, 'cacheWrite'),
      reasoningTokens: numberAt(output, 'reasoning') ?? numberAt(raw, 'reasoningTokens'),
    }),
    // A count of only one side is none of the whole.
    source: inputTokens === undefined || outputTokens === undefined ? 'estimated' : 'measured',
    raw: (isObject(raw.raw) ? raw.raw : raw) as JsonValue,
  };
}
