import { expect, test } from 'vitest';
import { proveAborts } from './aborts.ts';

test('streams that are given up leave no timer, no listener and no unhandled rejection', async () => {
  expect(await proveAborts(200)).toEqual({ streams: 200, timers: 0, listeners: 0, unhandled: 0 });
});
