import { createDegradation } from '@enhanced-code/errors/recovery';
import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { never, token } from '../../test/sample.ts';
import { watchEvents } from '../events/index.ts';
import {
  type ComponentDefinition,
  type ComponentHealth,
  component,
  createRegistry,
  createToken,
  type HealthReport,
  type HealthStatus,
  type TokenMap,
} from '../index.ts';
import { watchHealth } from './index.ts';

const [a, b] = [token('a'), token('b')];
type Definition = ComponentDefinition<string, TokenMap, undefined>;

async function watched(definition: Partial<Definition>, more: Partial<Definition> = {}) {
  const clock = fakeClock();
  const changes: ComponentHealth[] = [];
  const registry = createRegistry({ clock })
    .register(component(a, { create: () => 'a', ...definition }))
    .register(component(b, { create: () => 'b', ...more }));
  watchEvents(registry).on('health', (change) => changes.push(change));
  const health = watchHealth(registry, { intervalMs: 100, timeoutMs: 20 });
  await registry.start();
  const ofA = () => health.summary().components.find((health) => health.component === 'a');
  return { clock, registry, health, changes, ofA };
}

describe('one component', () => {
  test('without a check is healthy since it started, and was never asked', async () => {
    const { registry, ofA, clock } = await watched({});
    expect(ofA()).toEqual({ component: 'a', status: 'healthy', since: 1_000, degradations: [] });
    await clock.advance(1_000);
    expect(ofA()).not.toHaveProperty('lastCheck');
    await registry.stop();
  });

  test.each([
    [undefined, { status: 'healthy' }],
    ['healthy', { status: 'healthy' }],
    ['degraded', { status: 'degraded' }],
    [
      { status: 'unhealthy', reason: 'no disk' },
      { status: 'unhealthy', reason: 'no disk' },
    ],
  ] as const)('answers %j', async (answer, expected) => {
    const { registry, health, ofA } = await watched({ health: () => answer });
    await health.check();
    expect(ofA()).toMatchObject({ ...expected, lastCheck: 1_000 });
    await registry.stop();
  });

  test('is asked at once and then at its interval, and only then', async () => {
    let asked = 0;
    const { registry, clock } = await watched({
      health: (instance, { name }) => {
        expect([instance, name]).toEqual(['a', 'a']);
        asked++;
        return undefined;
      },
    });
    const counts: number[] = [];
    for (const ms of [0, 99, 1, 100, 250]) {
      await clock.advance(ms);
      counts.push(asked);
    }
    expect(counts).toEqual([1, 1, 2, 3, 5]);
    await registry.stop();
    await clock.advance(1_000);
    expect(asked).toBe(5);
  });

  test('with an interval of its own', async () => {
    let asked = 0;
    const { registry, clock } = await watched({
      health: () => void asked++ as undefined,
      healthIntervalMs: 10,
    });
    await clock.advance(50);
    expect(asked).toBe(6);
    await registry.stop();
  });

  test('with the interval 0 only when somebody asks', async () => {
    let asked = 0;
    const { registry, health, clock } = await watched({
      health: () => void asked++ as undefined,
      healthIntervalMs: 0,
    });
    await clock.advance(10_000);
    expect(asked).toBe(0);
    await health.check();
    expect(asked).toBe(1);
    await registry.stop();
  });

  test('keeps the time of its last change apart from that of the last check', async () => {
    let answer: HealthStatus | HealthReport = 'healthy';
    const { registry, clock, changes, ofA } = await watched({ health: () => answer });
    await clock.advance(150);
    expect(ofA()).toMatchObject({ since: 1_000, lastCheck: 1_100 });
    answer = { status: 'degraded', reason: 'slow' };
    await clock.advance(60);
    expect(ofA()).toEqual({
      component: 'a',
      status: 'degraded',
      reason: 'slow',
      since: 1_200,
      lastCheck: 1_200,
      degradations: [],
    });
    await clock.advance(100);
    expect(ofA()).toMatchObject({ since: 1_200, lastCheck: 1_300 });
    answer = 'healthy';
    await clock.advance(100);
    expect(ofA()).not.toHaveProperty('reason');
    expect(changes.map(({ status, since }) => [status, since])).toEqual([
      ['degraded', 1_200],
      ['healthy', 1_400],
    ]);
    await registry.stop();
  });

  test('that throws is unhealthy, and says of the error only what cannot be secret', async () => {
    const thrown = [
      [new RangeError('sk-secret'), 'the check threw RangeError'],
      [Object.assign(new Error('sk-secret'), { code: 'ECONNREFUSED' }), 'the check threw ECONNREFUSED'],
      [Object.assign(new Error('sk-secret'), { code: 'sk-secret' }), 'the check threw Error'],
      ['sk-secret', 'the check threw a string'],
      [null, 'the check threw a object'],
    ] as const;
    for (const [error, reason] of thrown) {
      const { registry, health, ofA } = await watched({
        health: () => {
          throw error;
        },
      });
      await health.check();
      expect(ofA()).toMatchObject({ status: 'unhealthy', reason });
      await registry.stop();
    }
  });
});

