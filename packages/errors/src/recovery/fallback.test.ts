import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock } from '../../test/manual-clock.ts';
import { defineErrors, type EnhancedCodeError, type ErrorClass, errorErrors } from '../index.ts';
import { createFallback, createRetry, type FallbackEvent } from './index.ts';

const busy = (origin = 'x') => demoErrors.create('EC_DEMO_BUSY', {}, { origin });
const targets = ['first', 'second', 'third'] as const;

test('the first target that works answers', async () => {
  const tried: (readonly [string, number])[] = [];
  const fallback = createFallback({ targets });
  const value = await fallback.execute(({ target, index }) => {
    tried.push([target, index]);
    return target === 'second' ? target : Promise.reject(busy());
  });
  expect(value).toBe('second');
  expect(tried).toEqual([
    ['first', 0],
    ['second', 1],
  ]);
});

test('when all fail, the first error is thrown with every attempt in order', async () => {
  const clock = manualClock();
  const usage = { inputTokens: 1, outputTokens: 2 };
  const fallback = createFallback({ targets, clock, nameOf: (name) => `t/${name}`, usageOf: () => usage });
  const ended = fallback.execute(async ({ target }) => {
    await new Promise<void>((resolve) => clock.after(10, resolve));
    throw target === 'second' ? new TypeError('secret') : busy(target);
  });
  const caught = ended.catch((error: unknown) => error);
  await clock.advance(100);
  const error = (await caught) as EnhancedCodeError;
  expect(error).toMatchObject({ code: 'EC_DEMO_BUSY', origin: 'first' });
  expect(error.attempts).toEqual([
    { target: 't/first', class: 'rate_limit', code: 'EC_DEMO_BUSY', latencyMs: 10, usage },
    { target: 't/second', class: 'internal', latencyMs: 10, usage },
    { target: 't/third', class: 'rate_limit', code: 'EC_DEMO_BUSY', latencyMs: 10, usage },
  ]);
});

test('an error that another target cannot help is thrown at once and as it is', async () => {
  const fallback = createFallback({ targets });
  const denied = demoErrors.create('EC_DEMO_DENIED', {});
  let calls = 0;
  const ended = fallback.execute(() => {
    calls += 1;
    throw denied;
  });
  await expect(ended).rejects.toBe(denied);
  expect(calls).toBe(1);
});

test('an error that ends the list early leaves the first one as the primary error', async () => {
  const fallback = createFallback({ targets });
  const ended = fallback.execute(({ index }) => {
    throw index === 0 ? busy() : demoErrors.create('EC_DEMO_DENIED', {});
  });
  await expect(ended).rejects.toMatchObject({
    code: 'EC_DEMO_BUSY',
    attempts: [{ code: 'EC_DEMO_BUSY' }, { code: 'EC_DEMO_DENIED', target: 'second' }],
  });
});

const OWN: readonly ErrorClass[] = [
  'aborted',
  'auth',
  'permission',
  'invalid_request',
  'policy',
  'limit',
  'conflict',
  'edit',
  'tool',
];
const OTHER: readonly ErrorClass[] = [
  'network',
  'quota',
  'overloaded',
  'context_overflow',
  'refusal',
  'billing',
];

test.each([...OWN, ...OTHER])('class %s falls through or not, as a plain decision', (kind) => {
  const entry = { ...demoErrors.entries.EC_DEMO_BUSY, class: kind, message: 'x' };
  const error = defineErrors('kind', { EC_KIND_X: entry }).create('EC_KIND_X', {});
  const fallback = createFallback({ targets });
  expect(fallback.nextTarget(0, error)).toBe(OWN.includes(kind) ? undefined : 'second');
  expect(fallback.nextTarget(2, error)).toBeUndefined();
});

test('a caller decides what falls through, but an abort never does', () => {
  const seen: unknown[] = [];
  const fallsThrough = (error: EnhancedCodeError, target: string) => {
    seen.push([error.code, target]);
    return true;
  };
  const fallback = createFallback({ targets, fallsThrough });
  expect(fallback.nextTarget(1, demoErrors.create('EC_DEMO_DENIED', {}))).toBe('third');
  expect(seen).toEqual([['EC_DEMO_DENIED', 'second']]);
  expect(fallback.nextTarget(0, errorErrors.create('EC_ERRORS_ABORTED', {}))).toBeUndefined();
  expect(fallback.nextTarget(0, busy(), AbortSignal.abort())).toBeUndefined();
  expect(createFallback({ targets, fallsThrough: () => false }).nextTarget(0, busy())).toBeUndefined();
});

test('an abort ends it and is what is thrown, with what was tried', async () => {
  const controller = new AbortController();
  const fallback = createFallback({ targets });
  const ended = fallback.execute(({ index, signal }) => {
    expect(signal).toBe(controller.signal);
    if (index === 1) controller.abort();
    throw busy();
  }, controller.signal);
  await expect(ended).rejects.toMatchObject({
    code: 'EC_ERRORS_ABORTED',
    attempts: [{}, { target: 'second' }],
  });
  const own = errorErrors.create('EC_ERRORS_ABORTED', {});
  await expect(fallback.execute(() => Promise.reject(own))).rejects.toMatchObject({
    code: 'EC_ERRORS_ABORTED',
    attempts: [{ target: 'first', class: 'aborted' }],
  });
});

test('each step can be observed', async () => {
  const fallback = createFallback({ targets });
  const events: FallbackEvent<string>[] = [];
  fallback.onFallback((event) => events.push(event));
  await fallback.execute(({ index }) => (index < 2 ? Promise.reject(busy()) : 'done'));
  expect(events.map(({ from, to, error }) => [from, to, error.code])).toEqual([
    ['first', 'second', 'EC_DEMO_BUSY'],
    ['second', 'third', 'EC_DEMO_BUSY'],
  ]);
});

test('retries within a target stand in the list one by one', async () => {
  const clock = manualClock();
  const fallback = createFallback({ targets: ['a', 'b'], clock });
  const ended = fallback.execute(({ target }) => {
    const retry = createRetry({ maxRetries: 1, target, clock, random: () => 0 });
    return retry.execute(() => Promise.reject(busy()));
  });
  const caught = ended.catch((error: unknown) => error);
  await clock.advance(100);
  const error = (await caught) as EnhancedCodeError;
  expect(error.attempts?.map((attempt) => attempt.target)).toEqual(['a', 'a', 'b', 'b']);
});

test('a list without targets is refused', () => {
  expect(() => createFallback({ targets: [] })).toThrow('Option targets.length of a recovery policy');
});
