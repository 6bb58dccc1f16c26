import { expect, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import { type DetailsOf, defineErrors, type ErrorEntry, errorErrors, isEnhancedCodeError } from './index.ts';

const good: ErrorEntry = {
  severity: 'error',
  class: 'io',
  retryable: false,
  replaySafety: 'safe',
  exitCode: 1,
  httpStatus: 500,
  message: 'It failed.',
  hint: 'Try again.',
};

/** `defineErrors` as a caller without types uses it. */
const untyped = defineErrors as (area: string, entries: Record<string, object>) => unknown;

function problemsOf(area: string, entries: Record<string, object>): readonly string[] {
  try {
    untyped(area, entries);
  } catch (error) {
    if (errorErrors.is(error, 'EC_ERRORS_BAD_CATALOGUE')) return error.details.problems;
    throw error;
  }
  return [];
}

test('an error says what happened and what to do next', () => {
  const error = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' });
  expect(error.message).toBe('No file at a.ts.');
  expect(error.hint).toBe('Check the path a.ts.');
  expect(String(error)).toBe('EnhancedCodeError [EC_DEMO_LOST]: No file at a.ts.');
  expect(error).toBeInstanceOf(Error);
  const { code, severity, retryable, replaySafety, exitCode, httpStatus } = error;
  expect({ code, severity, class: error.class, retryable, replaySafety, exitCode, httpStatus }).toEqual({
    code: 'EC_DEMO_LOST',
    severity: 'error',
    class: 'not_found',
    retryable: false,
    replaySafety: 'safe',
    exitCode: 1,
    httpStatus: 404,
  });
});

test('an optional part of a message appears with its detail and goes with it', () => {
  expect(demoErrors.create('EC_DEMO_LOST', { path: 'a.ts', line: 3 }).message).toBe(
    'No file at a.ts, line 3.',
  );
  expect(demoErrors.create('EC_DEMO_SHAPES', { kind: 'round', names: ['a', 'b'] }).message).toBe(
    'Shapes of a, b [fixed ]round .',
  );
  expect(demoErrors.create('EC_DEMO_SHAPES', { kind: 'round', nested: { depth: 1 } }).message).toBe(
    'Shapes [fixed ]round {"depth":1}.',
  );
});

test('what does not apply is absent, not undefined', () => {
  const error = demoErrors.create('EC_DEMO_BUSY', {});
  for (const name of ['cause', 'errors', 'attempts', 'retryAfterMs', 'origin'])
    expect(error).not.toHaveProperty(name);
  expect(error.unsafe()).toBeUndefined();
  expect(error.unsafe('cause')).toBeUndefined();
});

test('what accompanies an error is kept', () => {
  const attempt = { target: 'a', class: 'network', latencyMs: 3 } as const;
  const error = demoErrors.create(
    'EC_DEMO_BUSY',
    {},
    { retryAfterMs: 20, origin: 'api', attempts: [attempt], unsafe: 7 },
  );
  expect(error.retryAfterMs).toBe(20);
  expect(error.origin).toBe('api');
  expect(error.attempts).toEqual([attempt]);
  expect(error.unsafe()).toBe(7);
  const long = demoErrors.create('EC_DEMO_BUSY', {}, { origin: 'x'.repeat(1_000) });
  expect(long.origin).toHaveLength(128 - 24 + '… (896 more)'.length);
});

test.each([
  ['texts', { errors: 'x', attempts: 'x', retryAfterMs: '5', origin: 7 }],
  ['numbers', { errors: 7, attempts: 7, retryAfterMs: Number.NaN, origin: Number.NaN }],
  ['nothing', { errors: null, attempts: null, retryAfterMs: null, origin: null }],
  ['objects', { errors: {}, attempts: {}, retryAfterMs: Number.POSITIVE_INFINITY, origin: {} }],
])('what accompanies an error and does not fit is left out: %s', (_what, options) => {
  const before = Error.stackTraceLimit;
  const error = demoErrors.create('EC_DEMO_BUSY', {}, options as never);
  for (const name of Object.keys(options)) expect(error).not.toHaveProperty(name);
  expect(Error.stackTraceLimit).toBe(before);
});

test('the stack starts at the caller and names the code', () => {
  function failingStep() {
    return demoErrors.create('EC_DEMO_BUSY', {});
  }
  const [head, first] = (failingStep().stack ?? '').split('\n');
  expect(head).toBe('EnhancedCodeError [EC_DEMO_BUSY]: Too many calls.');
  expect(first).toContain('failingStep');
});

test('making an error leaves the limit of stack frames as it was', () => {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const frames = (demoErrors.create('EC_DEMO_BUSY', {}).stack ?? '').split('\n').length - 1;
  expect(Error.stackTraceLimit).toBe(3);
  Error.stackTraceLimit = before;
  expect(frames).toBeGreaterThan(0);
  expect(frames).toBeLessThanOrEqual(3);
});

test('the guard of a catalogue knows its codes and no others', () => {
  const lost = demoErrors.create('EC_DEMO_LOST', { path: 'a.ts' });
  const other = errorErrors.create('EC_ERRORS_ABORTED', {});
  expect(demoErrors.is(lost)).toBe(true);
  expect(demoErrors.is(lost, 'EC_DEMO_LOST')).toBe(true);
  expect(demoErrors.is(lost, 'EC_DEMO_BUSY')).toBe(false);
  expect(demoErrors.is(other)).toBe(false);
  expect(demoErrors.is({ code: 'EC_DEMO_LOST' })).toBe(false);
  expect(isEnhancedCodeError(other)).toBe(true);
});

test('a code that the catalogue does not declare is refused by name', () => {
  const create = demoErrors.create as (code: string, details: object) => unknown;
  expect(() => create('EC_DEMO_NONE', {})).toThrow('The error catalogue "demo" has no EC_DEMO_NONE.');
  expect(() => create('toString', {})).toThrow('has no toString');
});

test('a right catalogue has no problems', () => {
  expect(problemsOf('file-x', { EC_FILE_X_GONE: good, EC_FILE_X_2: good })).toEqual([]);
});

test.each([
  ['another area', 'EC_OTHER_GONE', {}, 'the code is not EC_FILE_REASON'],
  ['no reason', 'EC_FILE_', {}, 'the code is not EC_FILE_REASON'],
  ['lower case', 'EC_FILE_gone', {}, 'the code is not EC_FILE_REASON'],
  ['a double underscore', 'EC_FILE__GONE', {}, 'the code is not EC_FILE_REASON'],
  ['no message', 'EC_FILE_GONE', { message: undefined }, 'message is missing'],
  ['a blank message', 'EC_FILE_GONE', { message: ' ' }, 'message is missing'],
  ['no hint', 'EC_FILE_GONE', { hint: undefined }, 'hint is missing'],
  ['an unknown detail', 'EC_FILE_GONE', { message: 'At {path}.' }, '{path} in message is not declared'],
  ['one in brackets', 'EC_FILE_GONE', { hint: 'Go[ {toString}].' }, '{toString} in hint is not declared'],
  ['no class', 'EC_FILE_GONE', { class: undefined }, 'class is missing'],
  ['a severity that is no text', 'EC_FILE_GONE', { severity: 2 }, 'severity is missing'],
  ['a flag that is a text', 'EC_FILE_GONE', { retryable: 'no' }, 'retryable is missing'],
  ['a negative exit code', 'EC_FILE_GONE', { exitCode: -1 }, 'exitCode is not 0 to 255'],
  ['a large exit code', 'EC_FILE_GONE', { exitCode: 256 }, 'exitCode is not 0 to 255'],
  ['a broken exit code', 'EC_FILE_GONE', { exitCode: 1.5 }, 'exitCode is not 0 to 255'],
  ['a status of success', 'EC_FILE_GONE', { httpStatus: 399 }, 'httpStatus is not 400 to 599'],
  ['a large status', 'EC_FILE_GONE', { httpStatus: 600 }, 'httpStatus is not 400 to 599'],
  [
    'a required detail that is not declared',
    'EC_FILE_GONE',
    { details: { type: 'object', properties: {}, required: ['path'] } },
    '{path} in required is not declared',
  ],
])('a catalogue with %s is refused', (_what, code, change, problem) => {
  expect(problemsOf('file', { [code]: { ...good, ...change } })).toEqual([`${code}: ${problem}`]);
});

test('an entry that is nothing at all lacks everything', () => {
  const problems = problemsOf('file', { EC_FILE_GONE: undefined as unknown as object });
  expect(problems).toContain('EC_FILE_GONE: message is missing');
  expect(problems).toContain('EC_FILE_GONE: exitCode is missing');
  expect(problems).not.toContain('EC_FILE_GONE: code is missing');
});

test('the ends of each range are allowed', () => {
  const entries = [0, 255].flatMap((exitCode) =>
    [400, 599].map((httpStatus) => ({ ...good, exitCode, httpStatus })),
  );
  for (const entry of entries) expect(problemsOf('file', { EC_FILE_GONE: entry })).toEqual([]);
});

test('every problem of a catalogue is named at once', () => {
  const problems = problemsOf('bad area', {
    EC_FILE_A: { ...good, hint: '' },
    EC_FILE_B: { ...good, message: '{x}' },
  });
  expect(problems).toHaveLength(4);
  expect(() => untyped('file', { EC_X: good })).toThrow(
    'The error catalogue "file" is wrong: EC_X: the code is not EC_FILE_REASON.',
  );
});

test('only declared details are kept, and what does not fit them is marked', () => {
  const given = {
    kind: 'oval',
    names: ['a', 7],
    ratio: Number.NaN,
    open: 'yes',
    nested: { depth: 1.5, more: 'secret' },
    headers: { authorization: 'secret' },
  };
  const error = demoErrors.create(
    'EC_DEMO_SHAPES',
    given as unknown as DetailsOf<{ details: never }> as never,
  );
  expect(error.details).toEqual({
    kind: '[invalid]',
    names: ['a', '[invalid]'],
    ratio: '[invalid]',
    open: '[invalid]',
    nested: { depth: '[invalid]' },
  });
});

test('details that fit are kept as they are', () => {
  const details = { kind: 'round', names: [], ratio: 0.5, open: false, nested: { depth: 2 } } as const;
  expect(demoErrors.create('EC_DEMO_SHAPES', details).details).toEqual(details);
  const line = demoErrors.create('EC_DEMO_LOST', { path: 'a', line: 2.5 });
  expect(line.details).toEqual({ path: 'a', line: '[invalid]' });
});

const circular: Record<string, unknown> = { kind: 'round' };
circular.nested = circular;
circular.names = [circular];
const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new RangeError('secret');
    },
  },
);
const unserialisable = [
  ['nothing', null],
  ['a string', 'secret'],
  ['a circular object', circular],
  ['a hostile proxy', hostile],
  ['functions', { kind: () => 1, names: [() => 1], ratio: 1n, open: Symbol('secret'), nested: null }],
  ['maps and sets', { kind: new Map([['secret', 1]]), names: new Set(['secret']), nested: new Map() }],
  [
    'getters that throw',
    {
      get kind(): string {
        throw new RangeError('secret');
      },
      names: Object.defineProperty([], 0, { get: () => hostile, enumerable: true }),
    },
  ],
  ['values with a toJSON of their own', { kind: { toJSON: () => 'secret' }, ratio: new Date(0) }],
  ['boxed values', { kind: new String('secret'), ratio: Object(1n), open: Object(true) }],
  ['objects where lists belong', { kind: [], names: { length: 1 }, ratio: {}, open: {}, nested: [] }],
] as const;

