import type { MetricLabels, MetricOptions } from '../instruments.ts';

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
    options?: OtelHistogramOptions,
  ): {
    /** Takes one measurement. */
    record(value: number, labels?: MetricLabels): void;
  };
}

/** Settings of a histogram as OpenTelemetry takes them. */
export interface OtelHistogramOptions extends MetricOptions {
  /** What the SDK may heed unless a view says otherwise. */
  readonly advice?: {
    /** Upper bounds of its buckets, rising. */
    readonly explicitBucketBoundaries?: number[];
  };
}
