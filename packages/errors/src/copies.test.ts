import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import {
  asEnhancedCodeError,
  defineErrors,
  type EnhancedCodeError,
  errorErrors,
  fromJSON,
  isEnhancedCodeError,
  reviveError,
  toJSON,
} from './index.ts';
import { createRetry, mayRetry, outcomeOf } from './recovery/index.ts';

/** A second installed copy: the same sources as one file of its own, which shares nothing with this one. */
async function installCopy(): Promise<typeof import('./index.ts')> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  const text = outputFiles[0]?.text ?? '';
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
}

const copy = await installCopy();
const theirErrors = copy.defineErrors('demo', demoErrors.entries);
const busy = theirErrors.create('EC_DEMO_BUSY', {}, { retryAfterMs: 5, cause: new TypeError('secret') });

test('the copy is another one', () => {
  expect(copy.EnhancedCodeError).not.toBe(asEnhancedCodeError('x').constructor);
  expect(busy).not.toBeInstanceOf(asEnhancedCodeError('x').constructor);
  expect(copy.defineErrors).not.toBe(defineErrors);
});

test('guards of both know the errors of the other', () => {
  expect(isEnhancedCodeError(busy)).toBe(true);
  expect(demoErrors.is(busy, 'EC_DEMO_BUSY')).toBe(true);
  expect(errorErrors.is(busy)).toBe(false);
  const own = demoErrors.create('EC_DEMO_LOST', { path: 'a' });
  expect(copy.isEnhancedCodeError(own)).toBe(true);
  expect(theirErrors.is(own, 'EC_DEMO_LOST') && own.details.path).toBe('a');
});

test('JSON of one is read by the other, also within causes and parts', () => {
  const own = demoErrors.create('EC_DEMO_LOST', { path: 'a', line: 1 }, { cause: busy, errors: [busy] });
  const back = copy.fromJSON(JSON.parse(JSON.stringify(own)));
  expect(copy.toJSON(back)).toEqual(toJSON(own as EnhancedCodeError));
  expect(fromJSON(copy.toJSON(back)).cause).toMatchObject({
    code: 'EC_DEMO_BUSY',
    cause: { name: 'TypeError' },
  });
});

test('clones and errors of one are revived by the other', () => {
  const entries = new Map(Object.entries(demoErrors.entries));
  expect(reviveError(busy)).toBe(busy);
  expect(reviveError(structuredClone(busy), entries)).toMatchObject({
    code: 'EC_DEMO_BUSY',
    retryable: true,
  });
  expect(asEnhancedCodeError(busy)).toBe(busy);
});

test('policies decide on the errors of the other', () => {
  expect([mayRetry(busy), outcomeOf(busy)]).toEqual([true, 'failure']);
  const decision = createRetry({ random: () => 0 }).nextDelay({ error: busy, attempt: 0 });
  expect(decision).toEqual({ kind: 'retry', delayMs: 5 });
});

test('causes that the other has made safe stay so', () => {
  const error = demoErrors.create('EC_DEMO_BUSY', {}, { cause: busy.cause });
  expect(error.cause).toEqual({ name: 'TypeError' });
  expect(JSON.stringify(error)).not.toContain('secret');
});
