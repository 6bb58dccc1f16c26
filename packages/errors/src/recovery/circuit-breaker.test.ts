import { wrap } from 'cockatiel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock } from '../../test/manual-clock.ts';
import { errorErrors } from '../index.ts';
import {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitView,
  createCircuitBreaker,
  createRetry,
  type Outcome,
  type Permit,
} from './index.ts';

const START = 1_000_000;
const busy = () => demoErrors.create('EC_DEMO_BUSY', {});

/** A breaker that opens after two failures in a row for 1,000 ms. */
function setUp(options: CircuitBreakerOptions = {}) {
  const clock = manualClock(START);
  const trip = { kind: 'consecutive', failures: 2 } as const;
  return {
    clock,
    breaker: createCircuitBreaker({ clock, trip, openMs: 1_000, maxOpenMs: 4_000, ...options }),
  };
}

function acquire(breaker: CircuitBreaker, key = 'a'): Permit<Outcome> {
  const decision = breaker.tryAcquire(key);
  expect(decision.allowed).toBe(true);
  return (decision as { permit: Permit<Outcome> }).permit;
}

function settleAll(breaker: CircuitBreaker, outcomes: readonly Outcome[], key = 'a'): void {
  for (const outcome of outcomes) acquire(breaker, key).settle(outcome);
}

test('a circuit opens after failures in a row and lets nothing through', () => {
  const { breaker } = setUp();
  settleAll(breaker, ['failure', 'success', 'failure']);
  expect(breaker.view('a')).toEqual({ key: 'a', phase: 'closed' });
  settleAll(breaker, ['failure']);
  expect(breaker.view('a')).toEqual({ key: 'a', phase: 'open', retryAt: START + 1_000 });
  expect(breaker.tryAcquire('a')).toEqual({ allowed: false, retryAt: START + 1_000 });
});

test('keys have circuits of their own', () => {
  const { breaker } = setUp();
  settleAll(breaker, ['failure', 'failure'], 'a');
  expect(breaker.tryAcquire('b').allowed).toBe(true);
  expect(breaker.views().map(({ key, phase }) => [key, phase])).toEqual([
    ['a', 'open'],
    ['b', 'closed'],
  ]);
});

test('looking at a key does not remember it', () => {
  const { breaker } = setUp();
  expect(breaker.view('x').phase).toBe('closed');
  expect(breaker.views()).toEqual([]);
});

test('a call that says nothing about the target counts for nothing', () => {
  const { breaker } = setUp();
  settleAll(breaker, ['failure', 'ignored', 'failure']);
  expect(breaker.view('a').phase).toBe('open');
});

test('a permit counts once; disposing it unsettled counts for nothing', () => {
  const { breaker } = setUp();
  const permit = acquire(breaker);
  permit.settle('failure');
  permit.settle('failure');
  permit[Symbol.dispose]();
  {
    using _unsettled = acquire(breaker);
  }
  expect(breaker.view('a').phase).toBe('closed');
  settleAll(breaker, ['failure']);
  expect(breaker.view('a').phase).toBe('open');
});

test('after its time one probe is let through; its success closes the circuit', async () => {
  const { breaker, clock } = setUp();
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(999);
  expect(breaker.tryAcquire('a').allowed).toBe(false);
  await clock.advance(1);
  expect(breaker.view('a').phase).toBe('open');
  const probe = acquire(breaker);
  expect(breaker.view('a').phase).toBe('half-open');
  expect(breaker.tryAcquire('a')).toEqual({ allowed: false, retryAt: START + 2_000 });
  probe.settle('success');
  expect(breaker.view('a')).toEqual({ key: 'a', phase: 'closed' });
  settleAll(breaker, ['failure']);
  expect(breaker.view('a').phase).toBe('closed');
});

