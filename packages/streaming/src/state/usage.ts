import type { Usage } from '@enhanced-code/llm';

/** Nothing used. */
export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, source: 'measured' };

/** Tokens of both. The sum is measured only where both are. */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    ...optionalSum('cachedInputTokens', left, right),
    ...optionalSum('cacheWriteTokens', left, right),
    ...optionalSum('longCacheWriteTokens', left, right),
    ...optionalSum('reasoningTokens', left, right),
    source: left.source === 'measured' && right.source === 'measured' ? 'measured' : 'estimated',
  };
}

type OptionalCount = 'cachedInputTokens' | 'cacheWriteTokens' | 'longCacheWriteTokens' | 'reasoningTokens';

/** A count that nobody reported stays absent: it is unknown, not zero. */
function optionalSum(name: OptionalCount, left: Usage, right: Usage): Partial<Record<OptionalCount, number>> {
  if (left[name] === undefined && right[name] === undefined) return {};
  return { [name]: (left[name] ?? 0) + (right[name] ?? 0) };
}
