import { handleAll, TimeoutStrategy, retry as theirRetry, timeout } from 'cockatiel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock, settle } from '../../test/manual-clock.ts';
import {
  defineErrors,
  type EnhancedCodeError,
  errorErrors,
  fromJSON,
  isEnhancedCodeError,
  toJSON,
} from '../index.ts';
import {
  createAggregate,
  createBulkhead,
  createCircuitBreaker,
  createDeadlinePolicy,
  createFallback,
  createRetry,
  createRetryBudget,
  mayRetry,
  outcomeOf,
  wrap,
} from './index.ts';

const busy = () => demoErrors.create('EC_DEMO_BUSY', {}) as EnhancedCodeError;
const denied = () => demoErrors.create('EC_DEMO_DENIED', {}) as EnhancedCodeError;

/** All policies around one action, on one clock. */
function everything() {
  const clock = manualClock();
  const budget = createRetryBudget({ floor: 1_000_000, clock });
  const breaker = createCircuitBreaker({ clock, openMs: 1_000 });
  const bulkhead = createBulkhead({ limit: 2, queue: 50, clock });
  const retry = createRetry({ clock, budget, maxRetries: 2, initialDelayMs: 10, random: () => 0.5 });
  const fallback = createFallback({ targets: ['a', 'b'], clock });
  const run = <T>(
    action: (target: string, signal: AbortSignal) => PromiseLike<T> | T,
    signal?: AbortSignal,
  ) =>
    fallback.execute(({ target, signal: outer }) => {
      const deadline = createDeadlinePolicy({ totalMs: 100 }, { clock });
      const policy = wrap(retry, breaker.policy(target), bulkhead, deadline);
      return policy.execute(({ signal: inner }) => action(target, inner), outer);
    }, signal);
  return { clock, breaker, bulkhead, run };
}

test('all policies together answer with the first target that works', async () => {
  const { clock, run } = everything();
  const ended = run((target) => (target === 'b' ? target : Promise.reject(busy())));
  await clock.advance(1_000);
  expect(await ended).toBe('b');
  expect(clock.pending).toBe(0);
});

test('all policies together fail with the first error and every try of every target', async () => {
  const { clock, run } = everything();
  const ended = run((target) => Promise.reject(target === 'a' ? busy() : new TypeError('secret')));
  const caught = ended.catch((error: unknown) => error);
  await clock.advance(1_000);
  const error = (await caught) as EnhancedCodeError;
  expect(error.code).toBe('EC_DEMO_BUSY');
  expect(error.attempts?.map((attempt) => attempt.class)).toEqual([
    'rate_limit',
    'rate_limit',
    'rate_limit',
    'internal',
  ]);
  expect(toJSON(fromJSON(JSON.parse(JSON.stringify(error))))).toEqual(toJSON(error));
});

test('a target that hangs is given up at its deadline, and the next one answers', async () => {
  const { clock, run } = everything();
  const ended = run((target) => (target === 'b' ? 'late' : new Promise<string>(() => undefined)));
  await clock.advance(10_000);
  expect(await ended).toBe('late');
  expect(clock.pending).toBe(0);
});