test('each failed probe doubles the time, up to a bound', async () => {
  const { breaker, clock } = setUp();
  settleAll(breaker, ['failure', 'failure']);
  for (const openMs of [1_000, 2_000, 4_000, 4_000]) {
    expect(breaker.view('a').retryAt).toBe(clock.now() + openMs);
    await clock.advance(openMs);
    settleAll(breaker, ['failure']);
    expect(breaker.view('a').phase).toBe('open');
  }
  await clock.advance(4_000);
  settleAll(breaker, ['success', 'failure', 'failure']);
  expect(breaker.view('a').retryAt).toBe(clock.now() + 1_000);
});

test('a cancelled probe frees its place and decides nothing', async () => {
  const { breaker, clock } = setUp();
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  settleAll(breaker, ['ignored']);
  expect(breaker.view('a').phase).toBe('half-open');
  settleAll(breaker, ['success']);
  expect(breaker.view('a').phase).toBe('closed');
});

test('a probe that is never settled frees its place after a while, and counts no more', async () => {
  const { breaker, clock } = setUp();
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  const lost = acquire(breaker);
  await clock.advance(999);
  expect(breaker.tryAcquire('a').allowed).toBe(false);
  await clock.advance(1);
  const second = acquire(breaker);
  lost.settle('failure');
  expect(breaker.view('a').phase).toBe('half-open');
  second.settle('success');
  expect(breaker.view('a').phase).toBe('closed');
});

test('several probes are sampled, and some of them may fail', async () => {
  const { breaker, clock } = setUp({ probes: 4, probeThreshold: 0.25 });
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  const probes = [1, 2, 3, 4].map(() => acquire(breaker));
  expect(breaker.tryAcquire('a').allowed).toBe(false);
  for (const [index, probe] of probes.entries()) probe.settle(index === 0 ? 'failure' : 'success');
  expect(breaker.view('a').phase).toBe('closed');
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  settleAll(breaker, ['failure']);
  expect(breaker.view('a').phase).toBe('half-open');
  settleAll(breaker, ['failure']);
  expect(breaker.view('a').phase).toBe('open');
});

test('a call from before the circuit opened does not touch its present state', async () => {
  const { breaker, clock } = setUp();
  const early = [acquire(breaker), acquire(breaker)];
  settleAll(breaker, ['failure', 'failure']);
  early[0]?.settle('failure');
  expect(breaker.view('a').retryAt).toBe(START + 1_000);
  await clock.advance(1_000);
  const probe = acquire(breaker);
  early[1]?.settle('success');
  expect(breaker.view('a').phase).toBe('half-open');
  probe.settle('success');
  expect(breaker.view('a').phase).toBe('closed');
});

test('by default more than half of the last 20 calls must fail, once there were five', async () => {
  const clock = manualClock(START);
  const breaker = createCircuitBreaker({ clock });
  settleAll(breaker, ['failure', 'failure', 'failure', 'failure']);
  expect(breaker.view('a').phase).toBe('closed');
  settleAll(breaker, ['failure']);
  expect(breaker.view('a')).toEqual({ key: 'a', phase: 'open', retryAt: START + 10_000 });
  const half = Array.from({ length: 20 }, (_, index): Outcome => (index % 2 === 0 ? 'success' : 'failure'));
  settleAll(breaker, [...half, ...half], 'b');
  expect(breaker.view('b').phase).toBe('closed');
  settleAll(breaker, ['failure'], 'b');
  expect(breaker.view('b').phase).toBe('open');
  for (let probe = 0; probe < 10; probe++) {
    await clock.advance(300_000);
    settleAll(breaker, ['failure'], 'a');
  }
  expect(breaker.view('a').retryAt).toBe(clock.now() + 300_000);
});

test('changes can be observed', async () => {
  const { breaker, clock } = setUp();
  const seen: CircuitView[] = [];
  const subscription = breaker.onChange((view) => seen.push(view));
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  settleAll(breaker, ['success']);
  subscription.dispose();
  settleAll(breaker, ['failure', 'failure']);
  expect(seen.map((view) => view.phase)).toEqual(['open', 'half-open', 'closed']);
  expect(seen[0]).toEqual({ key: 'a', phase: 'open', retryAt: START + 1_000 });
});

