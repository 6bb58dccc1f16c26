import { afterEach, expect, test, vi } from 'vitest';
import { fakeClock, settled } from '../test/fake-clock.ts';
import { never } from '../test/sample.ts';
import { systemClock, within } from './clock.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('work that ends in time gives its value or its error, and takes its timer back', async () => {
  const clock = fakeClock();
  expect(await within({ clock, ms: 10 }, () => 7)).toEqual({ kind: 'done', value: 7 });
  expect(await within({ clock, ms: 10 }, async () => 'x')).toEqual({ kind: 'done', value: 'x' });
  const error = new RangeError('no');
  const thrown = await within({ clock, ms: 10 }, () => {
    throw error;
  });
  expect(thrown).toEqual({ kind: 'threw', error });
  expect(await within({ clock, ms: 10 }, () => Promise.reject(error))).toEqual({ kind: 'threw', error });
  expect(clock.waiting()).toBe(0);
});

test('work that takes too long is late, and its own end is nobody’s concern', async () => {
  const clock = fakeClock();
  let fail = () => {};
  const ending = within(
    { clock, ms: 10 },
    () =>
      new Promise<void>((_, reject) => {
        fail = () => reject(new RangeError('late'));
      }),
  );
  await clock.advance(10);
  expect(await ending).toEqual({ kind: 'late' });
  fail();
  await settled();
});

test('an abort shortens the wait to the grace, never lengthens it, and is no longer listened to', async () => {
  for (const [ms, graceMs, expected] of [
    [100, 5, 15],
    [100, undefined, 10],
    [20, 50, 30],
  ] as const) {
    const clock = fakeClock(0);
    const controller = new AbortController();
    const limit = { clock, ms, signal: controller.signal, ...(graceMs !== undefined && { graceMs }) };
    const ended = within(limit, () => never<void>()).then(() => clock.now());
    await clock.advance(10);
    controller.abort();
    await clock.advance(200);
    expect(await ended).toBe(expected);
    expect(clock.waiting()).toBe(0);
  }
});

test('work begins in the same turn, also under a signal that is aborted already', async () => {
  const clock = fakeClock();
  let begun = false;
  const ending = within({ clock, ms: 10, signal: AbortSignal.abort() }, () => {
    begun = true;
    return never<void>();
  });
  expect(begun).toBe(true);
  await clock.advance(0);
  expect(await ending).toEqual({ kind: 'late' });
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
