import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hello, modelOf } from '../../test/models.ts';
import { rateServer } from '../../test/rate-server.ts';
import { anthropicText } from '../../test/wire.ts';
import { llmErrors } from '../index.ts';
import { createRateLimiter, type RatePermit, withRateLimit } from '../middleware/index.ts';
import { manualClock, scriptedModel } from '../testing/index.ts';

describe('a rate limiter', () => {
  it('lets a burst through and then as many as flow in', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 60, burstMs: 5000, clock });
    let passed = 0;
    for (let count = 0; count < 20; count += 1) void limiter.acquire().then(() => (passed += 1));
    await turn();
    expect(passed).toBe(5);
    expect(limiter.view()).toEqual({ requestsPerMinute: 60, queued: 15 });
    for (let second = 1; second <= 15; second += 1) {
      clock.advance(1000);
      await turn();
      expect(passed).toBe(5 + second);
    }
    expect(limiter.view().queued).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('never lets more tokens through than the limit allows, whatever is asked for', async () => {
    const tokens = fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(tokens, async (sizes) => {
        const clock = manualClock();
        const limiter = createRateLimiter({ tokensPerMinute: 6000, burstMs: 10_000, maxWaitMs: 1e9, clock });
        let used = 0;
        let last = 0;
        for (const size of sizes)
          void limiter.acquire({ tokens: size }).then(() => {
            used += size;
            last = size;
          });
        for (let second = 0; second <= 1200 && limiter.view().queued >= 0; second += 5) {
          await turn();
          // The size of the bucket at the start, what has flowed in, and a debt no larger than one request.
          expect(used).toBeLessThanOrEqual(1000 + second * 100 + Math.max(0, last - 1000) + 1);
          if (limiter.view().queued === 0) break;
          clock.advance(5000);
        }
        await turn();
        expect(used).toBe(sizes.reduce((sum, size) => sum + size, 0));
      }),
      { numRuns: 25 },
    );
  });

  it('settles a reservation with what was really used, in both directions', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ tokensPerMinute: 600, burstMs: 60_000, clock });
    const first = await limiter.acquire({ tokens: 500 });
    expect(limiter.tryAcquire({ tokens: 200 })).toEqual({ allowed: false, waitMs: 10_000 });
    first.settle({ tokens: 100 });
    first.settle({ tokens: 0 });
    const second = limiter.tryAcquire({ tokens: 500 });
    expect(second.allowed).toBe(true);
    if (second.allowed) second.permit.settle({ tokens: 800 });
    // 300 more than there were: half a minute pays the debt.
    expect(limiter.tryAcquire({ tokens: 1 })).toMatchObject({ allowed: false, waitMs: 30_100 });
  });

  it('gives back at once to who waits', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ tokensPerMinute: 600, burstMs: 60_000, clock });
    const first = await limiter.acquire({ tokens: 600 });
    let passed = false;
    void limiter.acquire({ tokens: 300 }).then(() => (passed = true));
    await turn();
    expect(passed).toBe(false);
    first.settle({ tokens: 200 });
    await turn();
    expect(passed).toBe(true);
  });

  it('serves tenants by what they were served, not by how loudly they ask', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 60, burstMs: 1000, maxWaitMs: 1e9, clock });
    const served: string[] = [];
    const ask = (tenant: string, tokens = 0) =>
      void limiter.acquire({ tenant, tokens }).then(() => served.push(tenant));
    for (let count = 0; count < 50; count += 1) ask('loud');
    for (let count = 0; count < 5; count += 1) ask('quiet');
    for (let second = 0; second < 10; second += 1) {
      await turn();
      clock.advance(1000);
    }
    await turn();
    expect(served.filter((tenant) => tenant === 'quiet')).toHaveLength(5);
    expect(served.slice(1, 9)).toEqual(expect.arrayContaining(['loud', 'quiet']));
  });

  it('shares tokens evenly between tenants of small and of large requests', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ tokensPerMinute: 60_000, burstMs: 1000, maxWaitMs: 1e9, clock });
    const used = { small: 0, large: 0 };
    const flood = (tenant: 'small' | 'large', tokens: number, count: number) => {
      for (let index = 0; index < count; index += 1)
        void limiter.acquire({ tenant, tokens }).then(() => (used[tenant] += tokens));
    };
    flood('small', 100, 900);
    flood('large', 3000, 30);
    for (let second = 0; second < 60; second += 1) {
      await turn();
      clock.advance(1000);
    }
    expect(Math.abs(used.small - used.large)).toBeLessThanOrEqual(6000);
  });

  it('lets nobody save up while away', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 60, burstMs: 1000, maxWaitMs: 1e9, clock });
    const served: string[] = [];
    const ask = (tenant: string) => void limiter.acquire({ tenant }).then(() => served.push(tenant));
    for (let count = 0; count < 40; count += 1) ask('early');
    for (let second = 0; second < 20; second += 1) {
      await turn();
      clock.advance(1000);
    }
    await turn();
    const before = served.length;
    for (let count = 0; count < 20; count += 1) ask('late');
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1000);
      await turn();
    }
    const after = served.slice(before);
    expect(after.filter((tenant) => tenant === 'early').length).toBeGreaterThanOrEqual(4);
  });

  it('refuses a wait that would be too long, and a queue that is full', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({
      requestsPerMinute: 1,
      burstMs: 60_000,
      maxWaitMs: 70_000,
      maxQueued: 1,
      clock,
    });
    await limiter.acquire();
    const waiting = limiter.acquire();
    await expect(limiter.acquire()).rejects.toMatchObject({
      code: 'EC_LLM_RATE_QUEUE',
      retryable: true,
      details: { queued: 1, maxWaitMs: 70_000 },
    });
    clock.advance(60_000);
    await waiting;
    const strict = createRateLimiter({ requestsPerMinute: 1, burstMs: 60_000, maxWaitMs: 1000, clock });
    await strict.acquire();
    await expect(strict.acquire()).rejects.toMatchObject({ code: 'EC_LLM_RATE_QUEUE', retryAfterMs: 60_000 });
  });

  it('gives up a call whose turn does not come in time, and goes on with the others', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 6, burstMs: 10_000, maxWaitMs: 15_000, clock });
    const outcomes: string[] = [];
    const ask = () =>
      limiter.acquire().then(
        () => outcomes.push('passed'),
        (error: { code: string }) => outcomes.push(error.code),
      );
    const all = Array.from({ length: 4 }, ask);
    for (let second = 0; second < 40; second += 1) {
      await turn();
      clock.advance(1000);
    }
    await Promise.all(all);
    expect(outcomes).toEqual(['passed', 'passed', 'EC_LLM_RATE_QUEUE', 'EC_LLM_RATE_QUEUE']);
    expect(clock.pending).toBe(0);
  });

  it('forgets a call that is aborted, and leaves no timer', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 1, burstMs: 60_000, clock });
    await limiter.acquire();
    const abort = new AbortController();
    const waiting = limiter.acquire({ signal: abort.signal });
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'EC_LLM_CANCELLED' });
    await expect(limiter.acquire({ signal: abort.signal })).rejects.toMatchObject({ class: 'aborted' });
    expect(limiter.view().queued).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it.each(['requestsPerMinute', 'tokensPerMinute', 'burstMs', 'maxWaitMs', 'maxQueued'])(
    'refuses %s of zero or below',
    (option) => {
      for (const value of [0, -1, Number.NaN])
        expect(() => createRateLimiter({ [option]: value })).toThrow(
          expect.objectContaining({
            code: 'EC_LLM_INVALID_OPTION',
            details: expect.objectContaining({ option }),
          }),
        );
    },
  );
});

