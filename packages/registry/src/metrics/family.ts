import type { HistogramOptions, MetricLabels, MetricOptions } from '../instruments.ts';
import { registryErrors } from '../registry-errors.ts';
import type { OtelMeter } from './otel-meter.ts';

/** One series: a value, or the state of a histogram. */
export interface MetricPoint {
  /** Labels, with `component` among them. */
  readonly labels: MetricLabels;
  /** Value of a counter or gauge; the sum of a histogram. */
  readonly value: number;
  /** Measurements of a histogram. Absent for other kinds. */
  readonly count?: number;
  /** Measurements per bucket of a histogram, cumulative, in the order of its bounds. Absent for other kinds. */
  readonly counts?: readonly number[];
}

/** All series of one metric. */
export interface MetricFamily extends MetricOptions {
  /** As its first user named it. */
  readonly name: string;
  /** What its points are. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Upper bounds of the buckets of a histogram; of other kinds none. */
  readonly buckets: readonly number[];
  /** One point for each component and combination of labels. */
  readonly points: readonly MetricPoint[];
}

/** One series while it grows. */
export interface Series {
  readonly labels: MetricLabels;
  value: number;
  count: number;
  readonly counts: number[];
}

/** One metric while it grows. */
export interface Family extends MetricOptions {
  readonly kind: MetricFamily['kind'];
  readonly buckets: readonly number[];
  readonly series: Map<string, Series>;
  /** Passes a measurement on to OpenTelemetry, if there is a meter. */
  readonly pass?: (value: number, labels: MetricLabels) => void;
}

/** All metrics by name. */
export type Families = Map<string, Family>;

/** In seconds, as the clients of Prometheus have them (https://prometheus.io/docs/practices/histograms/). */
const BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metric of a name, made at its first use; one name has one kind. */
export function declareFamily(
  families: Families,
  meter: OtelMeter | undefined,
  kind: Family['kind'],
  name: string,
  { buckets = kind === 'histogram' ? BUCKETS : [], ...options }: HistogramOptions = {},
): Family {
  const known = families.get(name);
  if (known?.kind === kind) return known;
  if (known) throw registryErrors.create('EC_REGISTRY_METRIC', { metric: name, kind: known.kind });
  const bounds = [...new Set(buckets)].filter(Number.isFinite).sort((one, two) => one - two);
  const pass = meter && passTo(meter, kind, name, options, bounds);
  const family = { ...options, kind, buckets: bounds, series: new Map(), ...(pass && { pass }) };
  families.set(name, family);
  return family;
}

/** Makes the instrument of a metric in OpenTelemetry; it is made once, whoever measures. */
function passTo(
  meter: OtelMeter,
  kind: Family['kind'],
  name: string,
  options: MetricOptions,
  buckets: readonly number[],
): NonNullable<Family['pass']> {
  if (kind === 'counter') {
    const counter = meter.createCounter(name, options);
    return (value, labels) => counter.add(value, labels);
  }
  const advice = { explicitBucketBoundaries: [...buckets] };
  const instrument =
    kind === 'gauge' ? meter.createGauge(name, options) : meter.createHistogram(name, { ...options, advice });
  return (value, labels) => instrument.record(value, labels);
}

/** A copy that does not change any more. */
export function freezeFamily(
  name: string,
  { kind, buckets, series, pass: _, ...options }: Family,
): MetricFamily {
  const points = [...series.values()].map(({ labels, value, count, counts }) =>
    kind === 'histogram' ? { labels, value, count, counts: [...counts] } : { labels, value },
  );
  return { name, kind, buckets, points, ...options };
}
