// Three-way merges of real texts with a few edits on each side: time, and whether the verdicts agree.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diff3Merge } from 'node-diff3';
import { mergeLines } from '../../packages/file-management/src/lines/merge-lines.ts';
import { editText, realTexts, seeded } from './real-pairs.ts';

const random = seeded(3);
const triples = realTexts(120).map(({ text }) => ({
  base: text,
  ours: editText(text, random, 3),
  theirs: editText(text, random, 3),
}));
/** Rounds of which the best counts: the machine may have other work. */
const ROUNDS = 3;
const folder = mkdtempSync(join(tmpdir(), 'merge-'));

type Triple = (typeof triples)[number];
/** The merged text, or undefined on a conflict. */
type Merge = (triple: Triple) => string | undefined;

const merges: Readonly<Record<string, Merge>> = {
  'own mergeLines': ({ base, ours, theirs }) => {
    const result = mergeLines(base, ours, theirs);
    return result.clean ? result.text : undefined;
  },
  'node-diff3': ({ base, ours, theirs }) => {
    const regions = diff3Merge(ours.split('\n'), base.split('\n'), theirs.split('\n'));
    const conflict = regions.some((region) => region.conflict !== undefined);
    return conflict ? undefined : regions.flatMap((region) => region.ok ?? []).join('\n');
  },
  'git merge-file': (triple) => {
    const names = (['ours', 'base', 'theirs'] as const).map((side) => {
      const path = join(folder, side);
      writeFileSync(path, triple[side]);
      return path;
    });
    const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...names], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    return status === 0 ? stdout : undefined;
  },
};

const p = (times: readonly number[], share: number) =>
  times.toSorted((one, two) => one - two)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const results = new Map<string, readonly (string | undefined)[]>();
const p95 = new Map<string, number>();
process.stdout.write(`${triples.length} triples\n`);
for (const [name, merge] of Object.entries(merges)) {
  for (const triple of triples.slice(0, 10)) merge(triple);
  const texts: (string | undefined)[] = [];
  const times = triples.map((triple) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      const text = merge(triple);
      best = Math.min(best, performance.now() - start);
      if (round === 0) texts.push(text);
    }
    return best;
  });
  results.set(name, texts);
  p95.set(name, p(times, 0.95));
  const conflicts = texts.filter((text) => text === undefined).length;
  process.stdout.write(
    `${name.padEnd(16)} p50 ${p(times, 0.5).toFixed(2)} ms  p95 ${p(times, 0.95).toFixed(2)} ms  max ${Math.max(...times).toFixed(1)} ms  conflicts ${conflicts}\n`,
  );
}
rmSync(folder, { recursive: true });
const own = results.get('own mergeLines') ?? [];
const judged = results.get('git merge-file') ?? [];
const different = own.filter((text, index) => text !== judged[index]).length;
process.stdout.write(`verdict or text other than git's: ${different}\n`);
process.stdout.write(
  `p95: ${((p95.get('own mergeLines') ?? 0) / (p95.get('node-diff3') ?? 1)).toFixed(3)} x node-diff3\n`,
);
