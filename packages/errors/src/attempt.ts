import type { ErrorClass } from './classes.ts';
import { cut, LIST_LIMIT } from './limits.ts';

/** Tokens that one attempt used; the same names as everywhere else in these packages. */
export interface AttemptUsage {
  /** Tokens sent. */
  readonly inputTokens: number;
  /** Tokens received. */
  readonly outputTokens: number;
  /** Part of `inputTokens` that was read from a cache. */
  readonly cachedInputTokens?: number;
  /** Part of `inputTokens` that was written to a cache. */
  readonly cacheWriteTokens?: number;
  /** Part of `outputTokens` that was reasoning. */
  readonly reasoningTokens?: number;
  /** Whether the other side reported the numbers or they were estimated here. */
  readonly source?: 'measured' | 'estimated';
}

/** One failed try of an operation that was tried more than once, or on more than one target. */
export interface Attempt {
  /** What was tried, such as `openai/gpt-5` or a host name. */
  readonly target: string;
  /** Class of its failure. */
  readonly class: ErrorClass;
  /** Code of its failure, where it had one of a catalogue. */
  readonly code?: string;
  /** Milliseconds from its start to its failure. */
  readonly latencyMs: number;
  /** Tokens it used up, where they are known. */
  readonly usage?: AttemptUsage;
}

const USAGE_COUNTS = [
  'inputTokens',
  'outputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const;

/** Copies what an attempt declares and nothing else, so that no request rides along. */
export function cleanAttempts(attempts: readonly Attempt[]): Attempt[] {
  return attempts.slice(0, LIST_LIMIT).map((attempt) => ({
    target: cut(String(attempt.target), 128),
    class: attempt.class,
    ...(attempt.code === undefined ? {} : { code: attempt.code }),
    latencyMs: attempt.latencyMs,
    ...(attempt.usage === undefined ? {} : { usage: cleanUsage(attempt.usage) }),
  }));
}

function cleanUsage(usage: AttemptUsage): AttemptUsage {
  const counts = USAGE_COUNTS.filter((name) => Number.isFinite(usage[name])).map((name) => [
    name,
    usage[name],
  ]);
  const source = usage.source === 'measured' || usage.source === 'estimated' ? { source: usage.source } : {};
  return { ...(Object.fromEntries(counts) as AttemptUsage), ...source };
}
