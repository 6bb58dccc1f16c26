// Time and memory of an index over generated trees of growing size on disk, and over real folders.
// Usage: select.bench.ts [files,files,…] [folder …]    Each tree is measured in a process of its own.
// Prints one line for each tree, then one line for each goal: figure, limit, and whether it is met. Exit code 1: not all.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderSource } from '../../packages/context/src/folder.ts';
import { createContext } from '../../packages/context/src/index.ts';

const SIZES = '500,1000,6300,10000,50000';
const CHANGED_FILES = 8;
const ROUNDS = 12;
const QUESTIONS = 40;
/** Questions before those that are measured, as in a process that has answered some. */
const WARMING = 40;
const LINES_PER_FILE = 82;
const COMMITS = 1000;

/** A small generator with a seed, so that every run measures the same tree. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

const SYLLABLES = 'ca ro ti me lu so pen dar vi ko ra shi ne to ga bel mun qui zet fo'.split(' ');

const capital = (text: string) => text.replace(/^./, (first) => first.toUpperCase());

/** Picks with few items often and most of them rarely, as words are spread in source. */
function spread(items: readonly string[], pick: (limit: number) => number): () => string {
  return () => items[Math.floor(items.length ** (pick(1_000_000) / 1_000_000)) - 1] ?? 'word';
}

interface Language {
  readonly word: () => string;
  readonly name: () => string;
}

/** Words, and identifiers made of two of them; a larger tree has more of both, as real ones have. */
function languageFor(files: number, pick: (limit: number) => number): Language {
  const syllable = () => SYLLABLES[pick(SYLLABLES.length)];
  const words = Array.from({ length: 6000 }, () => Array.from({ length: 2 + pick(3) }, syllable).join(''));
  const word = spread(words, pick);
  const names = Array.from({ length: 3000 + files * 8 }, () => `${word()}${capital(word())}`);
  return { word, name: spread(names, pick) };
}

function textOf({ word, name }: Language): string {
  return Array.from({ length: LINES_PER_FILE }, (_, line) =>
    line % 14 === 0
      ? `}\n\n/** ${capital(word())} of the ${word()}. */\nexport function ${name()}(${word()}) {`
      : `  const ${word()} = ${name()}(${word()}, ${line});`,
  ).join('\n');
}

const git = (root: string, args: readonly string[], input = '') =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'gc.auto=0', ...args], {
    cwd: root,
    input,
    stdio: ['pipe', 'ignore', 'ignore'],
    maxBuffer: 2 ** 30,
  });

/** A history of small commits that ends with the tree as it is. */
function commitAll(root: string, paths: readonly string[], { word }: Language): void {
  const pick = seeded(11);
  const some = paths.slice(0, 300);
  const out: string[] = [];
  const commit = (message: string) =>
    out.push(
      `commit refs/heads/main\ncommitter a <a@b> 1700000000 +0000\ndata ${message.length}\n${message}\n`,
    );
  for (let at = 0; at < COMMITS; at += 1) {
    commit(Array.from({ length: 6 }, word).join(' '));
    for (let each = 0; each < 3; each += 1)
      out.push(`M 100644 inline ${some[pick(some.length)]}\ndata ${String(at).length}\n${at}\n`);
  }
  git(root, ['init', '-q', '-b', 'main']);
  git(root, ['fast-import', '--quiet'], out.join(''));
  git(root, ['reset', '-q', '--mixed']);
  git(root, ['add', '-A']);
  git(root, ['commit', '-q', '-m', 'all files as they are']);
}

function generate(root: string, count: number): void {
  const pick = seeded(7);
  const language = languageFor(count, pick);
  const paths: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const path = `src/${SYLLABLES[pick(20)]}/${SYLLABLES[pick(20)]}/${language.word()}-${at}.ts`;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), textOf(language));
    paths.push(path);
  }
  commitAll(root, paths, language);
}

/** Milliseconds by the clock, and of processor time of all threads. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}

/** What was measured on one tree. */
interface Measured {
  readonly files: number;
  readonly megabytes: number;
  readonly cold: Time;
  readonly reopened: Time;
  readonly updates: readonly Time[];
  readonly moved: readonly Time[];
  readonly questions: readonly Time[];
  readonly walked: readonly Time[];
  /** Growth of the resident memory, in bytes for each byte of source: after the index and one question, after all. */
  readonly memoryIndexed: number;
  readonly memoryEnd: number;
}

