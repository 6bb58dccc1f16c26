import {
  BrokenCircuitError,
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  fallback,
  handleAll,
  handleWhen,
  type IDefaultPolicyContext,
  type IPolicy,
  retry,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel';
import { describe, expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock, settle } from '../../test/manual-clock.ts';
import { errorErrors, isEnhancedCodeError } from '../index.ts';
import {
  createBulkhead,
  createCircuitBreaker,
  createDeadlinePolicy,
  createFallback,
  createRetry,
  wrap,
} from './index.ts';

/** Any policy, whoever made it. */
type AnyPolicy = IPolicy<IDefaultPolicyContext, unknown>;

const busy = () => demoErrors.create('EC_DEMO_BUSY', {});

/** Ours by name, each as tolerant as it can be. */
const ours: Readonly<Record<string, () => AnyPolicy>> = {
  retry: () => createRetry({ maxRetries: 2, initialDelayMs: 0 }),
  'circuit breaker': () => createCircuitBreaker().policy('a'),
  bulkhead: () => createBulkhead({ limit: 2 }),
  deadlines: () => createDeadlinePolicy({ totalMs: 10_000 }),
  fallback: () => createFallback({ targets: ['a', 'b'] }),
};

/** Theirs by name. */
const theirs: Readonly<Record<string, () => AnyPolicy>> = {
  retry: () => retry(handleAll, { maxAttempts: 2 }),
  'circuit breaker': () =>
    circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) }),
  bulkhead: () => bulkhead(2),
  timeout: () => timeout(10_000, TimeoutStrategy.Aggressive),
  fallback: () =>
    fallback(
      handleWhen(() => false),
      'never',
    ),
};

const pairs = Object.keys(ours).flatMap((own) => Object.keys(theirs).map((other) => [own, other] as const));

describe.each(pairs)('our %s and their %s', (own, other) => {
  const makers = [
    ['ours inside theirs', () => wrap(theirs[other]?.() as AnyPolicy, ours[own]?.() as AnyPolicy)],
    ['theirs inside ours', () => wrap(ours[own]?.() as AnyPolicy, theirs[other]?.() as AnyPolicy)],
  ] as const;

  test.each(makers)('%s: a value and the reason of a failure come through', async (_order, make) => {
    expect(await make().execute(() => 7)).toBe(7);
    const denied = demoErrors.create('EC_DEMO_DENIED', {});
    const caught = await make()
      .execute(() => Promise.reject(denied))
      .catch((error: unknown) => error);
    expect(demoErrors.is(caught, 'EC_DEMO_DENIED')).toBe(true);
  });

  test.each(makers)('%s: the signal of the caller reaches the action', async (_order, make) => {
    const controller = new AbortController();
    const seen = make().execute(
      ({ signal }) =>
        new Promise<string>((resolve) => {
          signal.addEventListener('abort', () => resolve('aborted'));
          controller.abort();
        }),
      controller.signal,
    );
    // Deadlines and their aggressive timeout end the call themselves; the others wait for the action.
    const end = await seen.catch((error: unknown) => error);
    const ended = errorErrors.is(end, 'EC_ERRORS_ABORTED') || end instanceof TaskCancelledError;
    expect(end === 'aborted' || ended).toBe(true);
  });

  test.each(makers)('%s: the outer one reports how a call ended', async (order, make) => {
    const policy = make();
    let reported = 0;
    policy.onSuccess(() => (reported += 1));
    await policy.execute(() => 7);
    // Their bulkhead has this event and never fires it.
    expect(reported).toBe(other === 'bulkhead' && order === 'ours inside theirs' ? 0 : 1);
  });
});

test('our retry inside their breaker counts as one call, their breaker inside our retry as several', async () => {
  const breaker = () =>
    circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(3) });
  const again = createRetry({ maxRetries: 2, initialDelayMs: 0 });
  let calls = 0;
  const fail = () => {
    calls += 1;
    return Promise.reject(busy());
  };
  const outer = breaker();
  await wrap(outer, again)
    .execute(fail)
    .catch(() => undefined);
  expect([calls, outer.state]).toEqual([3, 0]);
  const inner = breaker();
  await wrap(again, inner)
    .execute(fail)
    .catch(() => undefined);
  expect([calls, inner.state]).toEqual([6, 1]);
});

test('their retry around our breaker sees that it is open, and does not get through', async () => {
  const clock = manualClock();
  const breaker = createCircuitBreaker({ clock, trip: { kind: 'consecutive', failures: 2 } });
  let calls = 0;
  const caught = await wrap(retry(handleAll, { maxAttempts: 5 }), breaker.policy('a'))
    .execute(() => {
      calls += 1;
      return Promise.reject(busy());
    })
    .catch((error: unknown) => error);
  expect(calls).toBe(2);
  expect(caught).toMatchObject({ code: 'EC_RECOVERY_CIRCUIT_OPEN' });
});

test('what their policies raise is not retried by ours, and comes out as it was', async () => {
  const open = circuitBreaker(handleAll, { halfOpenAfter: 60_000, breaker: new ConsecutiveBreaker(1) });
  await open.execute(() => Promise.reject(busy())).catch(() => undefined);
  const again = createRetry({ maxRetries: 3, initialDelayMs: 0 });
  const decisions: unknown[] = [];
  again.onDecision(({ decision, error }) => decisions.push([decision, error.code]));
  await expect(wrap(again, open).execute(() => 7)).rejects.toBeInstanceOf(BrokenCircuitError);
  expect(decisions).toEqual([[{ kind: 'give-up', reason: 'not-retryable' }, 'EC_ERRORS_UNEXPECTED']]);
});

test('contexts of both are merged: attempt of ours, target of ours, signal of theirs', async () => {
  const policy = wrap(
    createFallback({ targets: ['a', 'b'] }),
    timeout(10_000, TimeoutStrategy.Cooperative),
    createRetry({ maxRetries: 1, initialDelayMs: 0 }),
  );
  const seen: unknown[] = [];
  const end = await policy.execute(({ attempt, target, signal }) => {
    seen.push([target, attempt, signal.aborted]);
    return target === 'b' ? 'done' : Promise.reject(busy());
  });
  expect(end).toBe('done');
  expect(seen).toEqual([
    ['a', 0, false],
    ['a', 1, false],
    ['b', 0, false],
  ]);
});

test('calls that are watched are timed by the injected clock, calls that are not are not timed', async () => {
  const clock = manualClock();
  let reads = 0;
  const now = () => {
    reads += 1;
    return clock.now();
  };
  const counted = { now, after: clock.after };
  const places = createBulkhead({ limit: 1, clock: counted });
  await places.execute(() => 7);
  expect(reads).toBe(0);
  const durations: number[] = [];
  const listener = places.onSuccess(({ duration }) => durations.push(duration));
  const ended = places.execute(() => new Promise((resolve) => clock.after(30, () => resolve(7))));
  await clock.advance(30);
  await ended;
  expect(durations).toEqual([30]);
  listener.dispose();
  await places.execute(() => 7);
  expect([durations.length, reads]).toEqual([1, 2]);
});

test('an action that throws at once is a rejection in every policy of ours', async () => {
  for (const make of Object.values(ours)) {
    const ended = make().execute(() => {
      throw demoErrors.create('EC_DEMO_DENIED', {});
    });
    expect(isEnhancedCodeError(await ended.catch((error: unknown) => error))).toBe(true);
  }
  await settle();
});
