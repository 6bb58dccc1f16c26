import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { createJournal, rejection, token } from '../../test/sample.ts';
import { watchHealth } from '../health/index.ts';
import { component, createRegistry, type Registry, type RegistryEvents } from '../index.ts';
import { createMetrics } from '../metrics/index.ts';
import { watchEvents } from './index.ts';

const NAMES = [
  'starting',
  'started',
  'failed',
  'stopping',
  'stopped',
  'component-starting',
  'component-started',
  'component-failed',
  'component-stopping',
  'component-stopped',
] as const satisfies readonly (keyof RegistryEvents)[];

function record(registry: Registry): unknown[] {
  const seen: unknown[] = [];
  const events = watchEvents(registry);
  for (const name of NAMES) {
    events.on(name, (event: RegistryEvents[typeof name][0]) => {
      const { scope, at, durationMs } = event;
      seen.push([
        name,
        'component' in event ? event.component : scope,
        at,
        ...(durationMs === undefined ? [] : [durationMs]),
      ]);
    });
  }
  return seen;
}

test('tell the whole life in order', async () => {
  const clock = fakeClock();
  const journal = createJournal(clock);
  const registry = createRegistry({ clock }).register(journal.component(token('a'), [], { takesMs: 5 }));
  const seen = record(registry);
  const starting = registry.start();
  await clock.advance(5);
  await starting;
  const stopping = registry.stop();
  await clock.advance(5);
  await stopping;
  expect(seen).toEqual([
    ['starting', 'app', 1_000],
    ['component-starting', 'a', 1_000],
    ['component-started', 'a', 1_005, 5],
    ['started', 'app', 1_005, 5],
    ['stopping', 'app', 1_005],
    ['component-stopping', 'a', 1_005],
    ['component-stopped', 'a', 1_010, 5],
    ['stopped', 'app', 1_010, 5],
  ]);
});

test('tell of failures with their errors', async () => {
  const registry = createRegistry().register(
    component(token('a'), { create: () => Promise.reject(new TypeError('no')) }),
  );
  const errors: unknown[] = [];
  const events = watchEvents(registry);
  events.on('component-failed', ({ error }) => errors.push(error));
  events.on('failed', ({ error }) => errors.push(error));
  const thrown = await rejection(registry.start());
  expect(errors).toEqual([(thrown as Error).cause, thrown]);
});

test('tell of a stop that failed', async () => {
  const broken = { stop: () => Promise.reject(new TypeError('no')) };
  const registry = createRegistry().register(createJournal().component(token('a'), [], broken));
  const errors: unknown[] = [];
  watchEvents(registry).on('component-stopped', ({ error }) => errors.push(error));
  await registry.start();
  await rejection(registry.stop());
  expect(errors).toMatchObject([{ code: 'EC_REGISTRY_COMPONENT', details: { phase: 'stop' } }]);
});

test('of inner scopes arrive at the registry', async () => {
  const journal = createJournal();
  const inner = journal.component(token('a'), [], { scope: 'run' });
  await using registry = createRegistry({ clock: fakeClock() }).register(inner);
  await registry.start();
  const seen = record(registry);
  await using run = registry.scope('run');
  await run.start();
  expect(seen).toMatchObject([
    ['starting', 'run', 1_000],
    ['component-starting', 'a', 1_000],
    ['component-started', 'a', 1_000, 0],
    ['started', 'run', 1_000, 0],
  ]);
});

test('a listener that throws stops nothing, and is told', async () => {
  const registry = createRegistry().register(createJournal().component(token('a')));
  const thrown = new TypeError('listener');
  const events = watchEvents(registry);
  for (const name of NAMES) {
    events.on(name, () => {
      throw thrown;
    });
  }
  const told: unknown[] = [];
  events.on('listener-failed', ({ event, error }) => told.push([event, error]));
  await registry.start();
  await registry.stop();
  expect(registry.state).toBe('stopped');
  const names = NAMES.filter((name) => !name.endsWith('failed'));
  expect(told).toHaveLength(names.length);
  expect(told).toEqual(expect.arrayContaining(names.map((name) => [name, thrown])));
});