test('what is saved is taken up by another breaker, through JSON', async () => {
  const first = setUp();
  settleAll(first.breaker, ['failure', 'failure'], 'open');
  settleAll(first.breaker, ['failure'], 'shaky');
  await first.clock.advance(1_000);
  settleAll(first.breaker, ['failure'], 'open');
  const saved = JSON.parse(JSON.stringify(first.breaker.save()));
  const second = setUp({ saved, clock: first.clock });
  expect(second.breaker.view('open')).toEqual({ key: 'open', phase: 'open', retryAt: START + 3_000 });
  settleAll(second.breaker, ['failure'], 'shaky');
  expect(second.breaker.view('shaky').phase).toBe('open');
  expect(saved).toMatchObject({ format: 'enhanced-code-circuits', version: 1 });
});

test('a circuit under test is saved as one that may be tested again', async () => {
  const first = setUp();
  settleAll(first.breaker, ['failure', 'failure']);
  await first.clock.advance(1_000);
  acquire(first.breaker);
  const second = setUp({ saved: first.breaker.save(), clock: first.clock });
  expect(second.breaker.view('a').phase).toBe('open');
  acquire(second.breaker).settle('success');
  expect(second.breaker.view('a').phase).toBe('closed');
});

test('shares of calls are saved too', () => {
  const trip = { kind: 'share', threshold: 0.5, calls: 4, minimumCalls: 4 } as const;
  const first = setUp({ trip });
  settleAll(first.breaker, ['failure', 'failure', 'failure']);
  const second = setUp({ trip, saved: structuredClone(first.breaker.save()) });
  settleAll(second.breaker, ['success']);
  expect(second.breaker.view('a').phase).toBe('closed');
  settleAll(second.breaker, ['failure']);
  expect(second.breaker.view('a').phase).toBe('open');
});

test('a state that was saved under another rule counts the same calls', () => {
  const share = { kind: 'share', threshold: 0.5, calls: 4, minimumCalls: 4 } as const;
  const inRow = { kind: 'consecutive', failures: 3 } as const;
  const first = setUp({ trip: share });
  settleAll(first.breaker, ['failure', 'success', 'success', 'failure', 'failure']);
  const second = setUp({ trip: inRow, saved: first.breaker.save() });
  expect(second.breaker.view('a').phase).toBe('closed');
  settleAll(second.breaker, ['failure']);
  expect(second.breaker.view('a').phase).toBe('open');
  const third = setUp({ trip: inRow });
  settleAll(third.breaker, ['failure', 'failure']);
  const fourth = setUp({ trip: share, saved: third.breaker.save() });
  settleAll(fourth.breaker, ['success', 'failure']);
  expect(fourth.breaker.view('a').phase).toBe('open');
});

const damage = [
  null,
  'x',
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  {},
  { samples: null },
  { samples: [7, 'x'] },
];
test.each([...damage, { samples: [true, false], currentSample: 1e9 }, { samples: [], currentSample: 'x' }])(
  'a counter that was saved as %j breaks nothing',
  (counter) => {
    for (const trip of [undefined, { kind: 'consecutive', failures: 3 } as const]) {
      const saved = {
        format: 'enhanced-code-circuits',
        version: 1,
        circuits: [{ key: 'a', opens: 0, openedAt: 0, counter }],
      };
      const { breaker } = setUp({ saved, ...(trip === undefined ? {} : { trip }) });
      settleAll(breaker, ['success', 'failure', 'success', 'failure']);
      expect(breaker.view('a').phase).toBe('closed');
    }
  },
);

test('a circuit that was saved by a machine whose clock is ahead opens no later than if it had opened now', () => {
  const circuits = [{ key: 'a', opens: 1, openedAt: 1e300, counter: 0 }];
  const { breaker, clock } = setUp({ saved: { format: 'enhanced-code-circuits', version: 1, circuits } });
  expect(breaker.view('a').retryAt).toBe(clock.now() + 1_000);
  expect(breaker.tryAcquire('a')).toEqual({ allowed: false, retryAt: clock.now() + 1_000 });
});

