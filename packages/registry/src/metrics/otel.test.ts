import { metrics as api, type Meter } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { token } from '../../test/sample.ts';
import { watchHealth } from '../health/index.ts';
import { component, createRegistry } from '../index.ts';
import { createMetrics } from './index.ts';

/** The SDK with an exporter that keeps everything. */
function sdk() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const exported = async (): Promise<Map<string, MetricData>> => {
    exporter.reset();
    await provider.forceFlush();
    const scopes = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
    return new Map(scopes.flatMap(({ metrics }) => metrics.map((each) => [each.descriptor.name, each])));
  };
  return { provider, exported, [Symbol.asyncDispose]: () => provider.shutdown() };
}

const pointsOf = (data: MetricData | undefined) =>
  data?.dataPoints.map(({ attributes, value }) => ({ attributes, value }));

describe('with an SDK', () => {
  test('counters, gauges and histograms of each component arrive with their attributes', async () => {
    await using telemetry = sdk();
    const metrics = createMetrics({ meter: telemetry.provider.getMeter('test') });
    const make = (name: string) =>
      component(token(name), {
        create: (_, context) => {
          const edits = context.metrics.counter('edits', { description: 'Edits made', unit: '{edit}' });
          edits.add(2, { format: 'json' });
          edits.add(1, { format: 'json' });
          edits.add();
          context.metrics.gauge('queue').record(7);
          context.metrics.gauge('queue').record(4);
          const size = context.metrics.histogram('size', { unit: 'By', buckets: [10, 100] });
          for (const value of [5, 50, 500]) size.record(value);
          return name;
        },
      });
    await using registry = createRegistry({ metrics }).register(make('one')).register(make('two'));
    await registry.start();
    const data = await telemetry.exported();
    expect(data.get('edits')?.descriptor).toMatchObject({ description: 'Edits made', unit: '{edit}' });
    expect(pointsOf(data.get('edits'))).toEqual([
      { attributes: { format: 'json', component: 'one' }, value: 3 },
      { attributes: { component: 'one' }, value: 1 },
      { attributes: { format: 'json', component: 'two' }, value: 3 },
      { attributes: { component: 'two' }, value: 1 },
    ]);
    expect(pointsOf(data.get('queue'))).toEqual([
      { attributes: { component: 'one' }, value: 4 },
      { attributes: { component: 'two' }, value: 4 },
    ]);
    expect(pointsOf(data.get('size'))).toMatchObject([
      {
        attributes: { component: 'one' },
        value: { sum: 555, count: 3, buckets: { boundaries: [10, 100], counts: [1, 1, 1] } },
      },
      { attributes: { component: 'two' } },
    ]);
  });

  test('so does what the registry and the health monitor measure themselves', async () => {
    await using telemetry = sdk();
    const metrics = createMetrics({ meter: telemetry.provider.getMeter('test') });
    await using registry = createRegistry({ metrics }).register(
      component(token('a'), { create: () => 'a', health: () => 'degraded' }),
    );
    using health = watchHealth(registry);
    await registry.start();
    await health.check();
    const data = await telemetry.exported();
    expect(pointsOf(data.get('registry.component.starts'))).toEqual([
      { attributes: { outcome: 'started', component: 'a' }, value: 1 },
    ]);
    expect(pointsOf(data.get('registry.component.health'))).toEqual([
      { attributes: { component: 'a' }, value: 0.5 },
    ]);
    expect(data.get('registry.component.start.duration')?.descriptor.unit).toBe('s');
  });

  test('the SDK and the snapshot agree', async () => {
    await using telemetry = sdk();
    const metrics = createMetrics({ meter: telemetry.provider.getMeter('test') });
    const one = metrics.of('one');
    for (let at = 0; at < 100; at++) one.counter('c').add(at, { kind: String(at % 3) });
    const data = await telemetry.exported();
    const [family] = metrics.snapshot();
    const snapshot = family?.points.map(({ labels, value }) => ({ attributes: labels, value }));
    expect(pointsOf(data.get('c'))).toEqual(snapshot);
  });
});

describe('without an SDK', () => {
  afterEach(() => api.disable());

  test('the meter of the API takes everything and does nothing', () => {
    const metrics = createMetrics({ meter: api.getMeter('test') });
    const one = metrics.of('one');
    one.counter('c').add(1);
    one.gauge('g').record(1);
    one.histogram('h').record(1);
    expect(metrics.snapshot().map(({ name, points }) => [name, points[0]?.value])).toEqual([
      ['c', 1],
      ['g', 1],
      ['h', 1],
    ]);
  });

  test('instruments are made once per metric, however many components and measurements there are', () => {
    const meter = api.getMeter('test');
    const spies = (['createCounter', 'createGauge', 'createHistogram'] as const).map((name) =>
      vi.spyOn(meter, name as keyof Meter),
    );
    const metrics = createMetrics({ meter });
    for (const name of ['one', 'two', 'three']) {
      const own = metrics.of(name);
      for (let sample = 0; sample < 100; sample++) {
        own.counter('c').add(1);
        own.gauge('g').record(sample);
        own.histogram('h').record(sample);
      }
    }
    expect(spies.map((spy) => spy.mock.calls.length)).toEqual([1, 1, 1]);
  });

  test('a registry that measures nowhere gives every component the same idle instruments', async () => {
    const seen: unknown[] = [];
    const make = (name: string) =>
      component(token(name), {
        create: (_, { metrics }) => {
          const counter = metrics.counter('c');
          counter.add(1);
          metrics.gauge('g').record(1);
          metrics.histogram('h').record(1);
          seen.push(metrics, counter, metrics.gauge('g'), metrics.histogram('h'));
          return name;
        },
      });
    await using registry = createRegistry().register(make('one')).register(make('two'));
    await registry.start();
    const distinct = new Set(seen);
    expect(distinct.size).toBe(2);
  });
});
