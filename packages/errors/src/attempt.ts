import type { ErrorClass } from './classes.ts';

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
