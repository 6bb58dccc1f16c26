import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { abortableIterable } from './abortable.ts';

/** Counts up to a limit, then waits until it is told to stop. */
function counting(limit: number) {
  const log: string[] = [];
  const start = async function* (signal: AbortSignal): AsyncGenerator<number> {
    try {
      for (let count = 1; count <= limit && !signal.aborted; count += 1) yield count;
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
    } finally {
      log.push('freed');
    }
  };
  return { start, log };
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('a loop that is left frees what it held, also while it waits', async () => {
  const { start, log } = counting(1);
  const items = abortableIterable(start);
  expect(await items.next()).toEqual({ done: false, value: 1 });
  const waiting = items.next();
  await items.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(log).toEqual(['freed']);
});

test('the signal of the caller ends it, and keeps no listener of it', async () => {
  const controller = new AbortController();
  const { start, log } = counting(2);
  const items = abortableIterable(start, controller.signal);
  expect(listeners(controller.signal)).toBe(1);
  await items.next();
  await items.next();
  const waiting = items.next();
  controller.abort();
  expect((await waiting).done).toBe(true);
  expect(log).toEqual(['freed']);
  expect(listeners(controller.signal)).toBe(0);
});

test('a signal that was aborted before starts nothing', async () => {
  const { start } = counting(2);
  const items = abortableIterable(start, AbortSignal.abort());
  expect((await items.next()).done).toBe(true);
});

test('an error ends it and keeps no listener', async () => {
  const controller = new AbortController();
  const items = abortableIterable(async function* (): AsyncGenerator<number> {
    yield 1;
    throw new RangeError('broken');
  }, controller.signal);
  await items.next();
  await expect(items.next()).rejects.toThrow('broken');
  expect(listeners(controller.signal)).toBe(0);
});

test('breaking out of a for-await loop keeps no listener', async () => {
  const controller = new AbortController();
  const { start, log } = counting(5);
  const seen: number[] = [];
  for await (const item of abortableIterable(start, controller.signal)) {
    seen.push(item);
    if (item === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
  expect(log).toEqual(['freed']);
  expect(listeners(controller.signal)).toBe(0);
});
