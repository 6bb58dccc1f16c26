// Commits a hundred files beside plain write and fsync, and lists a workspace of fifty thousand files.
// node --conditions=@enhanced-code/source bench/file-management/workspace.ts
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace } from '../../packages/file-management/src/index.ts';

const FILES = 100;
const ROUNDS = 15;
const LISTED = 50_000;
const base = mkdtempSync(join(tmpdir(), 'bench-files-'));
const content = (n: number, round: number): string => `round ${round}\n${`line of file ${n}\n`.repeat(200)}`;
const nameOf = (n: number): string => `src/part${n % 10}/file${n}.ts`;
const median = (times: number[]): number => times.sort((a, b) => a - b)[times.length >> 1] ?? 0;

function makeTree(root: string): void {
  for (let n = 0; n < FILES; n++) {
    mkdirSync(join(root, nameOf(n), '..'), { recursive: true });
    writeFileSync(join(root, nameOf(n)), content(n, -1));
  }
}

function plain(root: string, round: number): number {
  const started = performance.now();
  for (let n = 0; n < FILES; n++) {
    const file = openSync(join(root, nameOf(n)), 'w');
    writeSync(file, content(n, round));
    fsyncSync(file);
    closeSync(file);
  }
  return performance.now() - started;
}

async function commits(): Promise<void> {
  const [ours, theirs] = [join(base, 'ours'), join(base, 'theirs')];
  makeTree(ours);
  makeTree(theirs);
  await using workspace = await openWorkspace(ours, { stateFolder: join(base, 'state') });
  const times = {
    plain: [] as number[],
    pending: [] as number[],
    commit: [] as number[],
    undo: [] as number[],
  };
  for (let round = 0; round < ROUNDS; round++) {
    times.plain.push(plain(theirs, round));
    const started = performance.now();
    const transaction = await workspace.begin();
    for (let n = 0; n < FILES; n++) await transaction.write(nameOf(n), content(n, round));
    const written = performance.now();
    await transaction.commit();
    const committed = performance.now();
    await workspace.undo();
    times.pending.push(written - started);
    times.commit.push(committed - written);
    times.undo.push(performance.now() - committed);
  }
  const [one, two, three, four] = [times.plain, times.pending, times.commit, times.undo].map(median);
  print(`${FILES} files of 3 kB, median of ${ROUNDS} rounds`);
  print(`  write + fsync, one by one  ${ms(one)}`);
  print(`  make pending               ${ms(two)}`);
  print(
    `  commit                     ${ms(three)}  ${((three ?? 0) / (one ?? 1)).toFixed(2)} x write + fsync (goal 3)`,
  );
  print(`  undo                       ${ms(four)}`);
}

async function listing(): Promise<void> {
  const root = join(base, 'many');
  for (let n = 0; n < LISTED; n++) {
    const folder = join(root, `part${n % 50}`, `sub${n % 500}`);
    if (n < 500) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file${n}.ts`), '');
  }
  writeFileSync(join(root, '.gitignore'), '*.log\ndist/\n!keep.log\n/build\n');
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const started = performance.now();
  await using workspace = await openWorkspace(root, { stateFolder: join(base, 'state') });
  const opened = performance.now();
  const files = await workspace.list();
  const listed = performance.now();
  const { user, system } = process.cpuUsage(cpu);
  const grown = (process.memoryUsage.rss() - before) / 1e6;
  print(
    `${files.length} files: open ${ms(opened - started)}, list ${ms(listed - opened)} (goal 1000 ms; CPU ${ms((user + system) / 1000)}), memory +${grown.toFixed(0)} MB (goal 150)`,
  );
}

function ms(time: number | undefined): string {
  return `${(time ?? 0).toFixed(1).padStart(8)} ms`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await commits();
await listing();
rmSync(base, { recursive: true, force: true });
