import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { type ManualClock, manualClock, settle } from '../../test/manual-clock.ts';
import {
  asEnhancedCodeError,
  defineErrors,
  type EnhancedCodeError,
  type ErrorClass,
  errorErrors,
} from '../index.ts';
import {
  createRetry,
  createRetryBudget,
  type RetryEvent,
  type RetryOptions,
  recoveryErrors,
} from './index.ts';

const busy = () => demoErrors.create('EC_DEMO_BUSY', {});

/** A policy on a clock of its own, without jitter unless asked for. */
function setUp(options: RetryOptions = {}) {
  const clock = manualClock();
  return { clock, retry: createRetry({ clock, random: () => 0.5, ...options }) };
}

/** Runs an action until it settles, moving the clock as far as needed; the first value that is no error ends it. */
async function run(clock: ManualClock, retry: ReturnType<typeof createRetry>, outcomes: readonly unknown[]) {
  const calls: number[] = [];
  const running = retry.execute(({ attempt }) => {
    calls.push(clock.now() - 1_000_000);
    const outcome = outcomes[attempt];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  const ended = running.then(
    (value) => ({ value }),
    (error: EnhancedCodeError) => ({ error }),
  );
  await clock.advance(10_000_000);
  return { calls, ...((await ended) as { value?: unknown; error?: EnhancedCodeError }) };
}

test('a call that works is made once', async () => {
  const { clock, retry } = setUp();
  expect(await run(clock, retry, ['done'])).toEqual({ calls: [0], value: 'done' });
});

test('a retryable error is tried again after a random part of a doubling delay', async () => {
  const { clock, retry } = setUp({ maxRetries: 4, initialDelayMs: 100, maxDelayMs: 350 });
  const { calls, value } = await run(clock, retry, [busy(), busy(), busy(), busy(), 'done']);
  expect(value).toBe('done');
  expect(calls).toEqual([0, 50, 150, 325, 500]);
  expect(clock.pending).toBe(0);
});

test('the defaults are two retries within half a second, doubling to half a minute', () => {
  const { retry } = setUp();
  const decide = (attempt: number) => retry.nextDelay({ error: busy(), attempt });
  expect([0, 1, 2].map(decide)).toEqual([
    { kind: 'retry', delayMs: 250 },
    { kind: 'retry', delayMs: 500 },
    { kind: 'give-up', reason: 'attempts' },
  ]);
  const patient = setUp({ maxRetries: 20 }).retry;
  expect(patient.nextDelay({ error: busy(), attempt: 15 })).toEqual({ kind: 'retry', delayMs: 15_000 });
});

test('delays are spread from 0 up to the exponential one', () => {
  const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(randoms, fc.nat(9), (random, attempt) => {
      const retry = createRetry({
        maxRetries: 10,
        initialDelayMs: 100,
        maxDelayMs: 5_000,
        random: () => random,
      });
      const decision = retry.nextDelay({ error: busy(), attempt });
      expect(decision).toEqual({ kind: 'retry', delayMs: random * Math.min(5_000, 100 * 2 ** attempt) });
    }),
  );
});

test('real randomness is used by default', () => {
  const retry = createRetry({ maxRetries: 100 });
  const delays = Array.from({ length: 50 }, () => retry.nextDelay({ error: busy(), attempt: 0 }));
  expect(new Set(delays.map((decision) => JSON.stringify(decision))).size).toBeGreaterThan(40);
});

test('what failed every time is thrown as the first error with all attempts', async () => {
  const usage = { inputTokens: 3, outputTokens: 0 };
  const { clock, retry } = setUp({ target: 'api/m', usageOf: () => usage });
  const first = demoErrors.create(
    'EC_DEMO_BUSY',
    {},
    { cause: new TypeError('secret'), origin: 'first', unsafe: 1 },
  );
  const second = demoErrors.create('EC_DEMO_BUSY', {}, { origin: 'second' });
  const { error, calls } = await run(clock, retry, [first, second, second]);
  expect(calls).toHaveLength(3);
  expect(error).toMatchObject({ code: 'EC_DEMO_BUSY', origin: 'first', cause: { name: 'TypeError' } });
  expect(error?.stack).toBe(first.stack);
  expect(error?.unsafe()).toBe(1);
  expect(error?.unsafe('cause')).toBeInstanceOf(TypeError);
  const attempt = { target: 'api/m', class: 'rate_limit', code: 'EC_DEMO_BUSY', latencyMs: 0, usage };
  expect(error?.attempts).toEqual([attempt, attempt, attempt]);
});

test('an error that is not retryable is thrown at once and as it is', async () => {
  const { clock, retry } = setUp();
  for (const error of [demoErrors.create('EC_DEMO_LOST', { path: 'a' }), new TypeError('x')]) {
    const ended = await run(clock, retry, [error]);
    expect(ended.error).toBe(error);
    expect(ended.calls).toHaveLength(1);
  }
});

test('an error that is not retryable ends retries; the first error stays the primary one', async () => {
  const { clock, retry } = setUp({ maxRetries: 9 });
  const { error } = await run(clock, retry, [busy(), demoErrors.create('EC_DEMO_DENIED', {}), 'never']);
  expect(error?.code).toBe('EC_DEMO_BUSY');
  expect(error?.attempts?.map((attempt) => attempt.code)).toEqual(['EC_DEMO_BUSY', 'EC_DEMO_DENIED']);
});

/** An error that claims to be retryable. */
function claiming(kind: ErrorClass, replaySafety: 'safe' | 'unsafe' | 'unknown' = 'safe'): EnhancedCodeError {
  const entry = { ...demoErrors.entries.EC_DEMO_BUSY, class: kind, replaySafety, message: 'x' } as const;
  return defineErrors('claim', { EC_CLAIM_X: entry }).create('EC_CLAIM_X', {}) as EnhancedCodeError;
}

const FINAL: readonly ErrorClass[] = [
  'auth',
  'permission',
  'billing',
  'quota',
  'invalid_request',
  'context_overflow',
  'refusal',
  'content_policy',
  'policy',
];

test.each(FINAL)('an error of class %s is never retried, whatever it claims', (kind) => {
  const decision = setUp().retry.nextDelay({ error: claiming(kind), attempt: 0 });
  expect(decision).toEqual({ kind: 'give-up', reason: 'not-retryable' });
});

test('what cannot be repeated safely is never retried, what may be is', () => {
  const { retry } = setUp();
  const decide = (error: unknown) => retry.nextDelay({ error, attempt: 0 }).kind;
  expect(decide(claiming('network', 'unsafe'))).toBe('give-up');
  expect(decide(claiming('network', 'unknown'))).toBe('retry');
  expect(decide(claiming('network', 'safe'))).toBe('retry');
});

test('a caller can narrow what is retried, not widen it', () => {
  const decide = (retryIf: () => boolean, error: unknown) =>
    setUp({ retryIf }).retry.nextDelay({ error, attempt: 0 }).kind;
  expect(decide(() => false, busy())).toBe('give-up');
  expect(decide(() => true, busy())).toBe('retry');
  expect(decide(() => true, demoErrors.create('EC_DEMO_DENIED', {}))).toBe('give-up');
});

test('what the other side asks for is waited, and a little more', async () => {
  const { clock, retry } = setUp({ initialDelayMs: 100 });
  const asked = demoErrors.create('EC_DEMO_BUSY', {}, { retryAfterMs: 2_000 });
  const { calls } = await run(clock, retry, [asked, asked, 'done']);
  expect(calls).toEqual([0, 2_050, 4_100]);
});

test('a wait of exactly the cap is kept; above it the call is deferred and nothing waits', async () => {
  const { clock, retry } = setUp({ maxRetryAfterMs: 5_000 });
  const asked = (retryAfterMs: number) => demoErrors.create('EC_DEMO_BUSY', {}, { retryAfterMs });
  expect(retry.nextDelay({ error: asked(5_000), attempt: 0 }).kind).toBe('retry');
  const { error, calls } = await run(clock, retry, [busy(), asked(3_600_000), 'never']);
  expect(calls).toHaveLength(2);
  expect(recoveryErrors.is(error, 'EC_RECOVERY_DEFERRED') && error.details).toEqual({
    resumeAt: new Date(1_000_000 + 250 + 3_600_000).toISOString(),
    waitMs: 3_600_000,
    capMs: 5_000,
  });
  expect(error?.retryAfterMs).toBe(3_600_000);
  expect(error?.attempts).toHaveLength(2);
  expect(error?.cause).toMatchObject({ code: 'EC_DEMO_BUSY' });
});

test('a deferral tells when to resume, however far away that is', () => {
  const { retry } = setUp();
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { retryAfterMs: Number.MAX_VALUE });
  const decision = retry.nextDelay({ error, attempt: 0 });
  expect(decision.kind === 'defer' && decision.error.details).toMatchObject({ resumeAt: 'never' });
  const near = retry.nextDelay({
    error: demoErrors.create('EC_DEMO_BUSY', {}, { retryAfterMs: 60_001 }),
    attempt: 0,
  });
  expect(near.kind === 'defer' && near.resumeAt).toBe(1_060_001);
});

