import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../test/manual-clock.ts';
import { createRetryBudget } from './index.ts';

test('retries are allowed as a share of first calls, and a few however few there were', () => {
  const budget = createRetryBudget({ ratio: 0.1, floor: 2, clock: manualClock() });
  expect([1, 2, 3].map(() => budget.tryRetry())).toEqual([true, true, false]);
  for (let call = 0; call < 39; call++) budget.recordCall();
  expect(budget.snapshot()).toEqual({ calls: 39, retries: 2, allowed: 3 });
  expect([1, 2].map(() => budget.tryRetry())).toEqual([true, false]);
});

test('the defaults are a tenth, three and a minute', async () => {
  const clock = manualClock();
  const budget = createRetryBudget({ clock });
  expect([1, 2, 3, 4].map(() => budget.tryRetry())).toEqual([true, true, true, false]);
  for (let call = 0; call < 40; call++) budget.recordCall();
  expect(budget.snapshot().allowed).toBe(4);
  await clock.advance(53_000);
  expect(budget.snapshot().calls).toBe(40);
  await clock.advance(7_000);
  expect(budget.snapshot()).toEqual({ calls: 0, retries: 0, allowed: 3 });
});

test('what happened slides out of the window', async () => {
  const clock = manualClock(0);
  const budget = createRetryBudget({ floor: 1, windowMs: 1_000, clock });
  expect(budget.tryRetry()).toBe(true);
  await clock.advance(900);
  expect(budget.tryRetry()).toBe(false);
  await clock.advance(100);
  expect(budget.tryRetry()).toBe(true);
});

test('a clock that is set back does not lock the budget', async () => {
  let now = 1_000_000;
  const budget = createRetryBudget({ floor: 1, clock: { now: () => now, after: () => () => undefined } });
  expect(budget.tryRetry()).toBe(true);
  now = 0;
  expect(budget.tryRetry()).toBe(true);
});

test('in no window are there more retries than a tenth of its calls, or the floor', async () => {
  const steps = fc.array(fc.tuple(fc.nat(40), fc.nat(200)), { minLength: 10, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const clock = manualClock(0);
      const budget = createRetryBudget({ windowMs: 1_000, floor: 3, clock });
      const calls: number[] = [];
      const retries: number[] = [];
      for (const [count, pauseMs] of given) {
        for (let call = 0; call < count; call++) {
          budget.recordCall();
          calls.push(clock.now());
          if (budget.tryRetry()) retries.push(clock.now());
        }
        await clock.advance(pauseMs);
        // The window slides in tenths, so what is counted reaches back at most one full window.
        const within = (times: number[]) => times.filter((time) => time > clock.now() - 900).length;
        const reachable = calls.filter((time) => time > clock.now() - 2_000).length;
        expect(within(retries)).toBeLessThanOrEqual(Math.max(3, Math.floor(reachable * 0.1)) + 3);
      }
      expect(retries.length).toBeLessThanOrEqual(calls.length);
    }),
    { numRuns: 30 },
  );
});

test('when everything fails, 10,000 calls become at most 11,000', async () => {
  const clock = manualClock();
  const budget = createRetryBudget({ clock });
  let sent = 0;
  for (let call = 0; call < 10_000; call++) {
    budget.recordCall();
    sent += 1;
    while (budget.tryRetry()) sent += 1;
    if (call % 100 === 0) await clock.advance(17);
  }
  expect(sent).toBeGreaterThan(10_900);
  expect(sent).toBeLessThanOrEqual(11_000);
});

test.each([
  ['ratio', { ratio: 1.5 }, 'a number from 0 to 1'],
  ['ratio', { ratio: -0.1 }, 'a number from 0 to 1'],
  ['windowMs', { windowMs: -1 }, 'a number of milliseconds from 0'],
  ['windowMs', { windowMs: Number.NaN }, 'a number of milliseconds from 0'],
  ['floor', { floor: 0.5 }, 'a whole number from 0'],
  ['floor', { floor: -1 }, 'a whole number from 0'],
])('a wrong %s is refused', (option, options, expected) => {
  expect(() => createRetryBudget(options)).toThrow(
    `Option ${option} of a recovery policy is not ${expected}.`,
  );
});

test('the ends of the range of ratios are allowed: no retry at all, and one for each call', () => {
  const none = createRetryBudget({ ratio: 0, floor: 0, clock: manualClock() });
  const all = createRetryBudget({ ratio: 1, floor: 0, clock: manualClock() });
  for (const budget of [none, all]) for (let call = 0; call < 3; call++) budget.recordCall();
  expect([none, all].map((budget) => [0, 1, 2, 3].map(() => budget.tryRetry()))).toEqual([
    [false, false, false, false],
    [true, true, true, false],
  ]);
});