describe('a model with a rate limit', () => {
  const limited = llmErrors.create(
    'EC_LLM_RATE_LIMIT',
    { provider: 'p', modelId: 'm' },
    { retryAfterMs: 5000 },
  );

  it('holds every call back as long as the provider asks', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ requestsPerMinute: 6000, clock });
    const model = withRateLimit(scriptedModel([{ error: limited }, { text: 'ok' }]), { limiter });
    expect((await model.stream(hello).result()).error?.code).toBe('EC_LLM_RATE_LIMIT');
    const next = model.stream(hello).result();
    await turn();
    expect(limiter.view().queued).toBe(1);
    clock.advance(4999);
    await turn();
    expect(limiter.view().queued).toBe(1);
    clock.advance(1);
    expect((await next).text).toBe('ok');
  });

  it('asks for the tenant of each request and shares one limiter among models', async () => {
    const tenants: (string | undefined)[] = [];
    const permit: RatePermit = { settle: () => {} };
    const limiter = {
      acquire: async ({ tenant }: { tenant?: string } = {}) => {
        tenants.push(tenant);
        return permit;
      },
      tryAcquire: () => ({ allowed: true, permit }) as const,
      view: () => ({ queued: 0 }),
    };
    const model = (tenant: Parameters<typeof withRateLimit>[1]['tenant']) =>
      withRateLimit(scriptedModel([{ text: 'a' }]), { limiter, ...(tenant === undefined ? {} : { tenant }) });
    await model('acme').stream(hello).result();
    await model(({ messages }) => `tenant ${messages.length}`)
      .stream(hello)
      .result();
    await model(undefined).stream(hello).result();
    expect(tenants).toEqual(['acme', 'tenant 1', undefined]);
  });

  it('reserves by estimate and settles by usage', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ tokensPerMinute: 3000, burstMs: 60_000, clock });
    const usage = { inputTokens: 10, outputTokens: 90, source: 'measured' } as const;
    const model = withRateLimit(scriptedModel([{ text: 'a', usage }]), { limiter, outputTokens: 2900 });
    await model.stream(hello).result();
    expect(limiter.tryAcquire({ tokens: 2900 }).allowed).toBe(true);
    expect(limiter.tryAcquire({ tokens: 1 })).toMatchObject({ allowed: false });
  });
});

