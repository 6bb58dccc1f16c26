import { describe, expect, test } from 'vitest';
import { fakeClock } from '../../test/fake-clock.ts';
import { token } from '../../test/sample.ts';
import { watchEvents } from '../events/index.ts';
import { watchHealth } from '../health/index.ts';
import { type ComponentMetrics, component, createRegistry } from '../index.ts';
import { createMetrics, type MetricFamily, type MetricsOptions } from './index.ts';

async function measuring(options: MetricsOptions = {}) {
  const seen: Record<string, ComponentMetrics> = {};
  const metrics = createMetrics(options);
  const registry = createRegistry({ metrics });
  for (const name of ['one', 'two']) {
    registry.register(
      component(token(name), {
        create: (_, context) => {
          seen[name] = context.metrics;
          return name;
        },
      }),
    );
  }
  await registry.start();
  const { one, two } = seen;
  if (one === undefined || two === undefined) expect.fail('both have metrics');
  const family = (name: string) => metrics.snapshot().find((each) => each.name === name);
  return { registry, metrics, one, two, family };
}

describe('snapshot', () => {
  test('a counter grows per component and labels', async () => {
    const { registry, one, two, family } = await measuring();
    const edits = one.counter('edits', { description: 'Edits', unit: '{edit}' });
    edits.add();
    edits.add(2, { format: 'json' });
    one.counter('edits').add(4);
    two.counter('edits').add(1);
    expect(family('edits')).toEqual({
      name: 'edits',
      kind: 'counter',
      description: 'Edits',
      unit: '{edit}',
      buckets: [],
      points: [
        { labels: { component: 'one' }, value: 5 },
        { labels: { component: 'one', format: 'json' }, value: 2 },
        { labels: { component: 'two' }, value: 1 },
      ],
    });
    await registry.stop();
  });

  test('a counter never falls, and nothing takes what is no number', async () => {
    const { registry, one, family } = await measuring();
    const counter = one.counter('c');
    for (const value of [3, -1, Number.NaN, Number.POSITIVE_INFINITY]) counter.add(value);
    one.gauge('g').record(2);
    one.gauge('g').record(-3);
    one.gauge('g').record(Number.NaN);
    expect(family('c')?.points).toMatchObject([{ value: 3 }]);
    expect(family('g')?.points).toEqual([{ labels: { component: 'one' }, value: -3 }]);
    await registry.stop();
  });

  test('a histogram counts per bucket, cumulatively', async () => {
    const { registry, one, family } = await measuring();
    const times = one.histogram('times', { buckets: [1, 10] });
    for (const value of [0.5, 1, 5, 100]) times.record(value);
    expect(family('times')).toMatchObject({
      kind: 'histogram',
      buckets: [1, 10],
      points: [{ value: 106.5, count: 4, counts: [2, 3] }],
    });
    one.histogram('mixed', { buckets: [10, 1, Number.NaN, 10, Number.POSITIVE_INFINITY] }).record(5);
    expect(family('mixed')).toMatchObject({ buckets: [1, 10], points: [{ counts: [0, 1] }] });
    one.histogram('default').record(0.2);
    expect(family('default')?.buckets).toEqual([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]);
    await registry.stop();
  });

  test('a snapshot does not change afterwards', async () => {
    const { registry, one, family } = await measuring();
    const times = one.histogram('times', { buckets: [1] });
    times.record(0.5);
    const before = structuredClone(family('times'));
    const held = family('times');
    times.record(0.5);
    expect(held).toEqual(before);
    await registry.stop();
  });

  test('one name has one kind', async () => {
    const { registry, one, two } = await measuring();
    one.counter('things');
    expect(() => two.gauge('things')).toThrow(
      expect.objectContaining({ code: 'EC_REGISTRY_METRIC', details: { metric: 'things', kind: 'counter' } }),
    );
    await registry.stop();
  });

  test('labels that hold ids end in one series, and nothing is lost', async () => {
    const { registry, one, family } = await measuring();
    const counter = one.counter('requests');
    for (let id = 0; id < 1_000; id++) counter.add(1, { id: String(id) });
    const points = family('requests')?.points ?? [];
    expect(points).toHaveLength(201);
    expect(points.at(-1)).toEqual({ labels: { overflow: 'true' }, value: 800 });
    await registry.stop();
  });

  test('labels mean the same in any order, and component cannot be forged', async () => {
    const { registry, one, family } = await measuring();
    one.counter('c').add(1, { x: '1', y: '2' });
    one.counter('c').add(1, { y: '2', x: '1', component: 'other' });
    expect(family('c')?.points).toEqual([{ labels: { x: '1', y: '2', component: 'one' }, value: 2 }]);
    await registry.stop();
  });
});

describe('what the registry measures itself', () => {
  test('starts, their durations, health and listeners that throw', async () => {
    const clock = fakeClock();
    const slow = component(token('slow'), {
      create: () => new Promise<string>((resolve) => clock.after(1_500, () => resolve('slow'))),
      health: () => 'degraded',
    });
    const metrics = createMetrics();
    const registry = createRegistry({ clock, metrics }).register(slow);
    using health = watchHealth(registry);
    watchEvents(registry).on('component-started', () => {
      throw new TypeError('listener');
    });
    const starting = registry.start();
    await clock.advance(1_500);
    await starting;
    await health.check();
    const values = Object.fromEntries(metrics.snapshot().map(({ name, points }) => [name, points]));
    expect(values).toEqual({
      'registry.component.starts': [{ labels: { component: 'slow', outcome: 'started' }, value: 1 }],
      'registry.component.start.duration': [{ labels: { component: 'slow' }, value: 1.5 }],
      'registry.component.health': [{ labels: { component: 'slow' }, value: 0.5 }],
      'registry.listener.errors': [{ labels: { component: 'registry' }, value: 1 }],
    });
    const about = metrics
      .snapshot()
      .map(({ name, description, unit }) => [name, description, ...(unit ? [unit] : [])]);
    expect(about.toSorted()).toEqual([
      ['registry.component.health', '1 healthy, 0.5 degraded, 0 unhealthy'],
      ['registry.component.start.duration', 'Time that the last start took', 's'],
      ['registry.component.starts', 'Starts of components by outcome'],
      ['registry.listener.errors', 'Listeners that threw'],
    ]);
    await registry.stop();
  });
});

test('a family without measurements is shown without points', async () => {
  const { registry, metrics, one, family } = await measuring();
  one.counter('idle', { description: 'Nothing yet' });
  const idle: MetricFamily | undefined = family('idle');
  expect(idle?.points).toEqual([]);
  expect(metrics.prometheus()).toContain('# TYPE idle_total counter\n');
  await registry.stop();
});
