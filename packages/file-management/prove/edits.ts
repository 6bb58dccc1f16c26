import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EditCase } from '../test/edits/case.ts';
import { applyCase, judge, type Verdict } from '../test/edits/judge.ts';
import { editKinds, makeCase } from '../test/edits/kinds.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', multiple: true },
    kind: { type: 'string' },
    show: { type: 'string' },
  },
});
void readdirSync;
const folders = values.folder ?? ['../../node_modules'];
const sources = folders.flatMap((folder) => collectSources(folder, 4000));
const random = createRandom(Number(values.seed));
const times: number[] = [];
for (const kind of Object.keys(editKinds)) {
  if (values.kind !== undefined && !kind.startsWith(values.kind)) continue;
  const tally: Record<Verdict, number> = { pass: 0, refused: 0, WRONG: 0, 'false success': 0 };
  const cases: EditCase[] = [];
  for (let tries = 0; cases.length < Number(values.n) && tries < Number(values.n) * 60; tries++) {
    const made = makeCase(kind, random, random.pick(sources));
    if (made !== undefined) cases.push(made);
  }
  for (const one of cases) {
    const started = performance.now();
    const { outcome, plan } = applyCase(one);
    times.push(performance.now() - started);
    const verdict = judge(one, outcome);
    tally[verdict]++;
    if (verdict !== 'pass' && values.show === verdict) {
      process.stdout.write(`${kind} ${JSON.stringify(plan.refusals)}\n${one.edit}\n----\n`);
    }
  }
  process.stdout.write(
    `${kind.padEnd(32)} ${String(cases.length).padStart(5)} pass ${tally.pass} refused ${tally.refused} WRONG ${tally.WRONG} false ${tally['false success']}\n`,
  );
}
times.sort((a, b) => a - b);
const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(3);
process.stdout.write(
  `${sources.length} files; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(0.9999)} ms\n`,
);
