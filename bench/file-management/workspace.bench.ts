// Commits a hundred files beside plain write and fsync, and lists a workspace of fifty thousand files.
// node --conditions=@enhanced-code/source bench/file-management/workspace.bench.ts
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
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
const LIST_ROUNDS = 5;
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
  execFileSync('git', ['init', '-q', root]);
  const times = { ours: [] as number[], plain: [] as number[], git: [] as number[] };
  let [cpu, grown, found] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let round = 0; round < LIST_ROUNDS; round++) {
    const rss = process.memoryUsage.rss();
    const before = process.cpuUsage();
    times.ours.push(
      await timed(async () => {
        await using workspace = await openWorkspace(root, { stateFolder: join(base, 'state') });
        found = (await workspace.list()).length;
      }),
    );
    const { user, system } = process.cpuUsage(before);
    cpu = Math.min(cpu, (user + system) / 1000);
    if (round === 0) grown = (process.memoryUsage.rss() - rss) / 1e6;
    times.plain.push(await timed(() => plainListing(root)));
    times.git.push(await timed(() => gitListing(root)));
  }
  const [ours, plainly, git] = [times.ours, times.plain, times.git].map((list) => Math.min(...list));
  print(`${found} files, best of ${LIST_ROUNDS} rounds`);
  print(
    `  open and list              ${ms(ours)}  (goal 1000 ms), CPU ${ms(cpu)}, first round +${grown.toFixed(0)} MB (goal 150)`,
  );
  print(
    `  readdir and lstat of each  ${ms(plainly)}  ours is ${((ours ?? 0) / (plainly ?? 1)).toFixed(2)} x`,
  );
  print(`  git ls-files of untracked  ${ms(git)}  ours is ${((ours ?? 0) / (git ?? 1)).toFixed(2)} x`);
}

async function timed(act: () => unknown): Promise<number> {
  const started = performance.now();
  await act();
  return performance.now() - started;
}

/** Without ignore rules and without a guard: what the same facts cost at least. */
function plainListing(root: string): number {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => lstatSync(join(entry.parentPath, entry.name)).size).length;
}

/** Without sizes and times. */
function gitListing(root: string): number {
  const args = ['ls-files', '-o', '--exclude-standard', '-z'];
  return execFileSync('git', args, { cwd: root, maxBuffer: 1 << 28 }).length;
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
