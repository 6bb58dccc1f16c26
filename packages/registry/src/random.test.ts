import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FakeClock, fakeClock } from '../test/fake-clock.ts';
import { never, rejection, token } from '../test/sample.ts';
import { type Component, component, createRegistry, registryErrors } from './index.ts';

/** What a component does; `needs` are positions of earlier ones. */
interface Plan {
  readonly needs: readonly number[];
  readonly lazy: boolean;
  /** Milliseconds of `create`; without, it returns at once. */
  readonly takesMs: number | undefined;
  readonly fails: 'no' | 'create' | 'start' | 'never';
  readonly stopFails: boolean;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  needs: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  lazy: fc.boolean(),
  takesMs: fc.option(fc.nat({ max: 5 }), { nil: undefined }),
  fails: fc.oneof(
    { weight: 12, arbitrary: fc.constant('no' as const) },
    { weight: 1, arbitrary: fc.constantFrom('create', 'start', 'never') },
  ),
  stopFails: fc.boolean(),
});

/** Makes the components of plans; every step of every component is written to the journal. */
function build(plans: readonly Plan[], clock: FakeClock, journal: string[]) {
  const tokens = plans.map((_, at) => token(`t${at}`));
  const needs = plans.map((each, at) => [...new Set(at === 0 ? [] : each.needs.map((need) => need % at))]);
  const components = plans.map(({ lazy, takesMs, fails, stopFails }, at): Component => {
    const own = tokens[at] ?? token('none');
    const entries = (needs[at] ?? []).map((need) => [`t${need}`, tokens[need] ?? own]);
    const fail = (step: string): void => {
      journal.push(`${step} ${at}`);
      if (step === fails || (step === 'end' && stopFails)) throw new RangeError(step);
    };
    return component(own, {
      lazy,
      dependencies: Object.fromEntries(entries),
      startTimeoutMs: 50,
      create() {
        fail('create');
        if (fails === 'never') return never<string>();
        if (takesMs === undefined) return own.name;
        return new Promise<string>((resolve) => clock.after(takesMs, () => resolve(own.name)));
      },
      start: () => fail('start'),
      async stop() {
        journal.push(`stop ${at}`);
        await new Promise<void>((resolve) => clock.after(at % 4, resolve));
        fail('end');
      },
    });
  });
  return { components, needs };
}

/** The positions that a start reaches: everything eager with all that it needs. */
function reachable(plans: readonly Plan[], needs: readonly (readonly number[])[]): Set<number> {
  const reached = new Set<number>();
  const visit = (at: number): void => {
    if (reached.has(at)) return;
    reached.add(at);
    for (const need of needs[at] ?? []) visit(need);
  };
  plans.forEach(({ lazy }, at) => {
    if (!lazy) visit(at);
  });
  return reached;
}

test('whatever fails, hangs or takes its time: order, rollback and reports hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 1, maxLength: 20 }), async (plans) => {
      const clock = fakeClock();
      const journal: string[] = [];
      const { components, needs } = build(plans, clock, journal);
      const registry = createRegistry({ clock, stopTimeoutMs: 20 });
      for (const each of components.toReversed()) registry.register(each);
      const ended = rejection(registry.start());
      await clock.advance(1_000);
      const error = await ended;

      const reached = reachable(plans, needs);
      const broken = [...reached].filter((at) => plans[at]?.fails !== 'no').map((at) => `t${at}`);
      if (broken.length === 0) {
        expect(error).toBeUndefined();
        const stopped = rejection(registry.stop());
        await clock.advance(100);
        const failed = [...reached].filter((at) => plans[at]?.stopFails).map((at) => `t${at}`);
        const details = (await stopped) as { details?: { failed: string[] } } | undefined;
        expect(details?.details?.failed.toSorted()).toEqual(
          failed.length === 0 ? undefined : failed.toSorted(),
        );
      } else {
        if (!registryErrors.is(error, 'EC_REGISTRY_START_FAILED')) expect.fail('it should have failed');
        expect(error.details.failed.length).toBeGreaterThan(0);
        expect(broken).toEqual(expect.arrayContaining([...error.details.failed]));
        expect(registry.state).toBe('failed');
      }

      expect(new Set(journal).size).toBe(journal.length);
      const place = (line: string) => journal.indexOf(line);
      plans.forEach(({ fails }, at) => {
        const created = place(`create ${at}`) >= 0 && fails !== 'create' && fails !== 'never';
        expect(place(`stop ${at}`) >= 0).toBe(created);
        if (!reached.has(at)) expect(created).toBe(false);
        for (const need of needs[at] ?? []) {
          if (place(`create ${at}`) < 0) continue;
          expect(place(`start ${need}`)).toBeGreaterThanOrEqual(0);
          expect(place(`start ${need}`)).toBeLessThan(place(`create ${at}`));
          if (created) expect(place(`end ${at}`)).toBeLessThan(place(`stop ${need}`));
        }
      });
      expect(clock.waiting()).toBe(0);
    }),
    { numRuns: 150 },
  );
});
