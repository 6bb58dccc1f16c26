import { expect, test } from 'vitest';
import { manualClock, settle } from '../../test/manual-clock.ts';
import { createBulkhead, type Permit } from './index.ts';

/** Takes a place that must be there. */
function take(permit: Permit | undefined): Permit {
  expect(permit).toBeDefined();
  return permit as Permit;
}

test('as many calls run at once as there are places', async () => {
  const bulkhead = createBulkhead({ limit: 2 });
  const first = take(bulkhead.tryAcquire());
  take(bulkhead.tryAcquire());
  expect(bulkhead.tryAcquire()).toBeUndefined();
  expect(bulkhead.free()).toEqual({ running: 0, queued: 0 });
  first.settle();
  await settle();
  expect(bulkhead.free().running).toBe(1);
  take(bulkhead.tryAcquire());
});

test('a permit gives its place back once', async () => {
  const bulkhead = createBulkhead({ limit: 2 });
  const first = take(bulkhead.tryAcquire());
  take(bulkhead.tryAcquire());
  first.settle();
  first.settle();
  first[Symbol.dispose]();
  await settle();
  expect(bulkhead.free().running).toBe(1);
});

test('calls wait in order, and what is refused for want of a place is said', async () => {
  const bulkhead = createBulkhead({ limit: 1, queue: 2 });
  let rejected = 0;
  bulkhead.onReject(() => (rejected += 1));
  const order: string[] = [];
  const first = await bulkhead.acquire();
  const waiting = ['b', 'c'].map(async (name) => {
    using _permit = await bulkhead.acquire();
    order.push(name);
  });
  expect(bulkhead.free()).toEqual({ running: 0, queued: 0 });
  await expect(bulkhead.acquire()).rejects.toMatchObject({
    code: 'EC_RECOVERY_BULKHEAD_FULL',
    details: { limit: 1, queue: 2 },
  });
  expect(rejected).toBe(1);
  first.settle();
  await Promise.all(waiting);
  await settle();
  expect(order).toEqual(['b', 'c']);
  expect(bulkhead.free()).toEqual({ running: 1, queued: 2 });
});

test('a call that is aborted while it waits is told at once, and its turn goes to the next', async () => {
  const bulkhead = createBulkhead({ limit: 1, queue: 2 });
  const first = await bulkhead.acquire();
  const controller = new AbortController();
  const aborted = bulkhead.acquire(controller.signal).catch((error: unknown) => error);
  const next = bulkhead.acquire();
  controller.abort();
  expect(await aborted).toMatchObject({ code: 'EC_ERRORS_ABORTED' });
  first.settle();
  (await next).settle();
  await settle();
  expect(bulkhead.free()).toEqual({ running: 1, queued: 2 });
});

test('a call that was aborted before gets no place', async () => {
  const bulkhead = createBulkhead({ limit: 1 });
  await expect(bulkhead.acquire(AbortSignal.abort())).rejects.toMatchObject({ code: 'EC_ERRORS_ABORTED' });
  expect(bulkhead.free().running).toBe(1);
});

test('an abort after a place was taken takes nothing away', async () => {
  const bulkhead = createBulkhead({ limit: 1 });
  const controller = new AbortController();
  const permit = await bulkhead.acquire(controller.signal);
  controller.abort();
  await settle();
  expect(bulkhead.free().running).toBe(0);
  permit.settle();
  await settle();
  expect(bulkhead.free().running).toBe(1);
});

test('as a policy it holds the place while the action runs, and gives it back when that fails', async () => {
  const clock = manualClock();
  const bulkhead = createBulkhead({ limit: 1, clock });
  const failures: unknown[] = [];
  bulkhead.onFailure((event) => failures.push(event.handled));
  const seen = await bulkhead.execute(() => bulkhead.free().running);
  expect(seen).toBe(0);
  await settle();
  await expect(bulkhead.execute(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
  await settle();
  expect(bulkhead.free().running).toBe(1);
  expect(failures).toEqual([true]);
  const { signal } = new AbortController();
  expect(await bulkhead.execute((context) => context.signal === signal, signal)).toBe(true);
});

test('who comes while a place changes hands does not overtake those who wait', async () => {
  const bulkhead = createBulkhead({ limit: 1, queue: 2 });
  const order: string[] = [];
  const first = await bulkhead.acquire();
  const waiting = ['b', 'c'].map((name) => bulkhead.execute(() => order.push(name)));
  first.settle();
  expect(bulkhead.tryAcquire()).toBeUndefined();
  const late: Promise<unknown>[] = [];
  for (let turn = 0; turn < 6; turn++) {
    await Promise.resolve();
    late.push(bulkhead.execute(() => order.push('late')).catch((error: unknown) => error));
  }
  await Promise.all([...waiting, ...late]);
  expect(order.slice(0, 2)).toEqual(['b', 'c']);
  expect(bulkhead.free()).toEqual({ running: 1, queued: 2 });
});

test('a place that is given back is free at once', () => {
  const bulkhead = createBulkhead({ limit: 1 });
  for (let turn = 0; turn < 3; turn++) take(bulkhead.tryAcquire()).settle();
  expect(bulkhead.free()).toEqual({ running: 1, queued: 0 });
});

test('a wait that is aborted leaves no listener, nor does one that gets its place', async () => {
  const bulkhead = createBulkhead({ limit: 1, queue: 1 });
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const counted = new Proxy(signal, {
    get: (target, name) => {
      if (name === 'addEventListener') return (_type: string, listener: unknown) => listeners.add(listener);
      if (name === 'removeEventListener')
        return (_type: string, listener: unknown) => listeners.delete(listener);
      return Reflect.get(target, name, target);
    },
  });
  const first = await bulkhead.acquire(counted);
  const second = bulkhead.acquire(counted);
  expect(listeners.size).toBe(1);
  first.settle();
  (await second).settle();
  expect(listeners.size).toBe(0);
});

test('no more than the limit ever run at once', async () => {
  const bulkhead = createBulkhead({ limit: 3, queue: 100 });
  let running = 0;
  let most = 0;
  const calls = Array.from({ length: 50 }, (_, index) =>
    bulkhead.execute(async () => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < index % 7; turn++) await Promise.resolve();
      running -= 1;
      return index;
    }),
  );
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  expect(most).toBe(3);
});

test.each([
  ['limit', { limit: 0 }],
  ['limit', { limit: 1.5 }],
  ['queue', { limit: 1, queue: -1 }],
])('a wrong %s is refused', (option, options) => {
  expect(() => createBulkhead(options)).toThrow(`Option ${option} of a recovery policy`);
});
