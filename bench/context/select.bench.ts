// Time and memory of an index over generated trees of growing size on disk, or over a real folder.
// Usage: select.bench.ts [files,files,…] [folder …]    Each line is measured in a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { folderSource } from '../../packages/context/src/folder.ts';
import { createContext } from '../../packages/context/src/index.ts';

const SIZES = '500,1000,6300,10000,50000';
const CHANGED_FILES = 8;
const ROUNDS = 12;
const QUESTIONS = 40;
const LINES_PER_FILE = 105;

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

function generate(root: string, count: number): void {
  const pick = seeded(7);
  const language = languageFor(count, pick);
  for (let at = 0; at < count; at += 1) {
    const path = join(root, `src/${SYLLABLES[pick(20)]}/${SYLLABLES[pick(20)]}/${language.word()}-${at}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, textOf(language));
  }
}

async function timed(work: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

const at = (values: readonly number[], share: number) =>
  values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const both = (values: readonly { wall: number; cpu: number }[], share: number) =>
  `${ms(
    at(
      values.map(({ wall }) => wall),
      share,
    ),
  )} (${ms(
    at(
      values.map(({ cpu }) => cpu),
      share,
    ),
  )})`;

/** Measures one folder; the changed files are put back. */
async function measure(root: string): Promise<Record<string, string>> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'context-bench-state-'));
  const files = await folderSource(root, { history: false }).list();
  const bytes = files.reduce((sum, { size }) => sum + Math.min(size, 1_000_000), 0);
  const texts = files.filter(({ path }) => /\.(ts|js|rb|py|go|rs|java|php)$/.test(path));
  const pick = seeded(3);
  const some = () => texts[pick(texts.length)]?.path ?? '';
  const question = () => {
    const text = readFileSync(join(root, some()), 'utf8').slice(0, 3000);
    const words = text.match(/[A-Za-z]{4,}/g) ?? ['cart'];
    return Array.from({ length: 14 }, () => words[pick(words.length)]).join(' ');
  };
  globalThis.gc?.();
  const base = process.memoryUsage().rss;
  let peak = base;
  const source = folderSource(root, { history: false, watch: true });
  const index = createContext({ source, stateFolder });
  const cold = await timed(() => index.refresh());
  peak = Math.max(peak, process.memoryUsage().rss);
  const ask = () => index.select({ instruction: question(), budgetTokens: 16_000 });
  await ask();
  const warm = [];
  for (let count = 0; count < QUESTIONS; count += 1) warm.push(await timed(ask));
  const updates = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const changed = Array.from({ length: CHANGED_FILES }, some);
    const kept = changed.map((path) => readFileSync(join(root, path), 'utf8'));
    changed.forEach((path, each) => {
      writeFileSync(join(root, path), `${kept[each]}\n// round ${round}\n`);
    });
    updates.push(await timed(() => index.refresh()));
    updates.push(await timed(ask));
    changed.forEach((path, each) => {
      writeFileSync(join(root, path), kept[each] ?? '');
    });
    await index.refresh();
  }
  const memory = (process.memoryUsage().rss - base) / bytes;
  const plain = createContext({ source: folderSource(root, { history: false }), stateFolder });
  await index[Symbol.asyncDispose]();
  const reopened = await timed(() => plain.refresh());
  await plain.select({ instruction: question(), budgetTokens: 16_000 });
  const scanned = [];
  for (let count = 0; count < QUESTIONS / 2; count += 1)
    scanned.push(await timed(() => plain.select({ instruction: question(), budgetTokens: 16_000 })));
  await source[Symbol.asyncDispose]();
  rmSync(stateFolder, { recursive: true });
  return {
    files: String(files.length),
    source: `${(bytes / 1e6).toFixed(1)} MB`,
    cold: both([cold], 1),
    saved: both([reopened], 1),
    'update p50': both(
      updates.filter((_, each) => each % 2 === 0),
      0.5,
    ),
    'question p50': both(warm, 0.5),
    'question p95': both(warm, 0.95),
    'p95 with a walk': both(scanned, 0.95),
    'memory / source': memory.toFixed(1),
  };
}

function measureApart(folder: string): Record<string, string> {
  const flags = ['--expose-gc', '--conditions=@enhanced-code/source', import.meta.filename, '--one', folder];
  const child = spawnSync(process.execPath, flags, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout) as Record<string, string>;
}

function report(name: string, row: Record<string, string>, isFirst: boolean): void {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  if (isFirst) {
    process.stdout.write(
      'Times are wall clock (processor time of all threads); p50 and p95 of questions.\n\n',
    );
    process.stdout.write(
      line(['tree', ...Object.keys(row)]) + line(['---', ...Object.keys(row).map(() => '---')]),
    );
  }
  process.stdout.write(line([name, ...Object.values(row)]));
}

if (process.argv[2] === '--one') {
  process.stdout.write(JSON.stringify(await measure(process.argv[3] ?? process.cwd())));
} else {
  const sizes = (process.argv[2] ?? SIZES)
    .split(',')
    .map(Number)
    .filter((size) => size > 0);
  let isFirst = true;
  for (const size of sizes) {
    const root = mkdtempSync(join(tmpdir(), 'context-bench-'));
    generate(root, size);
    report('generated', measureApart(root), isFirst);
    rmSync(root, { recursive: true });
    isFirst = false;
  }
  for (const folder of process.argv.slice(3)) {
    report(folder, measureApart(folder), isFirst);
    isFirst = false;
  }
}
