import { expect, test } from 'vitest';
import { type CrashPoint, changeOfMany, countCalls, interrupt } from '../testing/crash-lab.ts';

/** A changed file, and a new one in new folders. */
const scenario = changeOfMany(2);

const interruptions: Readonly<Record<string, Omit<CrashPoint, 'target' | 'call'>>> = {
  'an error': { fault: { error: 'EIO' } },
  'a loss of power that forgets all that was not synced': { fault: 'crash-after', power: 'drop' },
};

for (const target of ['commit', 'undo'] as const) {
  test.each(Object.entries(interruptions))(
    `%s at any call of a ${target} leaves what is told, the old or the new tree`,
    async (_title, kind) => {
      const { length } = await countCalls(scenario, target);
      const states = new Set<string>();
      for (let call = 0; call < length; call++) {
        const outcome = await interrupt(scenario, { target, call, ...kind });
        expect(outcome, `call ${call}`).not.toHaveProperty('wrong');
        states.add(outcome.state);
      }
      expect([...states].sort()).toEqual(['new', 'old']);
    },
  );
}