describe('an adaptive rate', () => {
  it('finds the rate of a server: 50 clients, 10 per second, nearly all of it used and few refused', async () => {
    const { goodput, refused } = await rateServer({
      clients: 50,
      perSecond: 10,
      seconds: 180,
      adaptive: true,
    });
    expect(goodput).toBeGreaterThanOrEqual(0.95);
    expect(refused).toBeLessThanOrEqual(0.05);
  });

  it('is what makes the difference', async () => {
    const { refused } = await rateServer({ clients: 50, perSecond: 10, seconds: 60, adaptive: false });
    expect(refused).toBeGreaterThan(0.5);
  });

  it('takes the limit that the provider names', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ adaptive: true, clock });
    const permit = await limiter.acquire();
    permit.settle({ advice: { requestsPerMinute: 900 } });
    expect(limiter.view().requestsPerMinute).toBe(900);
  });

  it('hears of that limit by the headers of Anthropic', async () => {
    const headers = { 'anthropic-ratelimit-requests-limit': '4000' };
    const clock = manualClock();
    const limiter = createRateLimiter({ adaptive: true, clock });
    const model = withRateLimit(modelOf('anthropic', [anthropicText], { headers }), { limiter });
    const { response } = await model.stream(hello).result();
    expect(response?.requestsPerMinute).toBe(4000);
    expect(limiter.view().requestsPerMinute).toBe(4000);
  });

  it('slows down once for refusals of the same moment, and never beyond a given limit', async () => {
    const clock = manualClock();
    const limiter = createRateLimiter({ adaptive: true, requestsPerMinute: 600, clock });
    const permits: RatePermit[] = [];
    for (let count = 0; count < 4; count += 1) permits.push(await limiter.acquire());
    for (const permit of permits) permit.settle({ limited: true });
    expect(limiter.view().requestsPerMinute).toBe(420);
    for (let second = 0; second < 300; second += 1) {
      clock.advance(1000);
      (await limiter.acquire()).settle();
    }
    expect(limiter.view().requestsPerMinute).toBe(600);
  });
});
