// Reads what refused edits say to a model: for edits of a file in which one line was changed meanwhile, how often
// the first line named as different is that line, how often a near place is named, and how long the texts are.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { refusalText } from '../src/edits/index.ts';
import { applyCase } from '../test/edits/judge.ts';
import { makeCase } from '../test/edits/kinds.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    /** Cases of each kind. */
    n: { type: 'string', default: '400' },
    seed: { type: 'string', default: '1' },
    /** Folder of real files. */
    folder: { type: 'string', default: join(import.meta.dirname, '../../../node_modules') },
    /** Prints the refusals that name another line. */
    show: { type: 'boolean', default: false },
  },
});
const ASKED = 0.99;
const LONGEST = 1_536;
const kinds = ['stale-target:refuse', 'sr-stale:refuse', 'v4a-stale:refuse', 'str-stale:refuse'];
const sources = collectSources(values.folder, 3_000);
const random = createRandom(Number(values.seed));
let failed = false;

process.stdout.write(
  `${'kind'.padEnd(24)}${['n', 'right line', 'near place', 'longest'].map((head) => head.padStart(12)).join('')}\n`,
);
for (const kind of kinds) {
  const counts = { cases: 0, right: 0, near: 0, longest: 0 };
  for (let tries = 0; counts.cases < Number(values.n) && tries < Number(values.n) * 60; tries++) {
    const made = makeCase(kind, random, random.pick(sources));
    if (made === undefined) continue;
    const { refusals } = applyCase(made).plan;
    if (refusals.length === 0) continue;
    counts.cases++;
    const right = refusals.some(({ firstDivergence }) => /stale\d/.test(firstDivergence?.found ?? ''));
    if (right) counts.right++;
    else if (values.show) process.stdout.write(`${made.edit}\n${JSON.stringify(refusals)}\n`);
    if (refusals.some(({ nearest }) => nearest.length > 0)) counts.near++;
    for (const refusal of refusals)
      counts.longest = Math.max(counts.longest, Buffer.byteLength(refusalText(refusal)));
  }
  const share = counts.right / Math.max(1, counts.cases);
  if (share < ASKED || counts.longest > LONGEST || counts.cases === 0) failed = true;
  const row = [counts.cases, `${(100 * share).toFixed(1)} %`, counts.near, `${counts.longest} B`];
  process.stdout.write(`${kind.padEnd(24)}${row.map((cell) => String(cell).padStart(12)).join('')}\n`);
}
process.exitCode = failed ? 1 : 0;
