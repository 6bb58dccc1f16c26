// Plans edits of every kind and checks what every plan promises: it survives JSON, comes out the same each time, its
// spans make its text, its receipts name the files before and after, and its inverse takes it back byte for byte.
// Then commits the same edit to a workspace in memory: what lies there must be what the plan said.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hashOf as hashOfBytes } from '../src/content/file-snapshot.ts';
import { parseEdits } from '../src/edits/index.ts';
import { memoryWorkspace } from '../src/testing/in-memory.ts';
import type { EditCase } from '../test/edits/case.ts';
import { brokenPromise } from '../test/edits/inverse.ts';
import { applyCase, hashOf, type Outcome } from '../test/edits/judge.ts';
import { editKinds, makeCase } from '../test/edits/kinds.ts';
import { createRandom } from '../test/edits/random.ts';
import { collectSources } from '../test/edits/sources.ts';

const { values } = parseArgs({
  options: {
    /** Cases of each kind. */
    n: { type: 'string', default: '20' },
    /** How many of them are committed. */
    commits: { type: 'string', default: '4' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string', default: join(import.meta.dirname, '../../../node_modules') },
  },
});
const random = createRandom(Number(values.seed));
const sources = collectSources(values.folder, 2_000);
const rows = new Map<string, { plans: number; broken: number; commits: number; unlike: number }>();

/** The files after the edit was committed; undefined where it was refused. */
async function committed(one: EditCase): Promise<Outcome> {
  const { format, edit, files, target } = one;
  const { workspace } = await memoryWorkspace(files);
  await using _workspace = workspace;
  const transaction = await workspace.begin();
  const real = Object.values(files).reduce(
    (text, held) => text.replaceAll(JSON.stringify(hashOf(held)), JSON.stringify(hashOfBytes(held))),
    edit,
  );
  const options = target === undefined ? {} : { target };
  const { applied } = await transaction.apply(parseEdits(real, format), options);
  if (!applied) return undefined;
  const candidateHash = await transaction.candidateHash();
  const paths = [...new Set([...Object.keys(files), ...plannedPaths(one)])];
  await transaction.commit({ approvals: [{ candidateHash, paths }] });
  const texts: [string, string][] = [];
  for (const path of paths) {
    const text = await workspace.readText(path);
    if (text !== undefined) texts.push([path, text]);
  }
  return Object.fromEntries(texts);
}

function plannedPaths(one: EditCase): string[] {
  return applyCase(one).plan.files.map((file) => (file.kind === 'rename' ? file.newPath : file.path));
}

function sorted(outcome: Outcome): string {
  return JSON.stringify(Object.entries(outcome ?? {}).sort(([left], [right]) => (left < right ? -1 : 1)));
}

for (const kind of Object.keys(editKinds)) {
  for (let done = 0, tries = 0; done < Number(values.n) && tries < Number(values.n) * 60; tries++) {
    const one = makeCase(kind, random, random.pick(sources));
    if (one === undefined) continue;
    const row = rows.get(one.format) ?? { plans: 0, broken: 0, commits: 0, unlike: 0 };
    rows.set(one.format, row);
    row.plans++;
    const problem = brokenPromise(one);
    if (problem !== undefined && row.broken++ < 3) process.stdout.write(`${kind}: ${problem}\n`);
    if (done++ >= Number(values.commits)) continue;
    row.commits++;
    const same = sorted(await committed(one)) === sorted(applyCase(one).outcome);
    if (!same && row.unlike++ < 3) process.stdout.write(`${kind}: the commit is not what the plan said\n`);
  }
}

const heads = ['plans', 'broken', 'commits', 'unlike'] as const;
process.stdout.write(`${'format'.padEnd(16)}${heads.map((head) => head.padStart(9)).join('')}\n`);
for (const [format, row] of rows)
  process.stdout.write(
    `${format.padEnd(16)}${heads.map((head) => String(row[head]).padStart(9)).join('')}\n`,
  );
const failed = [...rows.values()].some(({ broken, unlike }) => broken + unlike > 0);
process.exitCode = failed || rows.size === 0 ? 1 : 0;
