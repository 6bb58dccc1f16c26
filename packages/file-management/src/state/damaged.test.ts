import { expect, test } from 'vitest';
import { damageEverywhere } from '../../test/damaged-state.ts';

test('a damaged file of the state folder loses its end or is refused, and never says what was not', async () => {
  const reports = await damageEverywhere(11);
  for (const { name, wrong, tried, read, refused } of reports) {
    expect(wrong, name).toEqual([]);
    expect(read + refused, name).toBe(tried);
    expect(tried, name).toBeGreaterThan(5);
  }
  const total = (key: 'read' | 'refused') => reports.reduce((sum, report) => sum + report[key], 0);
  expect(total('read')).toBeGreaterThan(50);
  expect(total('refused')).toBeGreaterThan(50);
});
