import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../test/manual-clock.ts';
import { createDegradation, type DegradationOptions, type DegradationView } from './index.ts';

const START = 1_000_000;

/** A ladder on the load: from 2 on mild, from 4 on, if the disk is full, severe. */
function setUp(options: Partial<DegradationOptions<{ load: number; full?: boolean }>> = {}) {
  const clock = manualClock(START);
  const ladder = createDegradation<{ load: number; full?: boolean }>({
    clock,
    returnAfterMs: 100,
    levels: [
      {
        name: 'small',
        gaveUp: 'long context',
        when: ({ load }) => (load >= 2 ? `load is ${load}` : undefined),
      },
      {
        name: 'read-only',
        gaveUp: 'edits',
        when: ({ load, full }) =>
          full === true ? 'disk is full' : load >= 4 ? `load is ${load}` : undefined,
      },
    ],
    ...options,
  });
  return { clock, ladder };
}

test('service is full as long as no level applies', () => {
  const { ladder, clock } = setUp();
  expect(ladder.report({ load: 1 })).toEqual({ level: 'full', depth: 0, active: [] });
  expect(clock.pending).toBe(0);
  expect(ladder.records()).toEqual([]);
});

test('it steps down at once and records what was given up, why and since when', async () => {
  const { ladder, clock } = setUp();
  const small = { level: 'small', gaveUp: 'long context', reason: 'load is 2', from: START };
  expect(ladder.report({ load: 2 })).toEqual({ level: 'small', depth: 1, active: [small] });
  await clock.advance(50);
  const readOnly = { level: 'read-only', gaveUp: 'edits', reason: 'load is 4', from: START + 50 };
  expect(ladder.report({ load: 4 })).toEqual({ level: 'read-only', depth: 2, active: [small, readOnly] });
  expect(ladder.records()).toEqual([small, readOnly]);
});

test('a severe level includes the mild ones, for its own reason', () => {
  const { ladder } = setUp();
  expect(ladder.report({ load: 0, full: true }).active.map(({ level, reason }) => [level, reason])).toEqual([
    ['small', 'disk is full'],
    ['read-only', 'disk is full'],
  ]);
});

test('it returns by itself, one level at a time, once a level has not applied for long enough', async () => {
  const { ladder, clock } = setUp();
  ladder.report({ load: 4 });
  await clock.advance(10);
  ladder.report({ load: 0 });
  await clock.advance(99);
  expect(ladder.view().level).toBe('read-only');
  await clock.advance(1);
  expect(ladder.view().level).toBe('small');
  await clock.advance(100);
  expect(ladder.view()).toEqual({ level: 'full', depth: 0, active: [] });
  expect(clock.pending).toBe(0);
  expect(ladder.records().map(({ level, from, until }) => [level, from, until])).toEqual([
    ['read-only', START, START + 110],
    ['small', START, START + 210],
  ]);
});

test('it returns only as far as the last report allows', async () => {
  const { ladder, clock } = setUp();
  ladder.report({ load: 4 });
  ladder.report({ load: 2 });
  await clock.advance(1_000);
  expect(ladder.view().level).toBe('small');
  expect(clock.pending).toBe(0);
});

test('a relapse stops the return, and repeated good news does not delay it', async () => {
  const { ladder, clock } = setUp();
  ladder.report({ load: 2 });
  ladder.report({ load: 0 });
  await clock.advance(60);
  ladder.report({ load: 2 });
  await clock.advance(60);
  expect(ladder.view().level).toBe('small');
  expect(clock.pending).toBe(0);
  ladder.report({ load: 0 });
  await clock.advance(60);
  ladder.report({ load: 1 });
  await clock.advance(40);
  expect(ladder.view().level).toBe('full');
});

test('changes can be observed, and only changes are told', async () => {
  const { ladder, clock } = setUp();
  const seen: DegradationView[] = [];
  ladder.onChange((view) => seen.push(view));
  ladder.report({ load: 2 });
  ladder.report({ load: 3 });
  ladder.report({ load: 0 });
  await clock.advance(100);
  expect(seen.map((view) => view.level)).toEqual(['small', 'full']);
});

test('what was shown does not change afterwards', async () => {
  const { ladder, clock } = setUp();
  const before = ladder.report({ load: 2 });
  ladder.report({ load: 0 });
  await clock.advance(100);
  expect(before.active).toHaveLength(1);
});

test('records are kept up to a bound', async () => {
  const { ladder, clock } = setUp({ maxRecords: 2 });
  for (let round = 0; round < 5; round++) {
    ladder.report({ load: 2 + round });
    ladder.report({ load: 0 });
    await clock.advance(1_000);
  }
  const kept = ladder.records();
  expect(kept).toHaveLength(2);
  expect(kept.at(-1)?.reason).toBe('load is 6');
  const none = setUp({ maxRecords: 0 });
  none.ladder.report({ load: 2 });
  expect(none.ladder.records()).toHaveLength(1);
});

test('the default waits half a minute and keeps a hundred records', async () => {
  const clock = manualClock(START);
  const when = (bad: boolean) => (bad ? 'bad' : undefined);
  const ladder = createDegradation({ clock, levels: [{ name: 'a', gaveUp: 'b', when }] });
  ladder.report(true);
  ladder.report(false);
  await clock.advance(29_999);
  expect(ladder.view().depth).toBe(1);
  await clock.advance(1);
  expect(ladder.view().depth).toBe(0);
  for (let round = 0; round < 101; round++) {
    ladder.report(true);
    ladder.report(false);
    await clock.advance(30_000);
  }
  expect(ladder.records()).toHaveLength(100);
});

test('what is disposed does not return any more and leaves no timer', async () => {
  const { ladder, clock } = setUp();
  ladder.report({ load: 2 });
  ladder.report({ load: 0 });
  ladder[Symbol.dispose]();
  expect(clock.pending).toBe(0);
});

test.each([
  ['levels.length', { levels: [] }],
  ['returnAfterMs', { returnAfterMs: -1 }],
  ['maxRecords', { maxRecords: -1 }],
])('a wrong %s is refused', (option, options) => {
  expect(() => setUp(options)).toThrow(`Option ${option} of a recovery policy`);
});

test('depth never falls below what the last report demands, and reaches it in the end', async () => {
  const reports = fc.array(fc.tuple(fc.nat(5), fc.nat(150)), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(reports, async (given) => {
      const { ladder, clock } = setUp();
      let wanted = 0;
      for (const [load, pauseMs] of given) {
        wanted = load >= 4 ? 2 : load >= 2 ? 1 : 0;
        expect(ladder.report({ load }).depth).toBeGreaterThanOrEqual(wanted);
        await clock.advance(pauseMs);
        expect(ladder.view().depth).toBeGreaterThanOrEqual(wanted);
      }
      await clock.advance(200);
      expect(ladder.view().depth).toBe(wanted);
      expect(ladder.records().filter((record) => record.until === undefined)).toHaveLength(wanted);
    }),
    { numRuns: 50 },
  );
});