const good = { format: 'enhanced-code-circuits', version: 1, circuits: [] };
test.each([
  ['null', null, 'it has another format'],
  ['text', 'x', 'it has another format'],
  ['another format', { ...good, format: 'x' }, 'it has another format'],
  ['no circuits', { ...good, circuits: undefined }, 'it has another format'],
  ['a newer version', { ...good, version: 2 }, 'it has another version'],
  ['a damaged circuit', { ...good, circuits: [null] }, 'a circuit in it is damaged'],
  [
    'one good circuit and a damaged one',
    { ...good, circuits: [{ key: 'a', opens: 0, openedAt: 0 }, { key: 'b' }] },
    'a circuit in it is damaged',
  ],
  ['a circuit without key', { ...good, circuits: [{ opens: 0, openedAt: 0 }] }, 'a circuit in it is damaged'],
  ['a circuit without time', { ...good, circuits: [{ key: 'a', opens: 0 }] }, 'a circuit in it is damaged'],
  [
    'fewer openings than none',
    { ...good, circuits: [{ key: 'a', opens: -1, openedAt: 0 }] },
    'a circuit in it is damaged',
  ],
  [
    'half an opening',
    { ...good, circuits: [{ key: 'a', opens: 0.5, openedAt: 0 }] },
    'a circuit in it is damaged',
  ],
])('saved state that is %s is refused', (_what, saved, reason) => {
  expect(() => setUp({ saved })).toThrow(
    `This is not the saved state of circuits that can be read here: ${reason}.`,
  );
});

test('keys are remembered up to a bound; open ones are kept before closed ones', () => {
  const { breaker } = setUp({ maxKeys: 3 });
  settleAll(breaker, ['failure', 'failure'], 'open');
  settleAll(breaker, ['success'], 'b');
  settleAll(breaker, ['success'], 'c');
  settleAll(breaker, ['success'], 'b');
  settleAll(breaker, ['success'], 'd');
  expect(breaker.views().map((view) => view.key)).toEqual(['open', 'b', 'd']);
  for (const key of ['b', 'd']) settleAll(breaker, ['failure', 'failure'], key);
  settleAll(breaker, ['success'], 'e');
  expect(breaker.views().map((view) => view.key)).toEqual(['b', 'd', 'e']);
});

test('as a policy it refuses while open and counts by the class of errors', async () => {
  const { breaker, clock } = setUp();
  const policy = breaker.policy('api');
  const call = (error?: unknown) =>
    policy
      .execute(() => (error === undefined ? 'done' : Promise.reject(error)))
      .catch((thrown: unknown) => thrown);
  expect(await call()).toBe('done');
  const denied = demoErrors.create('EC_DEMO_DENIED', {});
  const error = busy();
  for (const thrown of [error, denied, error, errorErrors.create('EC_ERRORS_ABORTED', {})]) {
    expect(await call(thrown)).toBe(thrown);
  }
  expect(breaker.view('api').phase).toBe('closed');
  await call(new TypeError('secret'));
  expect(await call()).toMatchObject({
    code: 'EC_RECOVERY_CIRCUIT_OPEN',
    details: { key: 'api', retryAt: new Date(START + 1_000).toISOString() },
    retryAfterMs: 1_000,
  });
  await clock.advance(1_000);
  expect(await call()).toBe('done');
  expect(breaker.view('api').phase).toBe('closed');
});

test('a call that the caller has aborted says nothing, whatever it failed with', async () => {
  const { breaker } = setUp();
  const controller = new AbortController();
  controller.abort();
  const policy = breaker.policy('a');
  for (let call = 0; call < 5; call++) {
    await expect(policy.execute(() => Promise.reject(busy()), controller.signal)).rejects.toThrow();
  }
  expect(breaker.view('a').phase).toBe('closed');
});

test('what an error says can be decided by the caller', async () => {
  const { breaker } = setUp({ outcomeOf: () => 'failure' });
  const policy = breaker.policy('a');
  const denied = demoErrors.create('EC_DEMO_DENIED', {});
  for (let call = 0; call < 2; call++)
    await policy.execute(() => Promise.reject(denied)).catch(() => undefined);
  expect(breaker.view('a').phase).toBe('open');
});

