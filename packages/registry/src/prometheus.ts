import type { MetricFamily, MetricLabels, MetricPoint } from './metrics.ts';

/**
 * Metrics in the text format of Prometheus, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Names are made valid and counters end in
 * `_total`.
 */
export function renderPrometheus(families: readonly MetricFamily[]): string {
  return families.map(renderFamily).join('');
}

function renderFamily(family: MetricFamily): string {
  const name = nameOf(family);
  const help = (family.description ?? family.name).replace(/[\\\n]/g, escapeCharacter);
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${family.kind}\n`;
  return head + family.points.map((point) => renderPoint(name, family, point)).join('');
}

const UNITS: Readonly<Record<string, string>> = { s: '_seconds', By: '_bytes' };

function nameOf({ name, kind, unit = '' }: MetricFamily): string {
  const valid = name.replace(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_');
  return withEnd(withEnd(valid, UNITS[unit] ?? ''), kind === 'counter' ? '_total' : '');
}

function withEnd(name: string, end: string): string {
  return name.endsWith(end) ? name : name + end;
}

function renderPoint(name: string, family: MetricFamily, point: MetricPoint): string {
  const { labels, value, count = 0, counts = [] } = point;
  if (family.kind !== 'histogram') return line(name, labels, value);
  const buckets = family.buckets.map((bound, at) =>
    line(`${name}_bucket`, { ...labels, le: `${bound}` }, counts[at] ?? 0),
  );
  return (
    buckets.join('') +
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, count) +
    line(`${name}_sum`, labels, value) +
    line(`${name}_count`, labels, count)
  );
}

function line(name: string, labels: MetricLabels, value: number): string {
  const pairs = Object.entries(labels).map(
    ([key, text]) =>
      `${key.replace(/\W/g, '_').replace(/^(?=\d)/, '_')}="${text.replace(/[\\\n"]/g, escapeCharacter)}"`,
  );
  return `${name}{${pairs.join(',')}} ${value}\n`;
}

function escapeCharacter(character: string): string {
  return character === '\n' ? '\\n' : '\\' + character;
}
