export type {
  ComponentMetrics,
  Counter,
  Gauge,
  Histogram,
  HistogramOptions,
  MetricLabels,
  MetricOptions,
} from '../instruments.ts';
export type { MetricFamily, MetricPoint } from './family.ts';
export { createMetrics, type Metrics, type MetricsOptions } from './metrics.ts';
export type { OtelHistogramOptions, OtelMeter } from './otel-meter.ts';
