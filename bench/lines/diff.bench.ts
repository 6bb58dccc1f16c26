// Time and minimality of line diffs on real pairs, and the time of cases that make other algorithms quadratic.
import { diffLines as jsDiffLines, structuredPatch } from 'diff';
import { diffIndices } from 'node-diff3';
import { diffLines } from '../../packages/file-management/src/lines/diff-lines.ts';
import { createPatch } from '../../packages/file-management/src/lines/patch.ts';
import { type Pair, realPairs, seeded } from './real-pairs.ts';

type Run = (pair: Pair) => number;

const algorithms: Readonly<Record<string, Run>> = {
  'own diffLines': ({ before, after }) => diffLines(before, after).changedLines,
  'own createPatch': (pair) => createPatch({ path: 'x', ...pair }).length && Number.NaN,
  'diff structuredPatch': ({ before, after }) =>
    structuredPatch('a', 'b', before, after, '', '', { context: 3 }).hunks.reduce(
      (sum, hunk) => sum + hunk.lines.filter((line) => /^[-+]/.test(line)).length,
      0,
    ),
  'diff diffLines': ({ before, after }) =>
    jsDiffLines(before, after).reduce((sum, part) => sum + (part.added || part.removed ? part.count : 0), 0),
  'node-diff3': ({ before, after }) =>
    diffIndices(before.split('\n'), after.split('\n')).reduce(
      (sum, { buffer1, buffer2 }) => sum + (buffer1[1] ?? 0) + (buffer2[1] ?? 0),
      0,
    ),
};

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, two) => one - two);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const pairs = realPairs();
process.stdout.write(`${pairs.length} real pairs, best of 3 each\n`);
const rows: Record<string, object> = {};
const counts = new Map<string, readonly number[]>();
const baseline = new Map<string, readonly number[]>();
for (const [name, run] of Object.entries(algorithms)) {
  // Too slow for more than one round on the large pairs.
  const rounds = name === 'node-diff3' ? 1 : 3;
  for (const pair of pairs.slice(0, 20)) run(pair);
  const changed: number[] = [];
  const times = pairs.map((pair) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      const count = run(pair);
      best = Math.min(best, performance.now() - start);
      if (round === 0) changed.push(count);
    }
    return best;
  });
  counts.set(name, changed);
  baseline.set(name, times);
  rows[name] = {
    'p50 ms': percentile(times, 0.5).toFixed(3),
    'p95 ms': percentile(times, 0.95).toFixed(2),
    'max ms': Math.max(...times).toFixed(1),
    'changed lines': changed.reduce((sum, count) => sum + count, 0),
  };
}
process.stdout.write(`${table(rows)}\n`);
const own = counts.get('own diffLines') ?? [];
const theirs = counts.get('diff structuredPatch') ?? [];
const longer = own.filter((count, index) => count > (theirs[index] ?? 0)).length;
process.stdout.write(`pairs in which our script is longer than that of diff: ${longer}\n`);
const [mine, reference] = [baseline.get('own diffLines') ?? [], baseline.get('diff structuredPatch') ?? []];
for (const [label, share] of [
  ['p50', 0.5],
  ['p95', 0.95],
  ['max', 1],
] as const) {
  process.stdout.write(
    `${label}: ${(percentile(mine, share) / percentile(reference, share)).toFixed(3)} x structuredPatch\n`,
  );
}

const random = seeded(7);
const lines = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${text(index)}\n`);
const shuffled = (list: string[]) => {
  for (let at = list.length - 1; at > 0; at--) {
    const other = random(at + 1);
    [list[at], list[other]] = [list[other] ?? '', list[at] ?? ''];
  }
  return list;
};
const unique = lines(10_000, (index) => `u${index}`);
const cases: Readonly<Record<string, readonly [string[], string[]]>> = {
  '10k lines, all changed': [unique, lines(10_000, (index) => `v${index}`)],
  '10k lines, re-indented': [unique, unique.map((line) => `  ${line}`)],
  '10k lines of 20 kinds, shuffled': [
    lines(10_000, (index) => `k${index % 20}`),
    shuffled(lines(10_000, (index) => `k${index % 20}`)),
  ],
  '10k lines, reversed': [unique, unique.toReversed()],
  '1 MB in one line': [['x'.repeat(1e6)], ['y'.repeat(1e6)]],
  '100k lines, 100 edits': [
    lines(100_000, (index) => `b${index}`),
    lines(100_000, (index) => (index % 1_000 === 7 ? `edit ${index}` : `b${index}`)),
  ],
  '50k equal lines, 1k fewer': [lines(50_000, () => 'same'), lines(49_000, () => 'same')],
  '100k lines of 20 kinds, shuffled': [
    lines(100_000, (index) => `k${index % 20}`),
    shuffled(lines(100_000, (index) => `k${index % 20}`)),
  ],
};
const pathological: Record<string, object> = {};
for (const [name, [before, after]] of Object.entries(cases)) {
  const [left, right] = [before.join(''), after.join('')];
  const start = performance.now();
  const { changedLines, minimal } = diffLines(left, right);
  const took = performance.now() - start;
  pathological[name] = { 'ms, first run': took.toFixed(1), 'changed lines': changedLines, minimal };
}
process.stdout.write(`${table(pathological)}\n`);

function table(content: Record<string, object>): string {
  const columns = Object.keys(Object.values(content)[0] ?? {});
  const cells = Object.entries(content).map(([name, row]) => [name, ...Object.values(row).map(String)]);
  const all = [['', ...columns], ...cells];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')).join('\n');
}