test('it combines with other policies through wrap', async () => {
  const { breaker, clock } = setUp();
  const retry = createRetry({ maxRetries: 5, clock, initialDelayMs: 10, random: () => 0.5 });
  const policy = wrap(retry, breaker.policy('a'));
  let calls = 0;
  const ended = policy.execute(() => {
    calls += 1;
    return calls <= 2 ? Promise.reject(busy()) : 'done';
  });
  await clock.advance(5_000);
  expect(await ended).toBe('done');
  // Two failures open the circuit; the retry then waits for as long as the circuit says.
  expect(calls).toBe(3);
});

test.each([
  ['trip.failures', { trip: { kind: 'consecutive', failures: 0 } }],
  ['trip.threshold', { trip: { kind: 'share', threshold: 0, calls: 2, minimumCalls: 1 } }],
  ['trip.threshold', { trip: { kind: 'share', threshold: 1, calls: 2, minimumCalls: 1 } }],
  ['trip.minimumCalls', { trip: { kind: 'share', threshold: 0.5, calls: 2, minimumCalls: 0 } }],
  ['trip.calls', { trip: { kind: 'share', threshold: 0.5, calls: 2, minimumCalls: 3 } }],
  ['openMs', { openMs: -1 }],
  ['maxOpenMs', { maxOpenMs: Number.NaN }],
  ['probes', { probes: 0 }],
  ['probeThreshold', { probeThreshold: 2 }],
  ['maxKeys', { maxKeys: 0 }],
] as const)('a wrong %s is refused', (option, options) => {
  expect(() => createCircuitBreaker(options)).toThrow(`Option ${option} of a recovery policy`);
});

test('whatever happens, probes in flight never exceed their number and an open circuit ends', async () => {
  const steps = fc.array(
    fc.tuple(fc.constantFrom('acquire', 'success', 'failure', 'ignored', 'wait'), fc.nat(2_000)),
    {
      maxLength: 100,
    },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const { breaker, clock } = setUp({ probes: 2 });
      const open: { permit: Permit<Outcome>; probe: number }[] = [];
      let sampling = 0;
      breaker.onChange((view) => (sampling += view.phase === 'half-open' ? 1 : 0));
      for (const [step, value] of given) {
        if (step === 'wait') await clock.advance(value);
        else if (step === 'acquire') {
          const decision = breaker.tryAcquire('a');
          const probe = breaker.view('a').phase === 'half-open' ? sampling : 0;
          if (decision.allowed) open.push({ permit: decision.permit, probe });
        } else open.splice(value % Math.max(1, open.length), 1)[0]?.permit.settle(step as Outcome);
        const inFlight = open.filter(({ probe }) => probe === sampling && probe > 0).length;
        expect(inFlight).toBeLessThanOrEqual(2);
      }
      await clock.advance(4_000);
      expect(breaker.tryAcquire('a').allowed).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('half open, as many calls are out, have succeeded or have failed as there are probes', async () => {
  const { breaker, clock } = setUp({ probes: 4, probeThreshold: 0.5 });
  settleAll(breaker, ['failure', 'failure']);
  await clock.advance(1_000);
  acquire(breaker).settle('success');
  acquire(breaker).settle('failure');
  const out = [acquire(breaker), acquire(breaker)];
  expect(breaker.tryAcquire('a').allowed).toBe(false);
  // A call that says nothing gives its place to another.
  out[0]?.settle('ignored');
  acquire(breaker);
  expect(breaker.tryAcquire('a').allowed).toBe(false);
  expect(breaker.view('a').phase).toBe('half-open');
});

test('of closed circuits the one that was unused for longest is forgotten, whatever was made first', () => {
  const { breaker } = setUp({ maxKeys: 3 });
  for (const key of ['a', 'b', 'c', 'a', 'b', 'd', 'a', 'e']) settleAll(breaker, ['success'], key);
  expect(breaker.views().map((view) => view.key)).toEqual(['a', 'd', 'e']);
});
