import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import {
  type Attempt,
  asEnhancedCodeError,
  type EnhancedCodeError,
  type ErrorJson,
  errorErrors,
  fromJSON,
  isEnhancedCodeError,
  isErrorJson,
  reviveError,
  toJSON,
} from './index.ts';

const attempt: Attempt = {
  target: 'openai/gpt-5',
  class: 'overloaded',
  code: 'EC_DEMO_BUSY',
  latencyMs: 12,
  usage: { inputTokens: 3, outputTokens: 0, source: 'measured' },
};

/** An error with everything an error can carry. */
function fullError(): EnhancedCodeError {
  const inner = demoErrors.create(
    'EC_DEMO_BUSY',
    {},
    { cause: new TypeError('secret', { cause: new RangeError() }) },
  );
  const parts = [
    demoErrors.create('EC_DEMO_DENIED', {}),
    Object.assign(new Error('secret'), { code: 'ENOENT' }),
  ];
  return demoErrors.create(
    'EC_DEMO_LOST',
    { path: 'a.ts', line: 2 },
    { cause: inner, errors: parts, attempts: [attempt], retryAfterMs: 5, origin: 'disk', unsafe: 'secret' },
  ) as EnhancedCodeError;
}

test('an error as JSON has this shape', () => {
  expect(toJSON(fullError())).toEqual({
    format: 'enhanced-code-error',
    version: 1,
    code: 'EC_DEMO_LOST',
    message: 'No file at a.ts, line 2.',
    severity: 'error',
    class: 'not_found',
    retryable: false,
    replaySafety: 'safe',
    hint: 'Check the path a.ts.',
    exitCode: 1,
    httpStatus: 404,
    retryAfterMs: 5,
    origin: 'disk',
    attempts: [attempt],
    details: { path: 'a.ts', line: 2 },
    cause: expect.objectContaining({
      format: 'enhanced-code-error',
      code: 'EC_DEMO_BUSY',
      cause: { name: 'TypeError', cause: { name: 'RangeError' } },
    }),
    errors: [expect.objectContaining({ code: 'EC_DEMO_DENIED' }), { name: 'Error', code: 'ENOENT' }],
  });
});

test('JSON.stringify writes the same', () => {
  expect(JSON.parse(JSON.stringify(fullError()))).toEqual(toJSON(fullError()));
  expect(JSON.parse(JSON.stringify({ deep: [fullError()] })).deep[0].code).toBe('EC_DEMO_LOST');
});

test('stacks go along only on request', () => {
  const error = fullError();
  expect(JSON.stringify(toJSON(error))).not.toContain('stack');
  const json = toJSON(error, { stack: true });
  expect(json.stack).toBe(error.stack);
  expect((json.cause as ErrorJson).stack).toContain('EC_DEMO_BUSY');
  expect(fromJSON(json).stack).toBe(error.stack);
  expect(fromJSON(toJSON(error)).stack).toBe('EnhancedCodeError [EC_DEMO_LOST]: No file at a.ts, line 2.');
});

test.each([
  ['JSON text', (json: unknown) => JSON.parse(JSON.stringify(json))],
  ['a structured clone', (json: unknown) => structuredClone(json)],
])('nothing but unsafe data is lost through %s', (_way, send) => {
  const error = fullError();
  const back = fromJSON(send(toJSON(error)));
  expect(toJSON(back)).toEqual(toJSON(error));
  expect(isEnhancedCodeError(back)).toBe(true);
  expect(demoErrors.is(back, 'EC_DEMO_LOST') && back.details.line).toBe(2);
  expect(isEnhancedCodeError(back.cause)).toBe(true);
  expect(isEnhancedCodeError(back.errors?.[0])).toBe(true);
  expect(back.unsafe()).toBeUndefined();
});

test('a round trip changes nothing, whatever the details and causes are', () => {
  const details = fc.record({ path: fc.string(), line: fc.integer() }, { requiredKeys: ['path'] });
  const foreign = fc.constantFrom(
    new Error('x'),
    'thrown',
    null,
    7,
    Object.assign(new Error(), { status: 503 }),
  );
  const errors = fc.letrec<{ error: EnhancedCodeError; cause: unknown }>((tie) => ({
    cause: fc.oneof({ depthSize: 'small' }, foreign, tie('error')),
    error: fc
      .record({
        details,
        options: fc.record({ cause: tie('cause'), errors: fc.array(tie('cause'), { maxLength: 3 }) }),
      })
      .map(
        ({ details: given, options }) =>
          demoErrors.create('EC_DEMO_LOST', given, options) as EnhancedCodeError,
      ),
  }));
  fc.assert(
    fc.property(errors.error, (error) => {
      expect(toJSON(fromJSON(JSON.parse(JSON.stringify(error))))).toEqual(toJSON(error));
    }),
    { numRuns: 200 },
  );
});