test.each(unserialisable)('details that are %s give an error that can be written', (_what, details) => {
  const error = demoErrors.create('EC_DEMO_SHAPES', details as never);
  expect(JSON.parse(JSON.stringify(error)).details).toEqual(error.details);
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('a schema deeper than the limit ends there', () => {
  type Nested = { type: 'object'; properties: Record<string, unknown> };
  let schema: Nested = { type: 'object', properties: {} };
  let value: Record<string, unknown> = {};
  for (let level = 0; level < 40; level++) {
    schema = { type: 'object', properties: { down: schema, list: { type: 'array', items: schema } } };
    value = { down: value, list: [value] };
  }
  const deep = defineErrors('deep', { EC_DEEP_X: { ...good, details: schema as never } });
  const json = JSON.stringify(deep.create('EC_DEEP_X', value as never).details);
  expect(json).toContain('[invalid]');
  expect(json.match(/^(\{"down":)+/)?.[0].length).toBe('{"down":'.length * 17);
});

test('a message of 10 MB and a list of a million items are cut', () => {
  const path = '😀'.repeat(2_500_000);
  const lost = demoErrors.create('EC_DEMO_LOST', { path });
  expect(lost.message.length).toBeLessThanOrEqual(4_096);
  expect(() => encodeURIComponent(lost.message)).not.toThrow();
  expect(lost.message).toMatch(/more\)$/);
  expect(lost.details.path.length).toBeLessThanOrEqual(4_096);
  expect(lost.details.path).toContain(`… (${5_000_000 - 4_072} more)`);
  const names = Array.from({ length: 1_000_000 }, () => 'n');
  expect(demoErrors.create('EC_DEMO_SHAPES', { kind: 'round', names }).details.names).toHaveLength(256);
});

test('a text of exactly the limit is not cut', () => {
  const path = 'x'.repeat(4_096);
  expect(demoErrors.create('EC_DEMO_LOST', { path }).details.path).toBe(path);
  expect(demoErrors.create('EC_DEMO_LOST', { path: `${path}y` }).details.path).not.toBe(`${path}y`);
});

test('a half of a surrogate pair is never left', () => {
  for (const lead of ['', 'x']) {
    const path = lead + '😀'.repeat(3_000);
    const kept = demoErrors.create('EC_DEMO_LOST', { path }).details.path;
    // Fails on a lone surrogate.
    expect(() => encodeURIComponent(kept)).not.toThrow();
  }
});

test('lists of errors and attempts are kept up to a limit', () => {
  const attempt = { target: 'a', class: 'network', latencyMs: 1 } as const;
  const many = Array.from({ length: 300 }, () => new Error('x'));
  const options = { errors: many, attempts: many.map(() => attempt) };
  const error = demoErrors.create('EC_DEMO_BUSY', {}, options);
  expect(error.errors).toHaveLength(256);
  expect(error.attempts).toHaveLength(256);
  const cause = demoErrors.create('EC_DEMO_BUSY', {}, { cause: new AggregateError(many) }).cause;
  expect((cause as AggregateError).errors.length).toBeLessThanOrEqual(256);
});

test('lists within lists end at the limit of depth, and only lists count as lists', () => {
  let schema: object = { type: 'string' };
  let value: unknown = 'end';
  for (let level = 0; level < 20; level++) {
    schema = { type: 'array', items: schema };
    value = [value];
  }
  const entry = { ...good, details: { type: 'object', properties: { list: schema } } };
  const nested = defineErrors('nested', { EC_NESTED_X: entry as never });
  const kept = JSON.stringify(nested.create('EC_NESTED_X', { list: value } as never).details);
  expect(kept).toBe(`{"list":${'['.repeat(16)}"[invalid]"${']'.repeat(16)}}`);
  const notList = { list: { length: 1, slice: () => ['secret'] } };
  expect(nested.create('EC_NESTED_X', notList as never).details).toEqual({ list: '[invalid]' });
});

test.each([[null], [7], ['text'], [() => 1]])('%s is no object of details', (nested) => {
  const details = { kind: 'round', nested } as never;
  expect(demoErrors.create('EC_DEMO_SHAPES', details).details.nested).toBe('[invalid]');
});

test('raw data and the original cause are two things', () => {
  const cause = new Error('x');
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause, unsafe: { body: 'raw' } });
  expect([error.unsafe(), error.unsafe('data'), error.unsafe('cause')]).toEqual([
    { body: 'raw' },
    { body: 'raw' },
    cause,
  ]);
});
