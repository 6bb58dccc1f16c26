import type { Usage } from '../stream-part.ts';

const OPTIONAL = [
  'cachedInputTokens',
  'cacheWriteTokens',
  'longCacheWriteTokens',
  'reasoningTokens',
] as const;

/** Adds up what several attempts used; the sum is measured only if each of them is. */
export function addUsage(usages: readonly Usage[]): Usage {
  const [only] = usages;
  if (only !== undefined && usages.length === 1) return only;
  const sum = (name: 'inputTokens' | 'outputTokens' | (typeof OPTIONAL)[number]): number =>
    usages.reduce((total, usage) => total + (usage[name] ?? 0), 0);
  const counted = OPTIONAL.filter((name) => usages.some((usage) => usage[name] !== undefined));
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    ...Object.fromEntries(counted.map((name) => [name, sum(name)])),
    source: usages.every(({ source }) => source === 'measured') ? 'measured' : 'estimated',
  };
}
