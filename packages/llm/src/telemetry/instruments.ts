import type { Attributes, Histogram, Meter } from '@opentelemetry/api';
import type { AttemptRecord } from '../usage/attempt-record.ts';
import { ATTR, BUCKETS, METRIC } from './semconv.ts';

/** The metrics of the conventions for calls of a model. */
export class Instruments {
  readonly #tokens: Histogram;
  readonly #duration: Histogram;
  readonly #firstChunk: Histogram;
  readonly #perChunk: Histogram;

  constructor(meter: Meter) {
    const histogram = (name: string, unit: string, bounds: number[]): Histogram =>
      meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries: bounds } });
    this.#tokens = histogram(METRIC.tokens, '{token}', BUCKETS.tokens);
    this.#duration = histogram(METRIC.duration, 's', BUCKETS.seconds);
    this.#firstChunk = histogram(METRIC.timeToFirstChunk, 's', BUCKETS.firstChunk);
    this.#perChunk = histogram(METRIC.timePerChunk, 's', BUCKETS.seconds);
  }

  /** Counts an attempt that has ended. Tokens are counted only where the provider measured them. */
  record(attempt: AttemptRecord, common: Attributes): void {
    const { usage, startedAt, endedAt, firstContentAt, errorCode } = attempt;
    const ended = errorCode === undefined ? common : { ...common, [ATTR.errorType]: errorCode };
    this.#duration.record((endedAt - startedAt) / 1000, ended);
    if (firstContentAt !== undefined) this.#firstChunk.record((firstContentAt - startedAt) / 1000, common);
    if (usage.source !== 'measured') return;
    this.#tokens.record(usage.inputTokens, { ...common, [ATTR.tokenType]: 'input' });
    this.#tokens.record(usage.outputTokens, { ...common, [ATTR.tokenType]: 'output' });
  }

  /** Counts the time between two pieces of content. */
  chunk(ms: number, common: Attributes): void {
    this.#perChunk.record(ms / 1000, common);
  }
}
