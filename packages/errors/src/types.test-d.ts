import { type IPolicy, type IRetryContext, TimeoutStrategy, timeout } from 'cockatiel';
import { expectTypeOf, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import {
  type DetailsOf,
  defineErrors,
  type EnhancedCodeError,
  type FromSchema,
  isEnhancedCodeError,
} from './index.ts';
import { createCircuitBreaker, createFallback, createRetry, wrap } from './recovery/index.ts';

const entry = {
  severity: 'error',
  class: 'io',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
  message: 'x',
  hint: 'y',
} as const;

test('details are inferred from the schema of their entry', () => {
  type Lost = DetailsOf<(typeof demoErrors.entries)['EC_DEMO_LOST']>;
  expectTypeOf<Lost>().toExtend<{ readonly path: string; readonly line?: number }>();
  expectTypeOf<{ path: string }>().toExtend<Lost>();
  expectTypeOf<{ line: number }>().not.toExtend<Lost>();
  expectTypeOf<{ path: number }>().not.toExtend<Lost>();
  type Shapes = DetailsOf<(typeof demoErrors.entries)['EC_DEMO_SHAPES']>;
  expectTypeOf<Shapes['kind']>().toEqualTypeOf<'round' | 'square'>();
  expectTypeOf<Shapes['names']>().toEqualTypeOf<readonly string[] | undefined>();
  expectTypeOf<NonNullable<Shapes['nested']>['depth']>().toEqualTypeOf<number>();
});

test('the factory demands the details of its code and returns the code as a literal', () => {
  expectTypeOf(demoErrors.create<'EC_DEMO_LOST'>)
    .parameter(1)
    .toEqualTypeOf<DetailsOf<(typeof demoErrors.entries)['EC_DEMO_LOST']>>();
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a' });
  expectTypeOf(error.code).toEqualTypeOf<'EC_DEMO_LOST'>();
  expectTypeOf(error.details.line).toEqualTypeOf<number | undefined>();
  expectTypeOf<'EC_DEMO_NONE'>().not.toExtend<Parameters<typeof demoErrors.create>[0]>();
});

test('guards narrow to the code and its details', () => {
  const value: unknown = undefined;
  if (demoErrors.is(value, 'EC_DEMO_SHAPES')) {
    expectTypeOf(value.code).toEqualTypeOf<'EC_DEMO_SHAPES'>();
    expectTypeOf(value.details.kind).toEqualTypeOf<'round' | 'square'>();
  }
  if (isEnhancedCodeError(value)) expectTypeOf(value).toEqualTypeOf<EnhancedCodeError>();
});

test('a code of another area does not compile', () => {
  expectTypeOf(defineErrors('two-words', { EC_TWO_WORDS_X: entry }).entries).toHaveProperty('EC_TWO_WORDS_X');
  // @ts-expect-error the code belongs to another area
  const refused = () => defineErrors('two-words', { EC_TWO_X: entry });
  expectTypeOf(refused).toBeFunction();
});

test('an entry without a message, with an unknown class or a wrong schema does not compile', () => {
  const { message: _message, ...silent } = entry;
  // @ts-expect-error the message is missing
  const noMessage = () => defineErrors('demo', { EC_DEMO_X: silent });
  // @ts-expect-error there is no such class
  const noClass = () => defineErrors('demo', { EC_DEMO_X: { ...entry, class: 'odd' } });
  const details = { type: 'object', properties: { at: { type: 'date' } } } as const;
  // @ts-expect-error there is no such type of detail
  const noType = () => defineErrors('demo', { EC_DEMO_X: { ...entry, details } });
  expectTypeOf([noMessage, noClass, noType]).toBeArray();
});

test('details that are missing, wrong or unknown do not compile', () => {
  // @ts-expect-error the path is missing
  const missing = () => demoErrors.create('EC_DEMO_LOST', {});
  // @ts-expect-error the path is a text
  const wrong = () => demoErrors.create('EC_DEMO_LOST', { path: 7 });
  // @ts-expect-error there is no such detail
  const unknown = () => demoErrors.create('EC_DEMO_LOST', { path: 'a', prompt: 'x' });
  // @ts-expect-error there is no such kind
  const member = () => demoErrors.create('EC_DEMO_SHAPES', { kind: 'oval' });
  expectTypeOf([missing, wrong, unknown, member]).toBeArray();
});

test('a schema literal gives its type', () => {
  expectTypeOf<FromSchema<{ readonly type: 'boolean' }>>().toEqualTypeOf<boolean>();
  expectTypeOf<FromSchema<{ readonly type: 'integer' }>>().toEqualTypeOf<number>();
  expectTypeOf<
    FromSchema<{ readonly type: 'array'; readonly items: { readonly type: 'string' } }>
  >().toEqualTypeOf<readonly string[]>();
  expectTypeOf<DetailsOf<typeof entry>>().toEqualTypeOf<Readonly<Record<never, never>>>();
});

test('policies keep the type of what they run', () => {
  const retry = createRetry();
  expectTypeOf(retry.execute(() => 7)).toEqualTypeOf<Promise<number>>();
  const fallback = createFallback({ targets: [{ name: 'a' }] as const });
  expectTypeOf(fallback.nextTarget(0, undefined)).toEqualTypeOf<{ readonly name: 'a' } | undefined>();
  const decision = createCircuitBreaker().tryAcquire('a');
  if (decision.allowed)
    expectTypeOf(decision.permit.settle).parameter(0).toEqualTypeOf<'success' | 'failure' | 'ignored'>();
  else expectTypeOf(decision.retryAt).toEqualTypeOf<number>();
});

test("policies of cockatiel's own and ours merge their contexts", () => {
  const targets = ['a', 'b'] as const;
  const merged = wrap(createFallback({ targets }), timeout(5, TimeoutStrategy.Cooperative), createRetry());
  const end = merged.execute((context) => {
    expectTypeOf(context.target).toEqualTypeOf<'a' | 'b'>();
    expectTypeOf(context.attempt).toEqualTypeOf<number>();
    expectTypeOf(context.signal).toEqualTypeOf<AbortSignal>();
    return 7;
  });
  expectTypeOf(end).toEqualTypeOf<Promise<number>>();
  expectTypeOf(createRetry()).toExtend<IPolicy<IRetryContext>>();
});
