import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import parse from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import { createMetrics, type Metrics } from './index.ts';

describe('the text', () => {
  test('has help, type, units and escaped labels', () => {
    const metrics = createMetrics();
    const one = metrics.of('one');
    one.counter('edits.made', { description: 'Edits\nof "files" \\ all' }).add(2, { path: 'a "b"\\\n' });
    one.gauge('heap', { unit: 'By' }).record(12);
    one.histogram('9lives', { unit: 's', buckets: [0.5, 1] }).record(0.7);
    expect(metrics.prometheus()).toBe(
      '# HELP edits_made_total Edits\\nof "files" \\\\ all\n# TYPE edits_made_total counter\n' +
        'edits_made_total{path="a \\"b\\"\\\\\\n",component="one"} 2\n' +
        '# HELP heap_bytes heap\n# TYPE heap_bytes gauge\nheap_bytes{component="one"} 12\n' +
        '# HELP _9lives_seconds 9lives\n# TYPE _9lives_seconds histogram\n' +
        '_9lives_seconds_bucket{component="one",le="0.5"} 0\n' +
        '_9lives_seconds_bucket{component="one",le="1"} 1\n' +
        '_9lives_seconds_bucket{component="one",le="+Inf"} 1\n' +
        '_9lives_seconds_sum{component="one"} 0.7\n_9lives_seconds_count{component="one"} 1\n',
    );
  });

  test('says a unit or a total once', () => {
    const metrics = createMetrics();
    metrics.of('one').counter('bytes_total').add();
    metrics.of('one').gauge('wait_seconds', { unit: 's' }).record(1);
    metrics.of('one').gauge('ratio', { unit: '1' }).record(1);
    const names = [...metrics.prometheus().matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual(['bytes_total', 'wait_seconds', 'ratio']);
  });

  test('tells names and labels apart that become equal', () => {
    const metrics = createMetrics();
    const one = metrics.of('one');
    one.gauge('a.b').record(1, { 'x.y': '1', 'x-y': '2', '1x': '0', le: '3', component: 'forged' });
    one.gauge('a-b').record(2);
    expect(metrics.prometheus()).toContain('\na_b{x_y="1",_x_y="2",_1x="0",_le="3",component="one"} 1\n');
    expect(metrics.prometheus()).toContain('\n_a_b{component="one"} 2\n');
  });

  test('keeps the names of the lines of a histogram for it', () => {
    const metrics = createMetrics();
    const one = metrics.of('one');
    one.gauge('x_sum').record(1);
    one.histogram('x', { buckets: [1] }).record(1);
    one.gauge('_x_count').record(1);
    const names = [...metrics.prometheus().matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toEqual(['x_sum', '_x', '__x_count']);
  });

  test('makes something valid of empty names and of names that Prometheus keeps to itself', () => {
    const metrics = createMetrics();
    metrics.of('one').gauge('').record(1, { '': 'a', __name__: 'b', __1: 'c' });
    expect(metrics.prometheus()).toContain('\n_{_="a",_name__="b",_1="c",component="one"} 1\n');
  });

  test('is empty when nothing was measured', () => {
    expect(createMetrics().prometheus()).toBe('');
  });
});

/** Names that real tooling also likes: it warns of capitals, and of units in short words. */
const name = fc.stringMatching(/^[a-z]{7,9}[.-][a-z]{7,9}$/);
const key = fc.string({ unit: fc.constantFrom('a', 'b', '_', '-', '.', 'é', '1', ' '), maxLength: 5 });
const labels = fc.dictionary(
  key.map((rest) => `k${rest}`),
  fc.string({ unit: 'grapheme' }),
);
const entries = fc.array(fc.tuple(name, fc.double({ noNaN: true, noDefaultInfinity: true }), labels), {
  maxLength: 5,
});

function measured(all: readonly (readonly [string, number, Record<string, string>])[]): Metrics {
  const metrics = createMetrics();
  const one = metrics.of('one');
  all.forEach(([each, value, own], at) => {
    const description = `What ${each} says`;
    one.counter(`c.${each}.${at}`, { description }).add(Math.abs(value), own);
    one.gauge(`g.${each}.${at}`, { description, unit: 's' }).record(value, own);
    one.histogram(`h.${each}.${at}`, { description, unit: 'By' }).record(value, own);
  });
  return metrics;
}

/** Every sample that the snapshot should become: the kind of line, its labels as a sorted list, its value. */
function expectedSamples(metrics: Metrics): unknown[] {
  return metrics.snapshot().flatMap(({ kind, buckets, points }) =>
    points.flatMap(({ labels: own, value, count = 0, counts = [] }) => {
      const texts = Object.values(own);
      if (kind !== 'histogram') return [sample(kind === 'counter' ? 'total' : 'seconds', texts, value)];
      const bounds = buckets.map((bound, at) =>
        sample('bucket', [...texts, String(bound)], counts[at] ?? -1),
      );
      const rest = [sample('bucket', [...texts, '+Inf'], count), sample('sum', texts, value)];
      return [...bounds, ...rest, sample('count', texts, count)];
    }),
  );
}

function sample(kind: string, texts: readonly string[], value: number): unknown {
  // The text knows no negative zero.
  return [kind, texts.toSorted(), value + 0];
}

/** The same of a text, as the parser reads it. It drops labels of histograms, so it reads them as plain lines. */
function parsedSamples(text: string): unknown[] {
  const plain = text.replaceAll(/^# (?:TYPE|HELP) h_.*\n/gm, '');
  return parse(plain).flatMap(({ name: family, metrics }) =>
    metrics.map(({ labels: own = {}, value }) =>
      sample(family.replace(/^.*_/, ''), Object.values(own), Number(value)),
    ),
  );
}

test('an independent parser reads out of it what was measured, whatever labels hold', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const metrics = measured(all);
      const byText = (one: unknown, two: unknown) => (JSON.stringify(one) < JSON.stringify(two) ? -1 : 1);
      expect(parsedSamples(metrics.prometheus()).sort(byText)).toEqual(expectedSamples(metrics).sort(byText));
    }),
    { numRuns: 100 },
  );
});

/** Where promtool is; an empty text leaves it out. */
const { PROMTOOL = 'promtool' } = process.env;
const promtool = spawnSync(PROMTOOL || 'no-promtool', ['--version'], { encoding: 'utf8' });
const reason =
  promtool.error === undefined ? '' : ' (skipped: promtool of the prometheus package is not here)';

test.skipIf(promtool.error !== undefined)(`promtool accepts it, whatever labels hold${reason}`, () => {
  fc.assert(
    fc.property(entries, (all) => {
      const input = measured(all).prometheus();
      const { stdout, stderr, status } = spawnSync(PROMTOOL, ['check', 'metrics'], {
        input,
        encoding: 'utf8',
      });
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    }),
    { numRuns: 10 },
  );
});

test.skipIf(promtool.error !== undefined)(`promtool would refuse what is wrong${reason}`, () => {
  const { status } = spawnSync(PROMTOOL, ['check', 'metrics'], { input: 'a{b="c" 1\n', encoding: 'utf8' });
  expect(status).not.toBe(0);
});