describe('a check that hangs', () => {
  test('makes the component unhealthy at its deadline, and is not asked again until it answers', async () => {
    let asked = 0;
    let answer = () => {};
    const { registry, clock, ofA } = await watched({
      health: () => {
        asked++;
        return new Promise<undefined>((resolve) => {
          answer = () => resolve(undefined);
        });
      },
    });
    await clock.advance(20);
    expect(ofA()).toMatchObject({ status: 'unhealthy', reason: 'no answer within 20 ms', lastCheck: 1_020 });
    await clock.advance(500);
    expect(asked).toBe(1);
    answer();
    // Checks end after 20 ms and begin 100 ms later: 0, 120, 240, 360, 480, 600.
    await clock.advance(85);
    expect(asked).toBe(2);
    answer();
    await clock.advance(0);
    expect(ofA()).toMatchObject({ status: 'healthy' });
    await registry.stop();
  });

  test('has the deadline of its own definition before that of the registry', async () => {
    const { registry, clock, ofA } = await watched({ health: () => never<undefined>(), healthTimeoutMs: 3 });
    await clock.advance(3);
    expect(ofA()).toMatchObject({ reason: 'no answer within 3 ms' });
    await registry.stop();
  });

  test('holds up neither a stop nor the process', async () => {
    const { registry, health, clock } = await watched({ health: () => never<undefined>() });
    await clock.advance(5);
    await registry.stop();
    await clock.advance(0);
    expect(clock.waiting()).toBe(0);
    expect(health.summary().components).toEqual([]);
  });
});

test('by default a check has 5 seconds and comes every 30', async () => {
  const clock = fakeClock(0);
  const asked: number[] = [];
  const registry = createRegistry({ clock }).register(
    component(a, {
      create: () => 'a',
      health: () => {
        asked.push(clock.now());
        return asked.length < 3 ? undefined : never<undefined>();
      },
    }),
  );
  using health = watchHealth(registry);
  await registry.start();
  await clock.advance(64_999);
  expect(asked).toEqual([0, 30_000, 60_000]);
  expect(health.summary().status).toBe('healthy');
  await clock.advance(1);
  expect(health.summary().components).toMatchObject([{ reason: 'no answer within 5000 ms' }]);
  await registry.stop();
});