test('a cycle of causes ends where it closes', () => {
  const error = fullError();
  Object.assign(error, { cause: { cause: error } });
  expect(toJSON(error).cause).toEqual({
    name: 'Object',
    cause: { name: 'EnhancedCodeError', circular: true },
  });
  const itself = Object.assign(fullError(), { cause: undefined });
  Object.assign(itself, { cause: itself });
  expect(fromJSON(toJSON(itself)).cause).toEqual({ name: 'EnhancedCodeError', circular: true });
});

test('a foreign cause that was assigned afterwards is not written', () => {
  const error = Object.assign(fullError(), { cause: new Error('secret') });
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('causes that share parts are written up to a limit, not for ever', () => {
  let shared: EnhancedCodeError = demoErrors.create('EC_DEMO_BUSY', {}) as EnhancedCodeError;
  for (let level = 0; level < 30; level++) {
    shared = demoErrors.create('EC_DEMO_BUSY', {}, { errors: [shared, shared] }) as EnhancedCodeError;
  }
  const written = JSON.stringify(shared).split('EC_DEMO_BUSY').length - 1;
  expect(written).toBeGreaterThan(200);
  expect(written).toBeLessThan(600);
});

test('a chain of causes is written up to a limit', () => {
  let chain: EnhancedCodeError = demoErrors.create('EC_DEMO_BUSY', {}) as EnhancedCodeError;
  for (let level = 0; level < 100; level++) {
    chain = demoErrors.create('EC_DEMO_BUSY', {}, { cause: chain }) as EnhancedCodeError;
  }
  expect(JSON.stringify(chain).split('EC_DEMO_BUSY').length - 1).toBe(17);
});

const json = toJSON(demoErrors.create('EC_DEMO_BUSY', {}));

test.each([
  ['nothing', undefined, ['format']],
  ['null', null, ['format']],
  ['a text', 'x', ['format']],
  ['another format', { ...json, format: 'x' }, ['format']],
  ['no version', { ...json, version: undefined }, ['version']],
  ['no code', { ...json, code: undefined }, ['code']],
  ['a wrong code', { ...json, code: 7 }, ['code']],
  ['a wrong flag', { ...json, retryable: 'yes' }, ['retryable']],
  ['a wrong status', { ...json, httpStatus: '404' }, ['httpStatus']],
  ['no details', { ...json, details: null }, ['details']],
  ['text as details', { ...json, details: 'x' }, ['details']],
  [
    'hardly anything',
    { format: json.format, version: 1, code: 'EC_X' },
    [
      'message',
      'severity',
      'class',
      'retryable',
      'replaySafety',
      'hint',
      'exitCode',
      'httpStatus',
      'details',
    ],
  ],
])('JSON with %s is refused by name', (_what, given, fields) => {
  try {
    fromJSON(given);
    expect.unreachable();
  } catch (error) {
    expect(errorErrors.is(error, 'EC_ERRORS_BAD_JSON') && error.details.fields).toEqual(fields);
  }
});

test('JSON of a newer version is refused as newer, even if its fields have changed', () => {
  const newer = { format: json.format, version: 2 };
  expect(() => fromJSON(newer)).toThrow('has version 2; the newest known is 1');
  expect(isErrorJson(newer)).toBe(true);
});

test('what is optional in JSON may be missing or wrong', () => {
  const back = fromJSON({ ...json, stack: 7, cause: 7, errors: 'x' });
  expect(back.cause).toEqual({ name: 'number' });
  expect(back).not.toHaveProperty('errors');
  expect(back).not.toHaveProperty('attempts');
});

test('an error of another copy of this package is recognised', async () => {
  // A query gives the same modules a second identity, as a second installation would.
  const copy: typeof import('./index.ts') = await import(/* @vite-ignore */ `${'./index.ts'}?copy`);
  const theirs = copy.errorErrors.create('EC_ERRORS_ABORTED', {});
  expect(isEnhancedCodeError(theirs)).toBe(true);
  expect(errorErrors.is(theirs, 'EC_ERRORS_ABORTED')).toBe(true);
  expect(copy.isEnhancedCodeError(fullError())).toBe(true);
  expect(demoErrors.create('EC_DEMO_BUSY', {}, { cause: theirs }).cause).toBe(theirs);
  const summary = demoErrors.create('EC_DEMO_BUSY', {}, { cause: new TypeError() }).cause;
  expect(copy.errorErrors.create('EC_ERRORS_ABORTED', {}, { cause: summary }).cause).toEqual({
    name: 'TypeError',
  });
});

test('errors themselves and their JSON are revived whole', () => {
  const error = fullError();
  expect(reviveError(error)).toBe(error);
  expect(toJSON(reviveError(structuredClone(toJSON(error))) as EnhancedCodeError)).toEqual(toJSON(error));
  for (const other of [undefined, null, 'x', 7, {}, new Error('EnhancedCodeError [EC_X]: y')]) {
    expect(reviveError(other)).toBeUndefined();
  }
});

const entries = new Map(Object.entries(demoErrors.entries));

test('a clone of the error itself keeps code, message and causes', () => {
  const back = reviveError(structuredClone(fullError()), entries);
  expect(back).toMatchObject({
    code: 'EC_DEMO_LOST',
    message: 'No file at a.ts, line 2.',
    class: 'not_found',
    exitCode: 1,
    hint: 'Check the path .',
    details: {},
    cause: {
      code: 'EC_DEMO_BUSY',
      class: 'rate_limit',
      cause: { name: 'TypeError', cause: { name: 'RangeError' } },
    },
  });
  expect(back?.stack).toContain('fullError');
  expect(isEnhancedCodeError(back?.cause)).toBe(true);
});

test('a clone whose catalogue is not known is taken for a defect', () => {
  const back = reviveError(structuredClone(demoErrors.create('EC_DEMO_BUSY', {})));
  expect(back).toMatchObject({
    code: 'EC_DEMO_BUSY',
    class: 'internal',
    retryable: false,
    hint: '',
    httpStatus: 500,
  });
  expect(back).not.toHaveProperty('cause');
});

test('a clone with a cycle of causes is revived', () => {
  const error = fullError();
  Object.assign(error, { cause: error });
  expect(reviveError(structuredClone(error), entries)?.code).toBe('EC_DEMO_LOST');
});

test('whatever was thrown becomes an error of a catalogue', () => {
  const error = fullError();
  expect(asEnhancedCodeError(error)).toBe(error);
  expect(asEnhancedCodeError(toJSON(error)).code).toBe('EC_DEMO_LOST');
  const system = Object.assign(new Error('secret'), { code: 'ENOSPC' });
  expect(asEnhancedCodeError(system).message).toBe(
    'Something failed that no catalogue describes: Error (ENOSPC).',
  );
  expect(asEnhancedCodeError(system).unsafe('cause')).toBe(system);
  expect(asEnhancedCodeError('secret').message).toBe('Something failed that no catalogue describes: string.');
  expect(asEnhancedCodeError(undefined).details).toEqual({ name: 'null' });
  expect(asEnhancedCodeError({ format: 'enhanced-code-error' }).code).toBe('EC_ERRORS_BAD_JSON');
});

test('an abort becomes an abort', () => {
  const controller = new AbortController();
  controller.abort();
  expect(asEnhancedCodeError(controller.signal.reason)).toMatchObject({
    code: 'EC_ERRORS_ABORTED',
    class: 'aborted',
  });
  expect(asEnhancedCodeError({ name: 'AbortError' }).code).toBe('EC_ERRORS_UNEXPECTED');
});

test('the clone of a worker that kept every field is read as JSON, a damaged one is refused', () => {
  const error = fullError();
  const { message, stack, cause } = structuredClone(error);
  const kept = Object.assign(
    new Error(message, { cause }),
    structuredClone({ ...toJSON(error), cause: undefined }),
  );
  const { format: _format, version: _version, cause: _cause, ...fields } = kept as unknown as ErrorJson;
  const clone = Object.assign(new Error(message, { cause }), fields, { stack });
  expect(reviveError(clone)).toMatchObject({
    details: { path: 'a.ts', line: 2 },
    origin: 'disk',
    retryAfterMs: 5,
  });
  expect(reviveError(clone)?.stack).toBe(stack);
  const damaged = Object.assign(new Error(message), fields, { stack, hint: 7 });
  expect(() => reviveError(damaged)).toThrow('wrong or missing hint');
  expect(asEnhancedCodeError(damaged).code).toBe('EC_ERRORS_BAD_JSON');
});

test('a clone of which only another code is left is not taken for whole', () => {
  const clone = Object.assign(structuredClone(fullError()), { code: 'ENOENT' });
  expect(reviveError(clone, entries)).toMatchObject({ code: 'EC_DEMO_LOST', details: {} });
  const headless = Object.assign(new Error('x'), { stack: undefined });
  expect(reviveError(headless)).toBeUndefined();
  const elsewhere = Object.assign(new Error('x'), { stack: 'at EnhancedCodeError [EC_DEMO_LOST]: x' });
  expect(reviveError(elsewhere)).toBeUndefined();
});

test('guards take any value without failing', () => {
  for (const value of [undefined, null, 0, '', true, Symbol('x'), () => 1, [], {}, new Error('x')]) {
    expect(isEnhancedCodeError(value)).toBe(false);
    expect(isErrorJson(value)).toBe(false);
    expect(demoErrors.is(value)).toBe(false);
  }
  expect(isErrorJson(toJSON(fullError()))).toBe(true);
});