test('nothing is retried that would come too late', () => {
  const { clock, retry } = setUp();
  const decide = (left: number) =>
    retry.nextDelay({ error: busy(), attempt: 0, deadlineAt: clock.now() + left });
  expect(decide(250)).toEqual({ kind: 'give-up', reason: 'deadline' });
  expect(decide(251)).toEqual({ kind: 'retry', delayMs: 250 });
});

test('retries stop when their budget is used up', async () => {
  const clock = manualClock();
  const budget = createRetryBudget({ floor: 1, ratio: 0, windowMs: 1e9, clock });
  const retry = createRetry({ maxRetries: 5, budget, clock });
  const { calls, error } = await run(clock, retry, [busy(), busy(), 'never']);
  expect(calls).toHaveLength(2);
  expect(error?.code).toBe('EC_DEMO_BUSY');
  expect(budget.snapshot()).toEqual({ calls: 1, retries: 1, allowed: 1 });
  expect(retry.nextDelay({ error: busy(), attempt: 0 })).toEqual({ kind: 'give-up', reason: 'budget' });
  expect(retry.nextDelay({ error: busy(), attempt: 5 })).toEqual({ kind: 'give-up', reason: 'attempts' });
});

test('an abort is never retried', async () => {
  const { retry } = setUp();
  const aborted = AbortSignal.abort();
  const abort = errorErrors.create('EC_ERRORS_ABORTED', {});
  for (const failed of [{ error: abort }, { error: busy(), signal: aborted }, { error: aborted.reason }]) {
    expect(retry.nextDelay({ attempt: 0, ...failed })).toEqual({ kind: 'give-up', reason: 'aborted' });
  }
});