describe('the whole', () => {
  test.each([
    ['healthy', undefined, { status: 'healthy', ready: true, live: true }],
    ['degraded', undefined, { status: 'degraded', ready: true, live: true }],
    ['unhealthy', undefined, { status: 'unhealthy', ready: false, live: true }],
    ['unhealthy', 'readiness', { status: 'unhealthy', ready: false, live: true }],
    ['unhealthy', 'liveness', { status: 'unhealthy', ready: false, live: false }],
    ['unhealthy', 'nothing', { status: 'degraded', ready: true, live: true }],
  ] as const)('with a component that is %s and affects %s', async (status, affects, expected) => {
    const { registry, health } = await watched({ health: () => status, ...(affects && { affects }) });
    expect(await health.check()).toMatchObject(expected);
    await registry.stop();
  });

  test('is ready only while it runs', async () => {
    const { registry, health } = await watched({});
    expect(health.summary()).toMatchObject({ ready: true, live: true });
    await registry.stop();
    expect(health.summary()).toEqual({ status: 'unhealthy', ready: false, live: true, components: [] });
    expect(watchHealth(createRegistry()).summary()).toMatchObject({ ready: false, live: true });
  });

  test('is not live after a start that failed', async () => {
    const registry = createRegistry().register(
      component(a, { create: () => Promise.reject(new TypeError('no')) }),
    );
    using health = watchHealth(registry);
    await registry.start().catch(() => {});
    expect(health.summary()).toMatchObject({ ready: false, live: false });
  });

  test('of a run is its own', async () => {
    const clock = fakeClock();
    await using registry = createRegistry({ clock }).register(
      component(a, { scope: 'run', create: () => 'a', health: () => 'unhealthy' }),
    );
    using health = watchHealth(registry);
    await registry.start();
    await using inner = registry.scope('run');
    await inner.start();
    expect((await health.check(inner)).components).toMatchObject([{ component: 'a', status: 'unhealthy' }]);
    expect(await health.check()).toMatchObject({ status: 'healthy', components: [] });
  });
});

describe('what was given up', () => {
  const lasting = {
    level: 'smaller-context',
    gaveUp: 'half of the context',
    reason: 'slow model',
    from: 400,
  };
  const ended = { level: 'no-tools', from: 100, until: 200 };

  test('makes a component degraded since then, while it lasts', async () => {
    let records = [ended, lasting, { level: 'no-cache' }];
    const { registry, health, ofA } = await watched({ degradations: () => records });
    expect(ofA()).toEqual({
      component: 'a',
      status: 'degraded',
      reason: 'smaller-context, no-cache',
      since: 400,
      degradations: [lasting, { level: 'no-cache' }],
    });
    expect(health.summary()).toMatchObject({ status: 'degraded', ready: true });
    records = [ended];
    expect(ofA()).toMatchObject({ status: 'healthy', degradations: [] });
    await registry.stop();
  });

  test('does not hide that a component is unhealthy', async () => {
    const report = { status: 'unhealthy', reason: 'gone' } as const;
    const { registry, health, ofA } = await watched({ degradations: () => [lasting], health: () => report });
    await health.check();
    expect(ofA()).toMatchObject({ ...report, degradations: [lasting] });
    await registry.stop();
  });

  test('is unknown if the records cannot be read', async () => {
    const { registry, ofA } = await watched({
      degradations: () => {
        throw new TypeError('sk-secret');
      },
    });
    expect(ofA()).toMatchObject({ status: 'degraded', reason: 'unknown' });
    await registry.stop();
  });
});

describe('records of a degradation ladder', () => {
  test('appear while a level lasts, and go with it', async () => {
    const clock = fakeClock();
    const ladder = createDegradation<{ readonly slow: boolean }>({
      levels: [
        {
          name: 'smaller-context',
          gaveUp: 'half of the context',
          when: ({ slow }) => (slow ? 'the model is slow' : undefined),
        },
      ],
      returnAfterMs: 100,
      clock,
    });
    const model = createToken<typeof ladder>('model');
    await using registry = createRegistry({ clock }).register(
      component(model, { create: () => ladder, degradations: (instance) => instance.records() }),
    );
    using health = watchHealth(registry);
    await registry.start();
    expect(health.summary()).toMatchObject({ status: 'healthy', components: [{ degradations: [] }] });
    ladder.report({ slow: true });
    const record = { level: 'smaller-context', gaveUp: 'half of the context', reason: 'the model is slow' };
    expect(health.summary()).toMatchObject({
      status: 'degraded',
      ready: true,
      components: [{ reason: 'smaller-context', since: 1_000, degradations: [{ ...record, from: 1_000 }] }],
    });
    ladder.report({ slow: false });
    await clock.advance(100);
    expect(health.summary()).toMatchObject({ status: 'healthy', components: [{ degradations: [] }] });
  });
});

