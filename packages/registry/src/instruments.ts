/** Labels of one measurement. Keep the values few: each combination is a series of its own. */
export type MetricLabels = Readonly<Record<string, string>>;

/** Settings of a new instrument. */
export interface MetricOptions {
  /** What is measured, one sentence. Default: the name. */
  readonly description?: string;
  /** Unit such as `s` or `By`, as UCUM has it (https://ucum.org). Default: none. */
  readonly unit?: string;
}

/** Settings of a new histogram. */
export interface HistogramOptions extends MetricOptions {
  /** Upper bounds of its buckets; what is no number is left out. Default: 5 ms to 10 s, in seconds. */
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

/** Makes the instruments of one component; asking again for a name gives the same series. */
export interface ComponentMetrics {
  /** A counter; Prometheus sees it with `_total` behind its name. */
  counter(name: string, options?: MetricOptions): Counter;
  /** A gauge. */
  gauge(name: string, options?: MetricOptions): Gauge;
  /** A histogram; the buckets that were given first hold for all components. */
  histogram(name: string, options?: HistogramOptions): Histogram;
}

const ignore = () => {};
const idle = { add: ignore, record: ignore };
const ignored = () => idle;

/** Instruments that take everything and keep nothing, for a registry that measures nothing. */
export const noMetrics: ComponentMetrics = {
  counter: ignored,
  gauge: ignored,
  histogram: ignored,
};
