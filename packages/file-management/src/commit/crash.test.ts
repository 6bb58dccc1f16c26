import { describe, expect, test } from 'vitest';
import { changeOfMany, countCalls, interrupt } from '../testing/crash-lab.ts';

describe.each([1, 3])('a change of %i files', (size) => {
  const scenario = changeOfMany(size);

  test.each(['commit', 'undo'] as const)(
    '%s: killed after every call, it is there or not',
    async (target) => {
      const { length } = await countCalls(scenario, target);
      expect(length).toBeGreaterThan(40);
      const outcomes = { old: 0, new: 0 };
      for (let call = 0; call < length; call++) {
        const outcome = await interrupt(scenario, { target, call, fault: 'crash-after' });
        expect(outcome, `call ${call}`).not.toHaveProperty('wrong');
        if (outcome.state !== 'wrong') outcomes[outcome.state]++;
      }
      expect(outcomes.old).toBeGreaterThan(5);
      expect(outcomes.new).toBeGreaterThan(5);
    },
  );
});

test.each(['commit', 'undo'] as const)(
  '%s of three files: an error at any call leaves what is told, the old or the new tree',
  async (target) => {
    const scenario = changeOfMany(3);
    const { length } = await countCalls(scenario, target);
    for (let call = 0; call < length; call++) {
      const outcome = await interrupt(scenario, { target, call, fault: { error: 'EIO' } });
      expect(outcome, `call ${call}`).not.toHaveProperty('wrong');
    }
  },
);

test.each(['commit', 'undo'] as const)(
  '%s of one file: a loss of power after any call that forgets all that was not synced',
  async (target) => {
    const scenario = changeOfMany(1);
    const { length } = await countCalls(scenario, target);
    for (let call = 0; call < length; call++) {
      const outcome = await interrupt(scenario, { target, call, fault: 'crash-after', power: 'drop' });
      expect(outcome, `call ${call}`).not.toHaveProperty('wrong');
    }
  },
);