describe('a monitor', () => {
  function make() {
    const clock = fakeClock();
    let asked = 0;
    const own = { health: () => void asked++ as undefined, healthIntervalMs: 10 };
    const registry = createRegistry({ clock })
      .register(component(a, { create: () => 'a', ...own }))
      .register(component(b, { scope: 'run', create: () => 'b', ...own }));
    return { clock, registry, asked: () => asked };
  }

  test('takes up what runs already, also in scopes', async () => {
    const { clock, registry, asked } = make();
    await registry.start();
    const run = registry.scope('run');
    await run.start();
    using health = watchHealth(registry);
    await clock.advance(0);
    expect(asked()).toBe(2);
    expect(health.summary(run).components).toMatchObject([{ component: 'b', lastCheck: 1_000 }]);
    await registry.stop();
    expect(clock.waiting()).toBe(0);
  });

  test('asks nobody once it is disposed, and leaves no timer', async () => {
    const { clock, registry, asked } = make();
    const health = watchHealth(registry);
    await registry.start();
    await clock.advance(0);
    health[Symbol.dispose]();
    await clock.advance(100);
    expect(asked()).toBe(1);
    expect(clock.waiting()).toBe(0);
    expect((await health.check()).components).toEqual([]);
    await registry.scope('run').start();
    await clock.advance(100);
    expect(asked()).toBe(1);
    await registry.stop();
  });

  test('goes on over a restart', async () => {
    const { clock, registry, asked } = make();
    using health = watchHealth(registry);
    for (let round = 0; round < 3; round++) {
      await registry.start();
      await clock.advance(0);
      await registry.stop();
    }
    expect(asked()).toBe(3);
    expect(health.summary().components).toEqual([]);
  });

  test('disturbs no other one', async () => {
    const { clock, registry, asked } = make();
    using one = watchHealth(registry);
    const other = watchHealth(registry);
    await registry.start();
    await clock.advance(0);
    expect(asked()).toBe(2);
    other[Symbol.dispose]();
    await clock.advance(10);
    expect(asked()).toBe(3);
    expect(one.summary().components).toHaveLength(1);
    await registry.stop();
    expect(clock.waiting()).toBe(0);
  });

  test('asks once for all who want to know at the same time', async () => {
    const { registry, asked } = make();
    using health = watchHealth(registry);
    await registry.start();
    const [first, second] = await Promise.all([health.check(), health.check()]);
    expect(first).toEqual(second);
    expect(asked()).toBe(1);
    await registry.stop();
  });

  test('knows nothing of a component that never started', async () => {
    const { registry } = make();
    using health = watchHealth(registry);
    expect((await health.check()).components).toEqual([]);
  });
});

test.each([
  ['a word that is no status', 'fine'],
  ['a number', 7],
  ['an object without a status', { reason: 'sk-secret' }],
])('a check that answers with %s makes the component unhealthy', async (_, answer) => {
  const { registry, health, ofA } = await watched({ health: () => answer as HealthStatus });
  await health.check();
  expect(ofA()).toMatchObject({ status: 'unhealthy', reason: 'the check gave no status' });
  await registry.stop();
});

test('of an answer only status and reason are kept', async () => {
  const answer = { status: 'degraded', reason: 'slow', apiKey: 'sk-secret' } as const;
  const { registry, health, ofA } = await watched({ health: () => answer });
  await health.check();
  expect(ofA()).toEqual({
    component: 'a',
    status: 'degraded',
    reason: 'slow',
    since: 1_000,
    lastCheck: 1_000,
    degradations: [],
  });
  await registry.stop();
});

test('the wait for the next check does not keep a process alive, that for an answer does', async () => {
  const clock = fakeClock();
  const waits: unknown[] = [];
  const after: typeof clock.after = (ms, callback, options) => {
    waits.push([ms, options?.idle === true]);
    return clock.after(ms, callback, options);
  };
  const registry = createRegistry({ clock: { ...clock, after } }).register(
    component(a, { create: () => 'a', health: () => undefined }),
  );
  using _health = watchHealth(registry, { intervalMs: 100, timeoutMs: 20 });
  await registry.start();
  await clock.advance(0);
  expect(waits).toEqual([
    [0, true],
    [20, false],
    [100, true],
  ]);
});
