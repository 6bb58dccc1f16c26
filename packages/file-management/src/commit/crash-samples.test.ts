import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CrashTarget, changeOfMany, countCalls, interrupt } from '../testing/crash-lab.ts';
import type { Fault } from '../testing/fault-driver.ts';

const faults: readonly Fault[] = [
  'crash-before',
  'crash-after',
  'crash-torn',
  ...['EIO', 'ENOSPC', 'EACCES', 'EROFS', 'EMFILE'].map((error) => ({ error })),
];

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

test('a sample of kills and errors in commits, undos and recoveries of both, of three and of fifty files', async () => {
  const lengths = new Map<string, number>();
  const lengthOf = async (size: number, target: CrashTarget, first: number): Promise<number> => {
    const key = `${size} ${target} ${target.endsWith('recovery') ? first : ''}`;
    const known = lengths.get(key) ?? (await countCalls(changeOfMany(size), target, first)).length;
    lengths.set(key, known);
    return known;
  };
  const point = fc.record({
    size: fc.constantFrom(3, 3, 3, 50),
    target: fc.constantFrom<CrashTarget>('commit', 'undo', 'recovery', 'undo-recovery'),
    first: fc.constantFrom(30, 40, 50, 60, 70),
    place: fc.double({ min: 0, max: 0.999, noNaN: true }),
    fault: fc.constantFrom(...faults),
  });
  await fc.assert(
    fc.asyncProperty(point, async ({ size, target, first, place, fault }) => {
      const call = Math.floor(place * (await lengthOf(size, target, first)));
      const outcome = await interrupt(changeOfMany(size), { target, call, fault, first });
      expect(outcome).not.toHaveProperty('wrong');
    }),
    { numRuns: 60 },
  );
});

test('a loss of power that forgets, keeps or tears what was not synced leaves the old or the new tree', async () => {
  const scenario = changeOfMany(3);
  const { length } = await countCalls(scenario, 'commit');
  await fc.assert(
    fc.asyncProperty(fc.nat(length - 1), fc.infiniteStream(fc.boolean()), async (call, coins) => {
      const power = (): boolean => coins.next().value === true;
      for (const loss of ['drop', 'keep', power] as const) {
        const outcome = await interrupt(scenario, {
          target: 'commit',
          call,
          fault: 'crash-after',
          power: loss,
        });
        expect(outcome).not.toHaveProperty('wrong');
      }
    }),
    { numRuns: 40 },
  );
});
