import { afterEach, expect, test, vi } from 'vitest';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { never } from '../test/sample.ts';
import { attempt, systemClock, waitFor } from './clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('work that ends in time gives its value or its error, and takes its timer back', async () => {
  const clock = fakeClock();
  const error = new RangeError('no');
  expect(await waitFor(clock, 10, Promise.resolve('x')).ending).toEqual({ kind: 'done', value: 'x' });
  expect(await waitFor(clock, 10, Promise.reject(error)).ending).toEqual({ kind: 'threw', error });
  expect(clock.waiting()).toBe(0);
});

test('work that takes too long is late, and its own end is nobody’s concern', async () => {
  const clock = fakeClock();
  const { promise, reject } = Promise.withResolvers<void>();
  const { ending } = waitFor(clock, 10, promise);
  await clock.advance(10);
  expect(await ending).toEqual({ kind: 'late' });
  reject(new RangeError('late'));
  await settled();
});

test('a wait can be shortened, and not any more once it is over', async () => {
  const clock = fakeClock(0);
  const { ending, shorten } = waitFor(clock, 100, never<void>());
  const ended = ending.then(() => clock.now());
  await clock.advance(10);
  shorten(5);
  expect(clock.waiting()).toBe(1);
  await clock.advance(200);
  expect(await ended).toBe(15);
  shorten(5);
  expect(clock.waiting()).toBe(0);
});

test('an attempt calls in the same turn, and what is thrown is a rejection', async () => {
  let called = false;
  const value = attempt(() => {
    called = true;
    return Promise.resolve(7);
  });
  expect(called).toBe(true);
  expect(await value).toBe(7);
  const error = new RangeError('no');
  const failing = attempt(() => {
    throw error;
  });
  await expect(failing).rejects.toBe(error);
});

test('the real clock waits, can be called off and holds no longer than a timer can', () => {
  vi.useFakeTimers({ now: 5_000 });
  const calls: string[] = [];
  systemClock.after(10, () => calls.push('ten'));
  const cancel = systemClock.after(10, () => calls.push('cancelled'));
  systemClock.after(2 ** 40, () => calls.push('far'), { idle: true });
  cancel();
  expect(systemClock.now()).toBe(5_000);
  vi.advanceTimersByTime(10);
  expect(calls).toEqual(['ten']);
  vi.advanceTimersByTime(2 ** 31 - 1);
  expect(calls).toEqual(['ten', 'far']);
});
