import { registryErrors } from './registry-errors.ts';

/** Labels of one measurement. Keep the values few: each combination is a series of its own. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Settings of a new instrument. */
export interface MetricOptions {
  /** What is measured, one sentence. */
  readonly description?: string;
  /** Unit such as `s` or `By`, as UCUM has it. */
  readonly unit?: string;
}

/** Settings of a new histogram. */
export interface HistogramOptions extends MetricOptions {
  /** Upper bounds of its buckets, rising. Default: 5 ms to 10 s, in seconds. */
  readonly buckets?: readonly number[];
}

/** Something that only grows. */
export interface Counter {
  /** Adds a value, by default 1; a negative one is ignored. */
  add(value?: number, labels?: MetricLabels): void;
}

/** Something that goes up and down. */
export interface Gauge {
  /** Sets the present value. */
  record(value: number, labels?: MetricLabels): void;
}

/** The distribution of something. */
export interface Histogram {
  /** Takes one measurement. */
  record(value: number, labels?: MetricLabels): void;
}

/** Makes the instruments of one component; asking again for a name gives the same one. */
export interface ComponentMetrics {
  /** A counter; Prometheus sees it with `_total` behind its name. */
  counter(name: string, options?: MetricOptions): Counter;
  /** A gauge. */
  gauge(name: string, options?: MetricOptions): Gauge;
  /** A histogram; the buckets that were given first hold for all components. */
  histogram(name: string, options?: HistogramOptions): Histogram;
}

/** The part of an OpenTelemetry `Meter` that is used: `metrics.getMeter('…')` of `@opentelemetry/api` fits. */
export interface OtelMeter {
  /** Makes something that only grows. */
  createCounter(
    name: string,
    options?: MetricOptions,
  ): {
    /** Adds a value. */
    add(value: number, labels?: MetricLabels): void;
  };
  /** Makes something that goes up and down. */
  createGauge(
    name: string,
    options?: MetricOptions,
  ): {
    /** Sets the present value. */
    record(value: number, labels?: MetricLabels): void;
  };
  /** Makes a distribution. */
  createHistogram(
    name: string,
    options?: MetricOptions,
  ): {
    /** Takes one measurement. */
    record(value: number, labels?: MetricLabels): void;
  };
}

/** One series: a value, or the state of a histogram. */
export interface MetricPoint {
  /** Labels, with `component` among them. */
  readonly labels: MetricLabels;
  /** Value of a counter or gauge; the sum of a histogram. */
  readonly value: number;
  /** Measurements of a histogram. */
  readonly count?: number;
  /** Measurements per bucket of a histogram, cumulative, in the order of its bounds. */
  readonly counts?: readonly number[];
}

/** All series of one metric. */
export interface MetricFamily extends MetricOptions {
  /** As its first user named it. */
  readonly name: string;
  /** What its points are. */
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Upper bounds of the buckets of a histogram. */
  readonly buckets: readonly number[];
  /** One point for each component and combination of labels. */
  readonly points: readonly MetricPoint[];
}

const BUCKETS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Series per metric; more would mean that a label holds ids, so the rest shares one series. */
const SERIES_LIMIT = 200;
const OVERFLOW: MetricLabels = { overflow: 'true' };

interface Series {
  readonly labels: MetricLabels;
  value: number;
  count: number;
  readonly counts: number[];
}

interface Family extends MetricOptions {
  readonly kind: MetricFamily['kind'];
  readonly buckets: readonly number[];
  readonly series: Map<string, Series>;
  readonly otel: {
    add?(value: number, labels: MetricLabels): void;
    record?(value: number, labels: MetricLabels): void;
  };
}

/** Everything that the components of one registry measured. */
export interface MetricStore {
  /** The instruments of one component, by its name. */
  of(component: string): ComponentMetrics;
  snapshot(): MetricFamily[];
}

/** Makes an empty store; measurements also go to the meter, if there is one. */
export function createMetricStore(meter?: OtelMeter): MetricStore {
  const families = new Map<string, Family>();
  const of = (component: string): ComponentMetrics => {
    const use = (kind: Family['kind'], name: string, options: HistogramOptions = {}) => {
      const family = declare(families, meter, kind, name, options);
      return (value = 1, labels?: MetricLabels) => measure(family, value, { ...labels, component });
    };
    return {
      counter: (name, options) => ({ add: use('counter', name, options) }),
      gauge: (name, options) => ({ record: use('gauge', name, options) }),
      histogram: (name, options) => ({ record: use('histogram', name, options) }),
    };
  };
  return { of, snapshot: () => [...families].map(([name, family]) => freeze(name, family)) };
}

function declare(
  families: Map<string, Family>,
  meter: OtelMeter | undefined,
  kind: Family['kind'],
  name: string,
  { buckets = kind === 'histogram' ? BUCKETS : [], ...options }: HistogramOptions,
): Family {
  const known = families.get(name);
  if (known?.kind === kind) return known;
  if (known) throw registryErrors.create('EC_REGISTRY_METRIC', { metric: name, kind: known.kind });
  const make = { counter: 'createCounter', gauge: 'createGauge', histogram: 'createHistogram' } as const;
  const otel = meter?.[make[kind]](name, options) ?? {};
  const family = { ...options, kind, buckets, series: new Map(), otel };
  families.set(name, family);
  return family;
}

function measure(family: Family, value: number, labels: MetricLabels): void {
  if (!Number.isFinite(value) || (family.kind === 'counter' && value < 0)) return;
  family.otel.add?.(value, labels);
  family.otel.record?.(value, labels);
  const series = seriesFor(family, labels);
  series.value = family.kind === 'gauge' ? value : series.value + value;
  series.count++;
  family.buckets.forEach((bound, at) => {
    if (value <= bound) series.counts[at] = (series.counts[at] ?? 0) + 1;
  });
}

function seriesFor(family: Family, labels: MetricLabels): Series {
  const key = JSON.stringify(Object.entries(labels).sort());
  const known = family.series.get(key);
  if (known) return known;
  if (family.series.size >= SERIES_LIMIT && labels !== OVERFLOW) return seriesFor(family, OVERFLOW);
  const series = { labels, value: 0, count: 0, counts: family.buckets.map(() => 0) };
  family.series.set(key, series);
  return series;
}

function freeze(name: string, { kind, buckets, series, otel: _, ...options }: Family): MetricFamily {
  const points = [...series.values()].map(({ labels, value, count, counts }) =>
    kind === 'histogram' ? { labels, value, count, counts: [...counts] } : { labels, value },
  );
  return { name, kind, buckets, points, ...options };
}