test('an abort during the wait ends it at once and leaves nothing behind', async () => {
  const { clock, retry } = setUp();
  const controller = new AbortController();
  let calls = 0;
  const running = retry.execute(() => {
    calls += 1;
    throw busy();
  }, controller.signal);
  const ended = running.catch((error: unknown) => error);
  await settle();
  expect(clock.pending).toBe(1);
  controller.abort(new Error('secret'));
  const error = (await ended) as EnhancedCodeError;
  expect(error).toMatchObject({ code: 'EC_ERRORS_ABORTED', cause: { code: 'EC_DEMO_BUSY' } });
  expect(error.attempts).toHaveLength(1);
  expect({ calls, pending: clock.pending }).toEqual({ calls: 1, pending: 0 });
});

test('an abort during a try is reported as one, with what was tried', async () => {
  const { retry } = setUp();
  const controller = new AbortController();
  const ended = retry
    .execute(() => {
      controller.abort();
      throw busy();
    }, controller.signal)
    .catch((error: unknown) => error);
  expect(await ended).toMatchObject({ code: 'EC_ERRORS_ABORTED', attempts: [{ code: 'EC_DEMO_BUSY' }] });
});

test('a wait that comes to its end leaves no listener on the signal', async () => {
  const { clock, retry } = setUp();
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = new Proxy(signal, {
    get(target, name) {
      if (name === 'addEventListener') listeners += 1;
      if (name === 'removeEventListener') listeners -= 1;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const running = retry.execute(({ attempt }) => (attempt < 2 ? Promise.reject(busy()) : 'done'), counted);
  await clock.advance(10_000);
  expect(await running).toBe('done');
  expect(listeners).toBe(0);
});

test('every decision can be observed, and how each call ended', async () => {
  const { clock, retry } = setUp({ maxRetries: 1 });
  const events: RetryEvent[] = [];
  const ends: unknown[] = [];
  retry.onDecision((event) => events.push(event));
  retry.onSuccess((event) => ends.push(event));
  retry.onFailure((event) => ends.push({ ...event, reason: undefined }));
  await run(clock, retry, [busy(), 'done']);
  await run(clock, retry, [busy(), busy()]);
  await run(clock, retry, [demoErrors.create('EC_DEMO_DENIED', {})]);
  expect(events.map(({ attempt, decision, error }) => [error.code, attempt, decision.kind])).toEqual([
    ['EC_DEMO_BUSY', 0, 'retry'],
    ['EC_DEMO_BUSY', 0, 'retry'],
    ['EC_DEMO_BUSY', 1, 'give-up'],
    ['EC_DEMO_DENIED', 0, 'give-up'],
  ]);
  expect(ends).toEqual([
    { duration: 250 },
    { duration: 250, handled: true, reason: undefined },
    { duration: 0, handled: false, reason: undefined },
  ]);
});

test('tries that a try holds itself count as the tries', async () => {
  const inner = setUp({ maxRetries: 1, target: 'inner' });
  const outer = setUp({ maxRetries: 1, target: 'outer' });
  const running = outer.retry.execute(() => inner.retry.execute(() => Promise.reject(busy())));
  const ended = running.catch(asEnhancedCodeError);
  await inner.clock.advance(1_000);
  await outer.clock.advance(1_000);
  await inner.clock.advance(1_000);
  expect(((await ended) as EnhancedCodeError).attempts?.map((attempt) => attempt.target)).toEqual(
    Array.from({ length: 4 }, () => 'inner'),
  );
});

test.each([
  ['maxRetries', { maxRetries: -1 }],
  ['maxRetries', { maxRetries: Number.POSITIVE_INFINITY }],
  ['initialDelayMs', { initialDelayMs: -1 }],
  ['maxDelayMs', { maxDelayMs: Number.NaN }],
  ['maxRetryAfterMs', { maxRetryAfterMs: -1 }],
])('a wrong %s is refused', (option, options) => {
  expect(() => createRetry(options)).toThrow(`Option ${option} of a recovery policy`);
});

test('without a clock of its own it waits for real', async () => {
  const retry = createRetry({ maxRetries: 1, initialDelayMs: 1 });
  expect(await retry.execute(({ attempt }) => (attempt === 0 ? Promise.reject(busy()) : 'done'))).toBe(
    'done',
  );
});

test('an option that is undefined has its default', () => {
  const again = createRetry({ maxRetries: undefined, clock: undefined } as never);
  expect(again.nextDelay({ error: demoErrors.create('EC_DEMO_BUSY', {}), attempt: 1 }).kind).toBe('retry');
  expect(again.nextDelay({ error: demoErrors.create('EC_DEMO_BUSY', {}), attempt: 2 }).kind).toBe('give-up');
});
