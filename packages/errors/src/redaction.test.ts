import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import { type EnhancedCodeError, errorErrors, fromJSON, isEnhancedCodeError, toJSON } from './index.ts';
import { renderError, toProblem } from './present/index.ts';
import { recoveryErrors } from './recovery/index.ts';

const CANARY = 'sk-CANARY-7f3a9';

/** Every way in which an error is usually shown, sent or stored. */
function allViews(error: EnhancedCodeError): string {
  const clone = structuredClone(error);
  return [
    error.message,
    error.stack,
    String(error),
    `${error.name} ${error.hint}`,
    JSON.stringify(error),
    JSON.stringify(toJSON(error, { stack: true })),
    JSON.stringify({ ...error }),
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true }),
    inspect(clone, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    inspect(structuredClone({ ...error }), { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    inspect(fromJSON(toJSON(error)), { depth: Number.POSITIVE_INFINITY, showHidden: true }),
    renderError(error, { verbose: true, color: true }),
    JSON.stringify(toProblem(error)),
    Object.getOwnPropertyNames(error)
      .map((name) => inspect(Reflect.get(error, name)))
      .join(),
  ].join('\n');
}

/** A foreign error that carries the canary wherever a library may put a prompt, a key or a header. */
function foreignError(): Error {
  class RequestFailed extends Error {
    override name = CANARY;
    readonly code = CANARY;
    readonly status = CANARY;
    readonly headers = { authorization: CANARY };
    readonly requestBodyValues = { messages: [CANARY] };
  }
  const deepest = new AggregateError([CANARY, new Error(CANARY), { message: CANARY }], CANARY);
  const error = new RequestFailed(`401 for key ${CANARY}\n    at ${CANARY} (/a.js:1:1)`, { cause: deepest });
  Object.assign(error, { [CANARY]: CANARY, [Symbol(CANARY)]: CANARY });
  Object.defineProperty(error, 'constructor', { value: { name: CANARY }, enumerable: true });
  return error;
}

const foreign: readonly (readonly [string, unknown])[] = [
  ['an error', foreignError()],
  ['a text', CANARY],
  ['an object', { name: CANARY, message: CANARY, code: CANARY, cause: CANARY, toJSON: () => CANARY }],
  ['a class with a name as data', new (class extends Error {})(CANARY)],
  ['an object that looks like a summary', { name: 'CANARYname', code: 'ECANARY', status: CANARY }],
  ['a function', () => CANARY],
  ['a symbol', Symbol(CANARY)],
  ['an object without prototype', Object.assign(Object.create(null), { message: CANARY })],
  ['a list', [CANARY]],
];

test.each(foreign)('nothing of %s as a cause shows', (_what, cause) => {
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause, errors: [cause, [cause]], unsafe: CANARY });
  expect(allViews(error as EnhancedCodeError)).not.toMatch(/CANARY/);
  expect(error.unsafe()).toBe(CANARY);
  expect(error.unsafe('cause')).toBe(cause);
});

const everyCode = [demoErrors, errorErrors, recoveryErrors].flatMap((catalogue) =>
  Object.keys(catalogue.entries).map((code) => [code, catalogue.create as unknown] as const),
);

test.each(everyCode)('%s shows nothing that is not declared', (code, create) => {
  const make = create as (code: string, details: object, options: object) => EnhancedCodeError;
  const details = {
    canary: CANARY,
    headers: { authorization: CANARY },
    toString: CANARY,
    nested: { canary: CANARY },
  };
  const attempts = [{ target: 'a', class: 'network', latencyMs: 1, body: CANARY, usage: { raw: CANARY } }];
  const error = make(code, details, {
    cause: foreignError(),
    attempts,
    unsafe: { prompt: CANARY },
    extra: CANARY,
  });
  expect(allViews(error)).not.toMatch(/CANARY/);
});

