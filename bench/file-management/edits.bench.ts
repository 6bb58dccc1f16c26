// Plans edits beside jsdiff and `git apply`: corpus-sized diffs, many hunks in a long file, one hunk in a large
// file, and a file of equal lines. Figures are milliseconds and ratios of the same run.
// node --conditions=@enhanced-code/source bench/file-management/edits.bench.ts
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { parseEdits, planEdits } from '../../packages/file-management/src/edits/index.ts';
import { createPatch } from '../../packages/file-management/src/lines.ts';

const ROUNDS = 15;
const PATIENCE = 20_000;

interface Task {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

function linesOf(count: number, text: (at: number) => string): string[] {
  return Array.from({ length: count }, (_, at) => text(at));
}

function changed(lines: readonly string[], every: number): string[] {
  return lines.map((line, at) => (at % every === every >> 1 ? `${line} changed` : line));
}

function task(name: string, lines: readonly string[], every: number): Task {
  const join = (all: readonly string[]): string => `${all.join('\n')}\n`;
  return { name, before: join(lines), after: join(changed(lines, every)) };
}

const tasks: readonly Task[] = [
  task(
    '500 lines, 5 hunks',
    linesOf(500, (at) => `  const value${at} = compute(${at % 7});`),
    100,
  ),
  task(
    '100,000 lines, 200 hunks',
    linesOf(100_000, (at) => `line ${at} of a long file`),
    500,
  ),
  task(
    '10 MB, one hunk',
    linesOf(200_000, (at) => `line ${at} ${'x'.repeat(40)}`),
    200_000,
  ),
  task(
    '50,000 equal lines, one hunk',
    linesOf(50_000, () => 'the same line'),
    50_000,
  ),
];

function median(run: () => void): number {
  const times: number[] = [];
  const limit = performance.now() + PATIENCE;
  for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < limit); round++) {
    const started = performance.now();
    run();
    times.push(performance.now() - started);
  }
  return times.sort((left, right) => left - right)[times.length >> 1] ?? 0;
}

function ours({ before, after }: Task, patch: string): void {
  const plan = planEdits(parseEdits(patch, 'unified-diff'), (path) => ({ path, text: before, hash: 'h' }));
  const [file] = plan.files;
  if (file?.kind !== 'modify' || file.text !== after)
    throw new Error(`not applied: ${plan.refusals[0]?.code}`);
}

function gitApply(folder: string, { before }: Task, patch: string): number {
  writeFileSync(join(folder, 'file.txt'), before);
  return median(() => execFileSync('git', ['apply', '--check', '-'], { cwd: folder, input: patch }));
}

const folder = mkdtempSync(join(tmpdir(), 'bench-edits-'));
try {
  execFileSync('git', ['init', '-q'], { cwd: folder });
  process.stdout.write(
    `${'task'.padEnd(32)}${['ours', 'jsdiff', 'git apply', 'to jsdiff', 'to git'].map((head) => head.padStart(12)).join('')}\n`,
  );
  for (const one of tasks) {
    const patch = createPatch({ path: 'file.txt', before: one.before, after: one.after });
    const times = [
      median(() => ours(one, patch)),
      median(() => applyPatch(one.before, patch)),
      gitApply(folder, one, patch),
    ];
    const [own = 0, jsdiff = 0, git = 0] = times;
    const cells = [
      ...times.map((ms) => `${ms.toFixed(1)} ms`),
      (own / jsdiff).toFixed(2),
      (own / git).toFixed(2),
    ];
    process.stdout.write(`${one.name.padEnd(32)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
