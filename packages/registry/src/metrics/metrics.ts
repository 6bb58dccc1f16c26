import type { ComponentMetrics, MetricLabels } from '../instruments.ts';
import type { MetricsRecorder } from '../registry.ts';
import { declareFamily, type Families, type Family, freezeFamily, type MetricFamily } from './family.ts';
import type { OtelMeter } from './otel-meter.ts';
import { countStarts } from './own-metrics.ts';
import { renderPrometheus } from './prometheus.ts';
import { measure } from './series.ts';

/** Settings of `createMetrics`. */
export interface MetricsOptions {
  /**
   * Where measurements also go: `metrics.getMeter('…')` of `@opentelemetry/api`, asked for after the SDK was
   * set up. Default: nowhere.
   */
  readonly meter?: OtelMeter;
}

/** Everything that the components of a registry measure. */
export interface Metrics extends MetricsRecorder {
  /** Everything measured so far. */
  snapshot(): MetricFamily[];
  /** The same in the text format of Prometheus. */
  prometheus(): string;
}

/** Makes an empty store for `createRegistry({ metrics })`. */
export function createMetrics({ meter }: MetricsOptions = {}): Metrics {
  const families: Families = new Map();
  const of = (component: string) => instrumentsOf(families, meter, component);
  const snapshot = () => [...families].map(([name, family]) => freezeFamily(name, family));
  return {
    of,
    snapshot,
    prometheus: () => renderPrometheus(snapshot()),
    observe: countStarts(of),
  };
}

/** The instruments of one component. */
function instrumentsOf(
  families: Families,
  meter: OtelMeter | undefined,
  component: string,
): ComponentMetrics {
  const own = { component };
  const take = (family: Family) => (value: number | undefined, labels?: MetricLabels) =>
    measure(family, value ?? 1, labels === undefined ? own : { ...labels, component });
  return {
    counter: (name, options) => ({ add: take(declareFamily(families, meter, 'counter', name, options)) }),
    gauge: (name, options) => ({ record: take(declareFamily(families, meter, 'gauge', name, options)) }),
    histogram: (name, options) => ({
      record: take(declareFamily(families, meter, 'histogram', name, options)),
    }),
  };
}
