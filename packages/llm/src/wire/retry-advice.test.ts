import { describe, expect, it } from 'vitest';
import { hello, modelOf } from '../../test/models.ts';
import { createRateLimiter, withFallback, withRateLimit } from '../middleware/index.ts';
import { manualClock, scriptedModel } from '../testing/index.ts';

describe('what was answered beside the advice', () => {
  const answer = (status: number, advice: string) =>
    modelOf('anthropic', ['{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}'], {
      status,
      headers: { 'content-type': 'application/json', 'x-should-retry': advice, 'retry-after': '7' },
    });

  it('stays in the error, as its details and its cause', async () => {
    const { error } = await answer(429, 'false').stream(hello).result();
    expect(error).toMatchObject({
      code: 'EC_LLM_RETRY_REFUSED',
      retryable: false,
      retryAfterMs: 7000,
      details: {
        status: 429,
        providerCode: 'rate_limit_error',
        answeredCode: 'EC_LLM_RATE_LIMIT',
        answeredClass: 'rate_limit',
      },
      cause: { code: 'EC_LLM_RATE_LIMIT', class: 'rate_limit', retryable: true, details: { status: 429 } },
    });
    expect(error?.message).toContain('rate_limit');
    expect(error?.hint).toContain('EC_LLM_RATE_LIMIT');
  });

  it('holds back the calls after a refusal for the rate', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 600, clock });
    await withRateLimit(answer(429, 'false'), { limiter }).stream(hello).result();
    expect(limiter.tryAcquire()).toEqual({ allowed: false, waitMs: 7000 });
  });

  it.each([
    ['false', 429, 'authentication_error', 'authentication_error', 'failed'],
    ['true', 401, 'authentication_error', 'authentication_error', 'failed'],
    ['false', 529, 'overloaded_error', 'overloaded_error', 'finished'],
  ])('decides about another model: advice %s with status %i', async (advice, status, type, code, state) => {
    const first = modelOf('anthropic', [JSON.stringify({ type: 'error', error: { type, message: 'no' } })], {
      status,
      headers: { 'content-type': 'application/json', 'x-should-retry': advice },
    });
    const result = await withFallback([first, scriptedModel([{ text: 'Hello' }])])
      .stream(hello)
      .result();
    expect(result.state).toBe(state);
    if (state === 'failed') expect(result.error?.details).toMatchObject({ providerCode: code });
  });
});
