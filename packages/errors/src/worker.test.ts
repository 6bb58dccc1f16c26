import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { demoErrors } from '../test/demo.ts';
import { type Attempt, isEnhancedCodeError, reviveError, toJSON } from './index.ts';

const attempt: Attempt = { target: 'openai/gpt-5', class: 'overloaded', latencyMs: 12 };
const error = demoErrors.create(
  'EC_DEMO_LOST',
  { path: 'a.ts', line: 2 },
  {
    cause: demoErrors.create('EC_DEMO_BUSY', {}, { cause: new TypeError('secret') }),
    errors: [demoErrors.create('EC_DEMO_DENIED', {}), Object.assign(new Error('secret'), { code: 'ENOENT' })],
    attempts: [attempt],
  },
);

test('an error that a worker died of comes back whole', async () => {
  const source = `
    import { fromJSON } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
    import { workerData } from 'node:worker_threads';
    throw fromJSON(workerData);`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  const sent = toJSON(error, { stack: true });
  const worker = new Worker(url, { workerData: sent });
  const received = await new Promise((resolve) => worker.once('error', resolve));
  expect(isEnhancedCodeError(received)).toBe(false);
  const back = reviveError(received);
  expect(back?.details).toEqual({ path: 'a.ts', line: 2 });
  expect(back?.attempts).toEqual([attempt]);
  expect(back?.cause).toMatchObject({ code: 'EC_DEMO_BUSY', cause: { name: 'TypeError' } });
  expect(back?.errors).toMatchObject([{ code: 'EC_DEMO_DENIED' }, { name: 'Error', code: 'ENOENT' }]);
  expect(back?.errors?.map(isEnhancedCodeError)).toEqual([true, false]);
  expect(back?.stack).toContain('EC_DEMO_LOST');
});
