import { expect, test } from 'vitest';
import { demoErrors } from '../../test/demo.ts';
import { manualClock, settle } from '../../test/manual-clock.ts';
import { createDeadlinePolicy, type DeadlineLimits, type DeadlineStage, startDeadlines } from './index.ts';

const START = 1_000_000;
const limits: DeadlineLimits = { connectMs: 10, headerMs: 20, firstMs: 30, idleMs: 40, totalMs: 1_000 };

function setUp(given: DeadlineLimits = limits, signal?: AbortSignal) {
  const clock = manualClock(START);
  return { clock, deadlines: startDeadlines(given, signal === undefined ? { clock } : { clock, signal }) };
}

test.each([
  [[], 10, 'timeout.connect', 'EC_RECOVERY_TIMEOUT_CONNECT'],
  [['connect'], 20, 'timeout.header', 'EC_RECOVERY_TIMEOUT_HEADER'],
  [['header'], 30, 'timeout.first', 'EC_RECOVERY_TIMEOUT_FIRST'],
  [['connect', 'header', 'first'], 40, 'timeout.idle', 'EC_RECOVERY_TIMEOUT_IDLE'],
  [['idle'], 40, 'timeout.idle', 'EC_RECOVERY_TIMEOUT_IDLE'],
] as const)(
  'after %j the next deadline is %i ms away and of its own kind',
  async (stages, limitMs, kind, code) => {
    const { clock, deadlines } = setUp();
    await clock.advance(5);
    for (const stage of stages) deadlines.reached(stage);
    const from = stages.length === 0 ? START : START + 5;
    expect(deadlines.next()).toEqual({ kind: kind.slice('timeout.'.length), dueAt: from + limitMs });
    await clock.advance(from + limitMs - clock.now() - 1);
    expect(deadlines.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(deadlines.signal.reason).toMatchObject({
      code,
      class: kind,
      details: { limitMs },
      retryable: true,
    });
    expect(clock.pending).toBe(0);
  },
);

test('events keep a stream open until the total deadline', async () => {
  const { clock, deadlines } = setUp();
  deadlines.reached('first');
  for (let event = 0; event < 33; event++) {
    await clock.advance(30);
    deadlines.reached('idle');
  }
  expect(deadlines.next()).toEqual({ kind: 'total', dueAt: START + 1_000 });
  await clock.advance(9);
  expect(deadlines.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadlines.signal.reason).toMatchObject({
    code: 'EC_RECOVERY_TIMEOUT_TOTAL',
    details: { limitMs: 1_000 },
  });
});

test('events cost no timers', async () => {
  const { clock, deadlines } = setUp();
  deadlines.reached('first');
  let timers = 0;
  const after = clock.after.bind(clock);
  clock.after = (ms, callback) => {
    timers += 1;
    return after(ms, callback);
  };
  for (let event = 0; event < 1_000; event++) deadlines.reached('idle');
  expect(timers).toBe(0);
  await clock.advance(39);
  deadlines.reached('idle');
  await clock.advance(39);
  expect(deadlines.signal.aborted).toBe(false);
  await clock.advance(1);
  expect(deadlines.signal.aborted).toBe(true);
});

test('a stage that comes late or twice changes nothing', async () => {
  const { clock, deadlines } = setUp();
  deadlines.reached('first');
  await clock.advance(5);
  for (const late of ['connect', 'header', 'first'] as const) deadlines.reached(late);
  expect(deadlines.next()).toEqual({ kind: 'idle', dueAt: START + 40 });
});

test('a deadline that is left out does not apply', async () => {
  const { clock, deadlines } = setUp({ firstMs: 30 });
  expect(deadlines.next()).toBeUndefined();
  await clock.advance(1e9);
  deadlines.reached('header');
  expect(deadlines.next()?.kind).toBe('first');
  deadlines.reached('first');
  await clock.advance(1e9);
  expect(deadlines.signal.aborted).toBe(false);
  const infinite = setUp({ totalMs: Number.POSITIVE_INFINITY });
  expect(infinite.clock.pending).toBe(0);
});

test('of two deadlines at the same time the total one is named', async () => {
  const { clock, deadlines } = setUp({ connectMs: 10, totalMs: 10 });
  await clock.advance(10);
  expect(deadlines.signal.reason).toMatchObject({ code: 'EC_RECOVERY_TIMEOUT_TOTAL' });
});

test('the abort of the caller is passed on, as an abort', async () => {
  const controller = new AbortController();
  const { clock, deadlines } = setUp(limits, controller.signal);
  controller.abort(new Error('secret'));
  expect(deadlines.signal.reason).toMatchObject({ code: 'EC_ERRORS_ABORTED', cause: { name: 'Error' } });
  expect(clock.pending).toBe(0);
  const late = setUp(limits, controller.signal);
  expect(late.deadlines.signal.aborted).toBe(true);
  expect(late.clock.pending).toBe(0);
  deadlines.reached('idle');
  expect(clock.pending).toBe(0);
});

test('what is disposed leaves nothing behind and ends nothing', async () => {
  const controller = new AbortController();
  const { clock, deadlines } = setUp(limits, controller.signal);
  deadlines[Symbol.dispose]();
  expect(clock.pending).toBe(0);
  deadlines.reached('first');
  expect(clock.pending).toBe(0);
  await clock.advance(10_000);
  controller.abort();
  expect(deadlines.signal.aborted).toBe(false);
});

test.each(['connectMs', 'headerMs', 'firstMs', 'idleMs', 'totalMs'])('a wrong %s is refused', (name) => {
  expect(() => startDeadlines({ [name]: -1 })).toThrow(`Option ${name} of a recovery policy`);
});

test('a policy ends an action that does not look at its signal', async () => {
  const clock = manualClock(START);
  const policy = createDeadlinePolicy({ totalMs: 50 }, { clock });
  const ended = policy.execute(() => new Promise(() => undefined)).catch((error: unknown) => error);
  await clock.advance(50);
  expect(await ended).toMatchObject({ code: 'EC_RECOVERY_TIMEOUT_TOTAL' });
  expect(clock.pending).toBe(0);
});

test('a policy hands out its signal and its deadlines', async () => {
  const clock = manualClock(START);
  const policy = createDeadlinePolicy({ connectMs: 10, idleMs: 20 }, { clock });
  let aborted = false;
  const reported: DeadlineStage = 'first';
  const ended = policy
    .execute(({ signal, deadlines }) => {
      signal.addEventListener('abort', () => (aborted = true));
      deadlines.reached(reported);
      return new Promise(() => undefined);
    })
    .catch((error: unknown) => error);
  await clock.advance(19);
  expect(aborted).toBe(false);
  await clock.advance(1);
  expect(aborted).toBe(true);
  expect(await ended).toMatchObject({ code: 'EC_RECOVERY_TIMEOUT_IDLE' });
});

test('a policy lets results and errors through and leaves no timer', async () => {
  const clock = manualClock(START);
  const policy = createDeadlinePolicy({ totalMs: 50 }, { clock });
  expect(await policy.execute(() => 'done')).toBe('done');
  const error = demoErrors.create('EC_DEMO_BUSY', {});
  const throwing = () => {
    throw error;
  };
  await expect(policy.execute(throwing)).rejects.toBe(error);
  await settle();
  expect(clock.pending).toBe(0);
});

test('a policy does not start what is aborted already', async () => {
  const policy = createDeadlinePolicy({ totalMs: 50 }, { clock: manualClock() });
  let calls = 0;
  const ended = policy.execute(() => (calls += 1), AbortSignal.abort());
  await expect(ended).rejects.toMatchObject({ code: 'EC_ERRORS_ABORTED' });
  expect(calls).toBe(0);
});

test('without a clock of its own a deadline passes for real', async () => {
  const policy = createDeadlinePolicy({ totalMs: 1 });
  await expect(policy.execute(() => new Promise(() => undefined))).rejects.toThrow(
    'Not finished within 1 ms.',
  );
});
