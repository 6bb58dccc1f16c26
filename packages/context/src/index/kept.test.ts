import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Kept } from './kept.ts';

const keys = Array.from({ length: 12 }, (_, at) => ({ at }));

test('a value is kept at once while there is room, then from its second use on', () => {
  const kept = new Kept<object, string>(1, () => 1);
  const [first = {}, second = {}] = keys;
  kept.offer(first, 'first');
  expect(kept.get(first)).toBe('first');
  kept.offer(second, 'second');
  expect([kept.get(first), kept.get(second)]).toEqual(['first', undefined]);
  kept.offer(second, 'again');
  expect([kept.get(first), kept.get(second)]).toEqual([undefined, 'again']);
});

test('the least recently used is dropped first', () => {
  const kept = new Kept<object, number>(3, () => 1);
  const some = keys.slice(0, 4);
  for (const [at, key] of some.slice(0, 3).entries()) kept.offer(key, at);
  const [first = {}, , , last = {}] = some;
  expect(kept.get(first)).toBe(0);
  kept.offer(last, 3);
  kept.offer(last, 3);
  expect(some.map((key) => kept.get(key))).toEqual([0, undefined, 2, 3]);
});

test('what is larger than everything that may be kept is not kept', () => {
  const kept = new Kept<object, number>(5, (size) => size);
  const [small = {}, large = {}] = keys;
  for (let round = 0; round < 2; round += 1) {
    kept.offer(small, 2);
    kept.offer(large, 6);
  }
  expect(kept.get(large)).toBeUndefined();
});

test('what is forgotten is gone and makes room', () => {
  const kept = new Kept<object, number>(1, () => 1);
  const [first = {}, second = {}] = keys;
  kept.offer(first, 1);
  kept.offer(second, 2);
  kept.forget(second);
  kept.offer(second, 3);
  expect(kept.get(second)).toBeUndefined();
  kept.forget(first);
  kept.offer(second, 4);
  expect([kept.get(first), kept.get(second)]).toEqual([undefined, 4]);
});

test('never holds more than it may, and only what was offered last for a key', () => {
  const use = fc.record({ key: fc.nat(11), size: fc.integer({ min: 0, max: 5 }), forgets: fc.boolean() });
  fc.assert(
    fc.property(fc.array(use, { maxLength: 80 }), (uses) => {
      const kept = new Kept<object, { size: number }>(10, ({ size }) => size);
      const last = new Map<object, { size: number }>();
      for (const { key: at, size, forgets } of uses) {
        const key = keys[at] ?? {};
        const found = kept.get(key);
        if (found !== undefined) expect(found).toBe(last.get(key));
        if (forgets) kept.forget(key);
        else if (found === undefined) {
          const value = { size };
          last.set(key, value);
          kept.offer(key, value);
        }
        const sum = keys.reduce((all, each) => all + (kept.get(each)?.size ?? 0), 0);
        expect(sum).toBeLessThanOrEqual(10);
      }
    }),
    { numRuns: 100 },
  );
});
