// Applies damaged edits of every kind to real files and prints, for this engine and for its peers, how many
// were right, refused, wrong, or said to be done without being so. Fails if any edit of this engine was wrong.
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { EditCase } from '../test/edits/case.ts';
import { applyCase, judge, type Verdict } from '../test/edits/judge.ts';
import { editKinds, makeCase } from '../test/edits/kinds.ts';
import { peers } from '../test/edits/peers.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    /** Cases of each kind. */
    n: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    /** Folder of real files; may be given several times. */
    folder: { type: 'string', multiple: true },
    /** Beginning of the names of the kinds to run. */
    kind: { type: 'string', default: '' },
    /** Prints the cases with this verdict. */
    show: { type: 'string' },
    peers: { type: 'boolean', default: false },
  },
});

const wanted = Number(values.n);
const folders = values.folder ?? [join(import.meta.dirname, '../../../node_modules')];
const sources = folders.flatMap((folder) => collectSources(folder, 4000));
const random = createRandom(Number(values.seed));
const times: number[] = [];
const totals = { cases: 0, answerable: 0, repaired: 0, wrong: 0 };

function casesOf(kind: string): EditCase[] {
  const cases: EditCase[] = [];
  for (let tries = 0; cases.length < wanted && tries < wanted * 60; tries++) {
    const made = makeCase(kind, random, random.pick(sources));
    if (made !== undefined) cases.push(made);
  }
  return cases;
}

function count(verdicts: readonly Verdict[], verdict: Verdict): number {
  return verdicts.filter((one) => one === verdict).length;
}

function judgeOwn(one: EditCase): Verdict {
  const started = process.cpuUsage();
  const { outcome, plan } = applyCase(one);
  const { user, system } = process.cpuUsage(started);
  times.push((user + system) / 1_000);
  const verdict = judge(one, outcome);
  if (verdict === values.show) process.stdout.write(`${JSON.stringify(plan.refusals)}\n${one.edit}\n----\n`);
  return verdict;
}

function cell(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '-'.padStart(14);
  const percent = (verdict: Verdict): string =>
    ((100 * count(verdicts, verdict)) / verdicts.length).toFixed(0);
  return `${percent('pass')} / ${percent('WRONG')}`.padStart(14);
}

const shownPeers = values.peers ? peers : [];
const heads = ['pass', 'refused', 'WRONG', 'false ok'].map((head) => head.padStart(9)).join('');
process.stdout.write(
  `${'kind'.padEnd(30)}${'n'.padStart(6)}${heads}${shownPeers.map(({ name }) => name.padStart(14)).join('')}\n`,
);
for (const kind of Object.keys(editKinds).filter((name) => name.startsWith(values.kind))) {
  const cases = casesOf(kind);
  const verdicts = cases.map(judgeOwn);
  const own = (['pass', 'refused', 'WRONG', 'false success'] as const).map((verdict) =>
    count(verdicts, verdict),
  );
  const others = shownPeers.map(({ reads, apply, most }) =>
    cell(
      cases
        .filter(reads)
        .slice(0, most)
        .map((one) => judge(one, apply(one))),
    ),
  );
  process.stdout.write(
    `${kind.padEnd(30)}${String(cases.length).padStart(6)}${own.map((n) => String(n).padStart(9)).join('')}${others.join('')}\n`,
  );
  totals.cases += cases.length;
  totals.wrong += (own[2] ?? 0) + (own[3] ?? 0);
  if (!kind.endsWith(':maybe')) {
    totals.answerable += cases.filter(({ expected }) => expected !== undefined).length;
    totals.repaired += cases.filter(
      ({ expected }, at) => expected !== undefined && verdicts[at] === 'pass',
    ).length;
  }
}
times.sort((left, right) => left - right);
const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(3);
const repaired = ((100 * totals.repaired) / Math.max(1, totals.answerable)).toFixed(3);
process.stdout.write(
  `${sources.length} files, ${totals.cases} cases: ${totals.repaired} of ${totals.answerable} answerable repaired (${repaired} %), ` +
    `${totals.wrong} wrong or falsely successful; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of processor time\n`,
);
process.stdout.write('Cells of peers: pass % / WRONG %.\n');
process.exitCode = totals.wrong === 0 ? 0 : 1;