async function timed(work: () => Promise<unknown>): Promise<Time> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const both = (times: readonly Time[], share: number) => {
  if (times.length === 0) return '–';
  const of = (kind: keyof Time) =>
    quantile(
      times.map((time) => time[kind]),
      share,
    );
  return `${ms(of('wall'))} (${ms(of('cpu'))})`;
};

/** Changes some files, lets `work` run, and puts them back. */
async function withChanges(
  root: string,
  paths: readonly string[],
  mark: string,
  work: () => Promise<Time>,
): Promise<Time> {
  const kept = paths.map((path) => readFileSync(join(root, path), 'utf8'));
  paths.forEach((path, at) => {
    writeFileSync(join(root, path), `${kept[at]}\n// ${mark}\n`);
  });
  const time = await work();
  paths.forEach((path, at) => {
    writeFileSync(join(root, path), kept[at] ?? '');
  });
  return time;
}

/** Measures one folder; the changed files are put back. Only a generated one gets new commits. */
async function measure(root: string, mayCommit: boolean): Promise<Measured> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'context-bench-state-'));
  const files = await folderSource(root, { history: false }).list();
  const bytes = files.reduce((sum, { size }) => sum + Math.min(size, 1_000_000), 0);
  const texts = files.filter(({ path }) => /\.(ts|js|tsx|jsx|rb|py|go|rs|java|php|c|cc|cpp|h)$/.test(path));
  const pick = seeded(3);
  const some = () => texts[pick(texts.length)]?.path ?? '';
  const question = () => {
    const text = readFileSync(join(root, some()), 'utf8').slice(0, 3000);
    const words = text.match(/[A-Za-z]{4,}/g) ?? ['cart'];
    return Array.from({ length: 14 }, () => words[pick(words.length)]).join(' ');
  };
  globalThis.gc?.();
  const base = process.memoryUsage().rss;
  const memory = () => (process.memoryUsage().rss - base) / bytes;
  const source = folderSource(root, { history: { stateFolder }, watch: true });
  const index = createContext({ source, stateFolder });
  const cold = await timed(() => index.refresh());
  const ask = (on = index) => on.select({ instruction: question(), budgetTokens: 16_000 });
  await ask();
  const memoryIndexed = memory();
  for (let count = 0; count < WARMING; count += 1) await ask();
  const questions: Time[] = [];
  for (let count = 0; count < QUESTIONS; count += 1) questions.push(await timed(() => ask()));
  const update = async () => timed(() => Promise.all([index.refresh(), source.history?.()]));
  const changes = () => [...new Set(Array.from({ length: CHANGED_FILES }, some))];
  const updates: Time[] = [];
  const moved: Time[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    updates.push(await withChanges(root, changes(), `round ${round}`, update));
    await index.refresh();
    if (!mayCommit) continue;
    const move = async () => {
      git(root, ['commit', '-q', '-a', '-m', `round ${round}`]);
      return update();
    };
    moved.push(await withChanges(root, changes(), `commit ${round}`, move));
    await index.refresh();
  }
  const memoryEnd = memory();
  await index[Symbol.asyncDispose]();
  const plain = createContext({ source: folderSource(root, { history: { stateFolder } }), stateFolder });
  const reopened = await timed(() => plain.refresh());
  await ask(plain);
  const walked: Time[] = [];
  for (let count = 0; count < QUESTIONS / 2; count += 1) walked.push(await timed(() => ask(plain)));
  await source[Symbol.asyncDispose]();
  rmSync(stateFolder, { recursive: true });
  const megabytes = bytes / 1e6;
  const times = { cold, reopened, updates, moved, questions, walked };
  return { files: files.length, megabytes, ...times, memoryIndexed, memoryEnd };
}

