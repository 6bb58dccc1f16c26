import type { MetricLabels } from '../instruments.ts';
import type { Family, Series } from './family.ts';

/** Series per metric; more would mean that a label holds ids, so the rest shares one series. */
const SERIES_LIMIT = 200;
const OVERFLOW: MetricLabels = { overflow: 'true' };

/** Takes one measurement. What is no number is ignored, and a counter never falls. */
export function measure(family: Family, value: number, labels: MetricLabels): void {
  if (!Number.isFinite(value) || (family.kind === 'counter' && value < 0)) return;
  family.pass?.(value, labels);
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
