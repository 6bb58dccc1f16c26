import {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type RateOutcome,
} from '../limits/rate-limiter.ts';
import type { LanguageModel, ModelRequest } from '../model.ts';
import type { FinishPart } from '../stream-part.ts';
import { estimateRequestTokens } from '../tokens/estimate-request.ts';
import { answeredError } from '../wire/classify-error.ts';
import { guardCalls } from './guard-calls.ts';

/** Options of `withRateLimit`. */
export interface WithRateLimitOptions {
  /** The limits, or a limiter that is shared among models of one account. */
  readonly limiter: RateLimiter | RateLimiterOptions;
  /** Whose call it is; tenants are served in turn. Default: all are one. */
  readonly tenant?: string | ((request: ModelRequest) => string);
  /** Tokens of the answer to reserve where the request sets no limit. Default 1,024. */
  readonly outputTokens?: number;
}

/**
 * Holds calls back so that a limit of requests and tokens per minute is kept. A call reserves what it is expected to
 * use and settles what it has used. A refusal of the provider makes all calls wait as long as it asks.
 */
export function withRateLimit(model: LanguageModel, options: WithRateLimitOptions): LanguageModel {
  const { tenant, outputTokens = 1024 } = options;
  const limiter = 'acquire' in options.limiter ? options.limiter : createRateLimiter(options.limiter);
  return guardCalls(model, async ({ request, signal }) => {
    const tokens = estimateRequestTokens(request) + (request.maxOutputTokens ?? outputTokens);
    const of = typeof tenant === 'function' ? tenant(request) : tenant;
    const permit = await limiter.acquire({ tokens, signal, ...(of === undefined ? {} : { tenant: of }) });
    return { onEnd: (finish) => permit.settle(outcomeOfCall(finish)) };
  });
}

function outcomeOfCall({ usage, error, response }: FinishPart): RateOutcome {
  const answered = error && answeredError(error);
  const limited = answered?.class === 'rate_limit' && answered.code !== 'EC_LLM_RATE_QUEUE';
  const requestsPerMinute = response?.requestsPerMinute;
  return {
    tokens: usage.inputTokens + usage.outputTokens,
    limited,
    ...(error?.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(requestsPerMinute === undefined ? {} : { advice: { requestsPerMinute } }),
  };
}