test('whatever happens to a call, it settles with a value or an error and leaves nothing behind', async () => {
  const ends = fc.constantFrom('value', 'busy', 'denied', 'foreign', 'hang');
  const plans = fc.array(fc.record({ end: ends, abortAfter: fc.option(fc.nat(200)) }), {
    minLength: 1,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(plans, async (calls) => {
      const { clock, bulkhead, run } = everything();
      const settled = calls.map(async ({ end, abortAfter }) => {
        const controller = new AbortController();
        if (abortAfter !== null) clock.after(abortAfter, () => controller.abort());
        const action = () => {
          if (end === 'busy') throw busy();
          if (end === 'denied') throw denied();
          if (end === 'foreign') throw new RangeError('secret');
          return end === 'hang' ? new Promise<string>(() => undefined) : 'value';
        };
        return run(action, controller.signal).then(
          (value) => value === 'value',
          (error: unknown) => isEnhancedCodeError(error) || error instanceof RangeError,
        );
      });
      await clock.advance(100_000);
      expect((await Promise.all(settled)).every(Boolean)).toBe(true);
      await settle();
      expect(clock.pending).toBe(0);
      expect(bulkhead.free()).toEqual({ running: 2, queued: 50 });
    }),
    { numRuns: 40 },
  );
});

test('two thousand cancelled calls leave no timer', async () => {
  const { clock, run, bulkhead } = everything();
  for (let call = 0; call < 2_000; call++) {
    const controller = new AbortController();
    const ended = run(() => new Promise(() => undefined), controller.signal).catch((error: unknown) => error);
    controller.abort();
    const error = await ended;
    if (call % 100 === 0) expect(error).toMatchObject({ code: 'EC_ERRORS_ABORTED' });
  }
  await settle();
  expect(clock.pending).toBe(0);
  expect(bulkhead.free()).toEqual({ running: 2, queued: 50 });
});

test("policies of cockatiel's own combine with ours", async () => {
  const clock = manualClock();
  const own = createRetry({ clock, maxRetries: 1, random: () => 0 });
  const limited = wrap(
    timeout(10_000, TimeoutStrategy.Cooperative),
    theirRetry(handleAll, { maxAttempts: 0 }),
    own,
  );
  let calls = 0;
  const ended = limited.execute(() => {
    calls += 1;
    return calls === 1 ? Promise.reject(busy()) : 'done';
  });
  await clock.advance(1);
  expect(await ended).toBe('done');
});

test('an aggregate is its primary error with the attempts', () => {
  const raw = new TypeError('secret');
  const errors = [denied()];
  const primary = demoErrors.create(
    'EC_DEMO_BUSY',
    {},
    { cause: raw, errors, retryAfterMs: 5, origin: 'api', unsafe: 7 },
  );
  const attempts = [{ target: 'a', class: 'rate_limit', latencyMs: 1 }] as const;
  const aggregate = createAggregate(primary, attempts);
  expect(toJSON(aggregate)).toEqual({ ...toJSON(primary as EnhancedCodeError), attempts });
  expect(aggregate.stack).toBe(primary.stack);
  expect([aggregate.unsafe(), aggregate.unsafe('cause')]).toEqual([7, raw]);
});

test('an aggregate of something foreign is unexpected, and keeps the original out of sight', () => {
  const raw = new TypeError('secret');
  const aggregate = createAggregate(raw, []);
  expect(aggregate).toMatchObject({
    code: 'EC_ERRORS_UNEXPECTED',
    attempts: [],
    details: { name: 'TypeError' },
  });
  expect(aggregate.unsafe('cause')).toBe(raw);
  const revived = fromJSON(toJSON(createAggregate(busy(), [])));
  expect(createAggregate(revived, [])).toMatchObject({ code: 'EC_DEMO_BUSY' });
});

test('what an error says about its target depends on its class', () => {
  expect(outcomeOf(busy())).toBe('failure');
  expect(outcomeOf(denied())).toBe('success');
  expect(outcomeOf(new TypeError('x'))).toBe('failure');
  expect(outcomeOf(errorErrors.create('EC_ERRORS_ABORTED', {}))).toBe('ignored');
  expect(outcomeOf(AbortSignal.abort().reason)).toBe('ignored');
  expect(mayRetry(busy())).toBe(true);
  expect(mayRetry(denied())).toBe(false);
});

test('an error that says itself that it was cancelled is kept by every policy that is aborted', async () => {
  const ours = defineErrors('stopped', {
    EC_STOPPED_BY_USER: { ...demoErrors.entries.EC_DEMO_BUSY, class: 'aborted', retryable: false },
  });
  const own = ours.create('EC_STOPPED_BY_USER', {});
  const policies = [
    createRetry(),
    createFallback({ targets: ['a', 'b'] }),
    createBulkhead({ limit: 1 }),
    createCircuitBreaker().policy('a'),
  ];
  for (const policy of policies) {
    const caught = await policy.execute(() => Promise.reject(own)).catch((error: unknown) => error);
    expect(ours.is(caught, 'EC_STOPPED_BY_USER')).toBe(true);
  }
  const deadline = createDeadlinePolicy({ totalMs: 10 });
  const caught = await deadline.execute(() => 7, AbortSignal.abort(own)).catch((error: unknown) => error);
  expect(caught).toBe(own);
  expect(createCircuitBreaker().view('a').phase).toBe('closed');
});
