import { expect, test } from 'vitest';
import { proveReconnect } from './reconnect.ts';

test('readers over breaking connections agree with the log of writers that die', async () => {
  const figures = await proveReconnect(15, 1);
  expect(figures.runs).toBe(15);
  // The sample is only worth something if it met what it is about.
  expect(figures.takeovers).toBeGreaterThan(40);
  expect(figures.tornBytes).toBeGreaterThan(0);
  expect(figures.connections).toBeGreaterThan(30);
});
