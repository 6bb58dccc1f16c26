import type { MetricLabels } from '../instruments.ts';
import type { MetricFamily, MetricPoint } from './family.ts';

/**
 * Metrics in the text format of Prometheus, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Names are made valid, and told apart where
 * that makes them equal; counters end in `_total`, times in `_seconds`, sizes in `_bytes`.
 */
export function renderPrometheus(families: readonly MetricFamily[]): string {
  const taken = new Set<string>();
  return families
    .map((family) => renderFamily(family, unique(nameOf(family), taken, ENDS[family.kind])))
    .join('');
}

function renderFamily(family: MetricFamily, name: string): string {
  const help = (family.description ?? family.name).replace(/[\\\n]/g, escaped);
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${family.kind}\n`;
  return head + family.points.map((point) => renderPoint(name, family, point)).join('');
}

/** What the lines of a metric add to its name, so that no other metric may be called that. */
const ENDS: Readonly<Record<MetricFamily['kind'], readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count'],
};

const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

function nameOf({ name, kind, unit = '' }: MetricFamily): string {
  const valid = name.replace(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d|$)/, '_');
  return withEnd(withEnd(valid, UNITS[unit] ?? ''), kind === 'counter' ? '_total' : '');
}

function withEnd(name: string, end: string): string {
  return name.endsWith(end) ? name : name + end;
}

/** The name, or the name with as many `_` in front as make it unlike those before it. */
function unique(name: string, taken: Set<string>, ends: readonly string[] = ['']): string {
  if (ends.some((end) => taken.has(name + end))) return unique(`_${name}`, taken, ends);
  for (const end of ends) taken.add(name + end);
  return name;
}

function renderPoint(name: string, family: MetricFamily, point: MetricPoint): string {
  const { value, count = 0, counts = [] } = point;
  const labels = renderLabels(point.labels);
  if (family.kind !== 'histogram') return `${name}{${labels}} ${value}\n`;
  const bucket = (bound: number | string, below: number) =>
    `${name}_bucket{${labels},le="${bound}"} ${below}\n`;
  const buckets = family.buckets.map((bound, at) => bucket(bound, counts[at] ?? 0)).join('');
  return `${buckets}${bucket('+Inf', count)}${name}_sum{${labels}} ${value}\n${name}_count{${labels}} ${count}\n`;
}

function renderLabels(labels: MetricLabels): string {
  // The name of the bucket label belongs to histograms.
  const taken = new Set(['le']);
  const pairs = Object.entries(labels).map(([key, text]) => {
    // Names with two underscores in front belong to Prometheus itself.
    const name = unique(key.replace(/\W/g, '_').replace(/^_*(?=\d|$)|^_+/, '_'), taken);
    return `${name}="${text.replace(/[\\\n"]/g, escaped)}"`;
  });
  return pairs.join(',');
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
