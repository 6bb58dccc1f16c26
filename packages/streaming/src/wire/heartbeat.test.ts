import { manualClock } from '@enhanced-code/llm/testing';
import { expect, test } from 'vitest';
import { heartbeat, withHeartbeats } from './heartbeat.ts';

/** A source whose items a test hands out one by one. */
function handSource<Item>() {
  const waiting: ((result: IteratorResult<Item>) => void)[] = [];
  let returned = 0;
  const source: AsyncIterable<Item> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise((resolve) => waiting.push(resolve)),
      async return() {
        returned += 1;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    get asked() {
      return waiting.length;
    },
    get returned() {
      return returned;
    },
    give: (value: Item) => waiting.shift()?.({ done: false, value }),
    end: () => waiting.shift()?.({ done: true, value: undefined }),
  };
}

const settle = () => new Promise(setImmediate);

test('items pass as they come, without a heartbeat between quick ones', async () => {
  const clock = manualClock();
  const hand = handSource<number>();
  const beats = withHeartbeats(hand.source, 100, clock);
  for (const value of [1, 2, 3]) {
    const next = beats.next();
    await settle();
    clock.advance(99);
    hand.give(value);
    expect(await next).toEqual({ done: false, value });
  }
  expect(clock.pending).toBe(0);
});

test('silence brings heartbeats, and the item that was waited for is not lost', async () => {
  const clock = manualClock();
  const hand = handSource<string>();
  const beats = withHeartbeats(hand.source, 100, clock);
  for (let count = 0; count < 3; count += 1) {
    const next = beats.next();
    await settle();
    clock.advance(100);
    expect(await next).toEqual({ done: false, value: heartbeat });
  }
  expect(hand.asked).toBe(1);
  const next = beats.next();
  hand.give('late');
  expect(await next).toEqual({ done: false, value: 'late' });
});

test('the end of the source is the end, and the source is let go', async () => {
  const clock = manualClock();
  const hand = handSource<string>();
  const beats = withHeartbeats(hand.source, 100, clock);
  const next = beats.next();
  await settle();
  hand.end();
  expect((await next).done).toBe(true);
  expect((await beats.next()).done).toBe(true);
  expect(clock.pending).toBe(0);
  expect(hand.returned).toBe(1);
});

test('leaving while it waits lets the source go at once', async () => {
  const clock = manualClock();
  const hand = handSource<string>();
  const beats = withHeartbeats(hand.source, 100, clock);
  const next = beats.next();
  await settle();
  await beats.return?.();
  expect((await next).done).toBe(true);
  expect(hand.returned).toBe(1);
  expect(clock.pending).toBe(0);
});

test('a signal that was aborted before ends it before anything is read for good', async () => {
  const clock = manualClock();
  const hand = handSource<string>();
  const beats = withHeartbeats(hand.source, 100, clock, AbortSignal.abort());
  expect((await beats.next()).done).toBe(true);
  expect(clock.pending).toBe(0);
});

test('an error of the source comes through, once', async () => {
  const clock = manualClock();
  async function* failing(): AsyncGenerator<string> {
    yield 'one';
    throw new RangeError('broken');
  }
  const beats = withHeartbeats(failing(), 100, clock);
  expect((await beats.next()).value).toBe('one');
  await expect(beats.next()).rejects.toThrow('broken');
  expect((await beats.next()).done).toBe(true);
  expect(clock.pending).toBe(0);
});
