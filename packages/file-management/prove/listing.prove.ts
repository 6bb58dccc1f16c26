// Lists a tree, and folders in it, under thousands of random ignore files and has git judge what is left out (ROUNDS,
// default 3000, and SEED choose them). Then opens and lists a folder of 50,000 files in fresh processes: the quickest
// of five, since others may use the machine, and the largest growth of memory, have to stay below their limits.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareIgnored, ignoreGround } from '../test/ignore-cases.ts';
import { seeded } from '../test/line-cases.ts';

const FOLDERS = ['', '', 'src', 'src/a/b', 'build'];
const FILES = 50_000;
const LIMIT_MS = 1000;
const LIMIT_BYTES = 150_000_000;
const rounds = Number(process.env.ROUNDS ?? 3000);
let failures = 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await compareWithGit(seeded(Number(process.env.SEED ?? 1)));
measureLarge();
process.exitCode = failures === 0 ? 0 : 1;

async function compareWithGit(random: ReturnType<typeof seeded>): Promise<void> {
  using ground = ignoreGround();
  const counts = { wrong: 0, shortened: 0, apart: 0 };
  const most = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const below = FOLDERS[round % FOLDERS.length] ?? '';
    const { ours, gits, rules, leftOut } = await compareIgnored(ground, random, below);
    if (leftOut) counts.apart++;
    if (leftOut) continue;
    most.set(below, Math.max(most.get(below) ?? 0, gits.length));
    if (gits.length < (most.get(below) ?? 0)) counts.shortened++;
    if (ours.join('\n') === gits.join('\n')) continue;
    if (counts.wrong++ < 5) explain(rules, ours, gits);
  }
  failures += counts.wrong;
  say(
    `${rounds} sets of ignore files in a tree or a folder of it, of which ${counts.shortened} leave something out`,
  );
  say(`  and ${counts.apart} the folder itself: ${counts.wrong} listings differ from git`);
}

function explain(rules: string, ours: readonly string[], gits: readonly string[]): void {
  const only = (one: readonly string[], other: readonly string[]) =>
    one.filter((path) => !other.includes(path));
  say(`  DIFFERS under ${rules}: only we ${only(ours, gits)}; only git ${only(gits, ours)}`);
}

interface Measured {
  readonly files: number;
  readonly openMs: number;
  readonly listMs: number;
  readonly cpuMs: number;
  readonly grown: number;
}

function measureLarge(): void {
  const base = mkdtempSync(join(tmpdir(), 'listing-'));
  try {
    layMany(join(base, 'work'));
    const all = Array.from({ length: 5 }, () => measureOnce(base));
    const quickest = Math.min(...all.map(({ openMs, listMs }) => openMs + listMs));
    const grown = Math.max(...all.map((one) => one.grown));
    const complete = all.every(({ files }) => files === FILES);
    for (const { openMs, listMs, cpuMs, grown: bytes } of all)
      say(
        `  opened in ${openMs.toFixed(0)} ms, listed in ${listMs.toFixed(0)} ms, CPU ${cpuMs.toFixed(0)} ms, memory +${mb(bytes)}`,
      );
    say(
      `${FILES} files opened and listed: quickest ${quickest.toFixed(0)} ms (limit ${LIMIT_MS}), memory at most`,
    );
    say(`  +${mb(grown)} (limit ${mb(LIMIT_BYTES)}), complete: ${complete}`);
    if (quickest > LIMIT_MS || grown > LIMIT_BYTES || !complete) failures++;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function layMany(root: string): void {
  for (let folder = 0; folder < FILES / 50; folder++) {
    const path = join(root, `part${folder % 20}`, `sub${folder}`);
    mkdirSync(path, { recursive: true });
    for (let n = 0; n < 50; n++) writeFileSync(join(path, `file${n}.ts`), 'x');
  }
}

/** In a process of its own, whose memory nothing else has grown; code is loaded before the measuring begins. */
function measureOnce(base: string): Measured {
  const script = `
    const { openWorkspace } = await import(${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))});
    const [root, stateFolder] = ${JSON.stringify([join(base, 'work'), join(base, 'state')])};
    const memory = process.memoryUsage.rss();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const workspace = await openWorkspace(root, { stateFolder });
    const opened = performance.now();
    const { length: files } = await workspace.list();
    const listMs = performance.now() - opened;
    const { user, system } = process.cpuUsage(cpu);
    const grown = process.memoryUsage.rss() - memory;
    process.stdout.write(JSON.stringify({ files, openMs: opened - start, listMs, cpuMs: (user + system) / 1000, grown }));
  `;
  const flags = [
    '--conditions=@enhanced-code/source',
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
  ];
  return JSON.parse(execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' }));
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
