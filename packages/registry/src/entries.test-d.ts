import { createDegradation } from '@enhanced-code/errors/recovery';
import { metrics as api, type Meter } from '@opentelemetry/api';
import { expectTypeOf } from 'vitest';
import { type HealthMonitor, type HealthSummary, watchHealth } from './health/index.ts';
import { component, createRegistry, createToken, type MetricsRecorder } from './index.ts';
import { bootTree, describeScope, type ScopeDescription } from './inspect/index.ts';
import { createMetrics, type MetricFamily, type OtelMeter } from './metrics/index.ts';

// A meter of the OpenTelemetry API fits, and a store of metrics fits a registry.
expectTypeOf<Meter>().toExtend<OtelMeter>();
const metrics = createMetrics({ meter: api.getMeter('app') });
expectTypeOf(metrics).toExtend<MetricsRecorder>();
expectTypeOf(metrics.snapshot()).toEqualTypeOf<MetricFamily[]>();
const registry = createRegistry({ metrics });
// @ts-expect-error: a meter alone is no store
createRegistry({ metrics: api.getMeter('app') });

// Labels are texts.
metrics.of('one').counter('c').add(1, { kind: 'x' });
// @ts-expect-error: a number is no label
metrics.of('one').counter('c').add(1, { kind: 1 });
// @ts-expect-error: a gauge has no count to add to
metrics.of('one').gauge('g').add(1);

// Health is watched for a whole registry and told of each scope.
const health = watchHealth(registry);
expectTypeOf(health).toEqualTypeOf<HealthMonitor>();
expectTypeOf(health.check(registry.scope('run'))).toEqualTypeOf<Promise<HealthSummary>>();
// @ts-expect-error: a run is watched with its registry
watchHealth(registry.scope('run'));

// A tree and a description are made of registries and scopes alike.
expectTypeOf(bootTree(registry.scope('session'))).toEqualTypeOf<string>();
expectTypeOf(describeScope(registry)).toEqualTypeOf<ScopeDescription>();

// Records of a degradation ladder fit as they are.
const ladder = createDegradation<boolean>({
  levels: [{ name: 'slow', gaveUp: 'speed', when: (slow) => (slow ? 'busy' : undefined) }],
});
component(createToken<typeof ladder>('ladder'), {
  create: () => ladder,
  degradations: (instance) => instance.records(),
});
// @ts-expect-error: a level is a text
component(createToken<number>('n'), { create: () => 1, degradations: () => [{ level: 1 }] });