function measureApart(folder: string, mayCommit: boolean): Measured {
  const flags = ['--expose-gc', '--conditions=@enhanced-code/source', import.meta.filename];
  const child = spawnSync(process.execPath, [...flags, mayCommit ? '--generated' : '--one', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(child.stdout) as Measured;
}

const print = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);

function printRow(name: string, row: Measured): void {
  const { files, megabytes, cold, reopened, updates, moved, questions, walked } = row;
  const times = [both([cold], 1), both([reopened], 1), both(updates, 0.5), both(moved, 0.5)];
  const asked = [both(questions, 0.5), both(questions, 0.95), both(walked, 0.95)];
  const memory = `${row.memoryIndexed.toFixed(1)} / ${row.memoryEnd.toFixed(1)}`;
  print([name, String(files), `${megabytes.toFixed(1)} MB`, ...times, ...asked, memory]);
}

/** A goal for trees of about a certain number of files. */
interface Goal {
  readonly name: string;
  readonly files: readonly [least: number, most: number];
  readonly limit: number;
  readonly unit: 'ms' | 'x';
  readonly of: (row: Measured) => Time | number;
}

const timeAt = (times: readonly Time[], share: number): Time => ({
  wall: quantile(
    times.map(({ wall }) => wall),
    share,
  ),
  cpu: quantile(
    times.map(({ cpu }) => cpu),
    share,
  ),
});
const LARGE = [4900, 8000] as const;
const GOALS: readonly Goal[] = [
  { name: 'first index', files: LARGE, limit: 2500, unit: 'ms', of: ({ cold }) => cold },
  { name: 'from the kept index', files: LARGE, limit: 400, unit: 'ms', of: ({ reopened }) => reopened },
  { name: 'update p50', files: LARGE, limit: 60, unit: 'ms', of: ({ updates }) => timeAt(updates, 0.5) },
  {
    name: 'update after a commit p50',
    files: LARGE,
    limit: 60,
    unit: 'ms',
    of: ({ moved }) => timeAt(moved, 0.5),
  },
  {
    name: 'question p95',
    files: LARGE,
    limit: 50,
    unit: 'ms',
    of: ({ questions }) => timeAt(questions, 0.95),
  },
  {
    name: 'question p95',
    files: [300, 700],
    limit: 10,
    unit: 'ms',
    of: ({ questions }) => timeAt(questions, 0.95),
  },
  {
    name: 'memory after the index and a question',
    files: LARGE,
    limit: 6,
    unit: 'x',
    of: (row) => row.memoryIndexed,
  },
  { name: 'memory after all questions', files: LARGE, limit: 6, unit: 'x', of: (row) => row.memoryEnd },
];

/** One line for each goal that a tree is of the size for; answers whether all are met by the clock. */
function printGoals(name: string, row: Measured): boolean {
  let isMet = true;
  for (const { name: goal, files, limit, unit, of } of GOALS) {
    const figure = of(row);
    const wall = typeof figure === 'number' ? figure : figure.wall;
    if (row.files < files[0] || row.files > files[1] || Number.isNaN(wall)) continue;
    isMet &&= wall <= limit;
    const cpu = typeof figure === 'number' ? '' : ms(figure.cpu);
    const show = (value: number) => (unit === 'ms' ? ms(value) : `${value.toFixed(1)} x source`);
    print([
      `${goal}, ${row.files} files, ${name}`,
      show(wall),
      cpu,
      show(limit),
      wall <= limit ? 'met' : 'NOT met',
    ]);
  }
  return isMet;
}

async function main(): Promise<void> {
  const rows: [name: string, row: Measured][] = [];
  const add = (name: string, row: Measured) => {
    rows.push([name, row]);
    printRow(name, row);
  };
  process.stdout.write('Times are wall clock (processor time of all threads).\n\n');
  const heads = ['tree', 'files', 'source', 'first index', 'kept index', 'update p50', 'after a commit p50'];
  const more = ['question p50', 'p95', 'p95 with a walk', 'memory / source: index, end'];
  print([...heads, ...more]);
  print([...heads, ...more].map(() => '---'));
  const sizes = (process.argv[2] ?? SIZES).split(',').map(Number);
  for (const size of sizes.filter((each) => each > 0)) {
    const root = mkdtempSync(join(tmpdir(), 'context-bench-'));
    generate(root, size);
    add('generated', measureApart(root, true));
    rmSync(root, { recursive: true });
  }
  for (const folder of process.argv.slice(3)) add(folder, measureApart(folder, false));
  process.stdout.write('\n');
  print(['goal', 'wall clock', 'processor', 'limit', '']);
  print(['---', '---', '---', '---', '---']);
  const met = rows.map(([name, row]) => printGoals(name, row));
  if (met.includes(false)) process.exitCode = 1;
}

const [, , mode, folder = process.cwd()] = process.argv;
if (mode === '--one' || mode === '--generated') {
  process.stdout.write(JSON.stringify(await measure(folder, mode === '--generated')));
} else {
  await main();
}
