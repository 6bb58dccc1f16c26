import { afterEach, expect, test, vi } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock, settle } from '../../test/manual-clock.ts';
import { createRetry, systemClock } from './index.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('the clock of this machine tells its time', () => {
  vi.useFakeTimers({ now: 1_234 });
  expect(systemClock.now()).toBe(1_234);
});

test('the clock of this machine calls back once, after the time asked for', () => {
  vi.useFakeTimers();
  let calls = 0;
  systemClock.after(50, () => (calls += 1));
  vi.advanceTimersByTime(49);
  expect(calls).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(calls).toBe(1);
});

test('a callback that was taken back never comes', () => {
  vi.useFakeTimers();
  let calls = 0;
  const cancel = systemClock.after(50, () => (calls += 1));
  cancel();
  vi.advanceTimersByTime(1_000);
  expect({ calls, timers: vi.getTimerCount() }).toEqual({ calls: 0, timers: 0 });
});

test('a delay beyond what a timer can hold does not fire at once', () => {
  vi.useFakeTimers();
  let calls = 0;
  systemClock.after(Number.POSITIVE_INFINITY, () => (calls += 1));
  vi.advanceTimersByTime(1_000_000);
  expect(calls).toBe(0);
  vi.advanceTimersByTime(2 ** 31);
  expect(calls).toBe(1);
});

test('an abort between a failed try and its wait starts no timer', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const retry = createRetry({ clock });
  retry.onDecision(() => controller.abort());
  const ended = retry.execute(() => Promise.reject(demoErrors.create('EC_DEMO_BUSY', {})), controller.signal);
  await expect(ended).rejects.toMatchObject({ code: 'EC_ERRORS_ABORTED' });
  await settle();
  expect(clock.pending).toBe(0);
});