test('a canary anywhere in random foreign objects shows nowhere', () => {
  const value = fc.object({
    key: fc.constantFrom('cause', 'errors', 'message', 'name', 'code', 'status', 'stack', CANARY),
    values: [fc.constant(CANARY), fc.integer(), fc.constant(new Error(CANARY))],
    maxDepth: 4,
  });
  fc.assert(
    fc.property(value, (cause) => {
      expect(allViews(demoErrors.create('EC_DEMO_BUSY', {}, { cause }) as EnhancedCodeError)).not.toMatch(
        /CANARY/,
      );
    }),
    { numRuns: 100 },
  );
});

test('what a program or the system wrote is kept of a cause', () => {
  const kept = (cause: unknown) => demoErrors.create('EC_DEMO_BUSY', {}, { cause }).cause;
  expect(kept(Object.assign(new TypeError('x'), { code: 'ECONNRESET' }))).toEqual({
    name: 'TypeError',
    code: 'ECONNRESET',
  });
  expect(kept(Object.assign(new Error('x'), { code: 'UND_ERR_SOCKET', status: 503 }))).toEqual({
    name: 'Error',
    code: 'UND_ERR_SOCKET',
    status: 503,
  });
  expect(kept({ statusCode: 100 })).toEqual({ name: 'Object', status: 100 });
  for (const status of [99, 600, 200.5, '404']) expect(kept({ status })).toEqual({ name: 'Object' });
  expect(kept(null)).toEqual({ name: 'null' });
  expect(kept(new AggregateError([new Error('x'), 'y']))).toEqual({
    name: 'AggregateError',
    errors: [{ name: 'Error' }, { name: 'string' }],
  });
  class lowercase {}
  expect(kept(new lowercase())).toEqual({ name: 'Error' });
});

test('an error of a catalogue is kept as a cause, also below a foreign one', () => {
  const inner = demoErrors.create('EC_DEMO_DENIED', {});
  expect(demoErrors.create('EC_DEMO_BUSY', {}, { cause: inner }).cause).toBe(inner);
  const cause = demoErrors.create('EC_DEMO_BUSY', {}, { cause: new Error('x', { cause: inner }) }).cause;
  expect(cause).toEqual({ name: 'Error', cause: inner });
});

test('a circle of causes ends where it closes, a long chain at the limit', () => {
  const first = new Error('a');
  const second = new TypeError('b', { cause: first });
  first.cause = second;
  expect(demoErrors.create('EC_DEMO_BUSY', {}, { cause: first }).cause).toEqual({
    name: 'Error',
    cause: { name: 'TypeError', cause: { name: 'Error', circular: true } },
  });
  let chain: Error = new Error('end');
  for (let level = 0; level < 50; level++) chain = new Error('x', { cause: chain });
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause: chain });
  expect(JSON.stringify(error.cause).split('name').length - 1).toBe(17);
});

test('foreign causes that share parts are summarised up to a limit, not for ever', () => {
  let shared: Error = new Error('x');
  for (let level = 0; level < 30; level++) shared = new AggregateError([shared, shared, shared]);
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause: shared });
  expect(JSON.stringify(error.cause).split('name').length - 1).toBeLessThan(600);
});

test('proxies that claim to have every property are not taken for ours', () => {
  const anything: unknown = new Proxy(foreignError(), { has: () => true });
  const mock: unknown = new Proxy(foreignError(), { get: () => () => CANARY });
  for (const cause of [anything, mock]) {
    expect(isEnhancedCodeError(cause)).toBe(false);
    const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause, errors: [cause] });
    expect(allViews(error as EnhancedCodeError)).not.toMatch(/CANARY/);
  }
});

test('hostile proxies and getters are harmless', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const getter = Object.defineProperty(new Error('x'), 'cause', {
    get: () => {
      throw new RangeError(CANARY);
    },
  });
  expect(demoErrors.create('EC_DEMO_BUSY', {}, { cause: proxy }).cause).toEqual({ name: 'Error' });
  expect(demoErrors.create('EC_DEMO_BUSY', {}, { cause: getter }).cause).toEqual({ name: 'Error' });
  expect(demoErrors.is(proxy)).toBe(false);
});