test('a listener of failed listeners may throw as well', async () => {
  const registry = createRegistry().register(createJournal().component(token('a')));
  const events = watchEvents(registry);
  for (const name of ['started', 'listener-failed'] as const) {
    events.on(name, () => {
      throw new TypeError('listener');
    });
  }
  await registry.start();
  expect(registry.state).toBe('running');
  await registry.stop();
});

test('are only made for those who listen', async () => {
  let asked = 0;
  const clock = { ...fakeClock(), now: () => ++asked };
  const silent = createRegistry({ clock }).register(createJournal().component(token('a')));
  await silent.start();
  const before = asked;
  asked = 0;
  const heard = createRegistry({ clock }).register(createJournal().component(token('a')));
  watchEvents(heard).on('component-started', () => {});
  await heard.start();
  expect(asked).toBe(before + 1);
});

describe('emitters', () => {
  const broken = () => {
    throw new TypeError('listener');
  };

  test('may be many, and what a listener of one throws does not keep an event from the others', async () => {
    const registry = createRegistry().register(createJournal().component(token('a')));
    const [first, second] = [watchEvents(registry), watchEvents(registry)];
    first.on('component-started', broken);
    const told: unknown[] = [];
    second.on('component-started', ({ component }) => told.push(component));
    second.on('listener-failed', ({ event }) => told.push(event));
    await registry.start();
    expect(told).toEqual(['component-started', 'a']);
    await registry.stop();
  });

  test('that come late hear what follows, over restarts', async () => {
    const registry = createRegistry().register(createJournal().component(token('a')));
    await registry.start();
    const seen: string[] = [];
    const events = watchEvents(registry);
    for (const name of NAMES) events.on(name, () => seen.push(name));
    await registry.stop();
    expect(seen).toEqual(['stopping', 'component-stopping', 'component-stopped', 'stopped']);
    await registry.start();
    expect(seen.slice(4)).toEqual(['starting', 'component-starting', 'component-started', 'started']);
    await registry.stop();
  });

  test('that are disposed hear nothing more and keep no listener', async () => {
    const registry = createRegistry().register(createJournal().component(token('a')));
    const seen: string[] = [];
    const events = watchEvents(registry);
    events.on('started', () => seen.push('started'));
    await registry.start();
    events[Symbol.dispose]();
    expect(events.eventNames()).toEqual([]);
    events.on('stopped', () => seen.push('stopped'));
    await registry.stop();
    expect(seen).toEqual(['started']);
  });

  test('tell when the health of a component changes', async () => {
    const clock = fakeClock();
    const registry = createRegistry({ clock }).register(
      component(token('a'), { create: () => 'a', health: () => 'degraded' }),
    );
    const seen: unknown[] = [];
    watchEvents(registry).on('health', ({ component, status }) => seen.push([component, status]));
    using health = watchHealth(registry);
    await registry.start();
    await health.check();
    await health.check();
    expect(seen).toEqual([['a', 'degraded']]);
    await registry.stop();
  });
});

test('metrics that throw when they are told of something stop nothing', async () => {
  const metrics = {
    ...createMetrics(),
    observe: () => {
      throw new RangeError('full');
    },
  };
  const registry = createRegistry({ metrics }).register(createJournal().component(token('a')));
  const told: unknown[] = [];
  watchEvents(registry).on('listener-failed', ({ event, error }) => told.push([event, String(error)]));
  await registry.start();
  expect(registry.state).toBe('running');
  expect(told).toContainEqual(['component-started', 'RangeError: full']);
  expect(told).toHaveLength(4);
  await registry.stop();
});

test('happen at the time of the real clock by default', async () => {
  const registry = createRegistry();
  const times: number[] = [];
  watchEvents(registry).on('started', ({ at }) => times.push(at));
  const before = Date.now();
  await registry.start();
  const [at = 0] = times;
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});
