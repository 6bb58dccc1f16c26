import { expect, test } from 'vitest';
import { seeded } from '../../test/line-cases.ts';
import { randomSequence } from '../../test/undo-sequences.ts';

test('random sequences of changes, undos and redos bring every state back', async () => {
  const sum = { committed: 0, undone: 0, redone: 0 };
  for (let seed = 1; seed <= 40; seed++) {
    const { steps, wrong } = await randomSequence(seeded(seed), 8);
    expect(wrong, `seed ${seed}`).toBeUndefined();
    for (const key of ['committed', 'undone', 'redone'] as const) sum[key] += steps[key];
  }
  expect(sum.committed).toBeGreaterThan(100);
  expect(sum.undone).toBeGreaterThan(100);
  expect(sum.redone).toBeGreaterThan(10);
});
