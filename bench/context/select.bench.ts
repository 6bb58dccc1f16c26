// Time and memory of an index over generated trees of growing size, in memory, so that no disk is measured.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext } from '../../packages/context/src/index.ts';
import { memorySource } from '../../packages/context/src/testing.ts';

const SIZES = (process.argv[2] ?? '500,1000,6000').split(',').map(Number);
const WORDS =
  'cart price session token query cache route parse render filter index store event stream retry limit'.split(
    ' ',
  );
const LINES_PER_FILE = 110;

/** A small generator with a seed, so that every run measures the same tree. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * limit);
  };
}

function generate(count: number): Record<string, string> {
  const pick = seeded(7);
  const word = () => `${WORDS[pick(WORDS.length)]}`;
  const name = (at: number) => `${word()}${word().replace(/^./, (first) => first.toUpperCase())}${at % 997}`;
  const files: Record<string, string> = {};
  for (let at = 0; at < count; at += 1) {
    const lines = Array.from({ length: LINES_PER_FILE }, (_, line) =>
      line % 12 === 0
        ? `}\nexport function ${name(line)}(${word()}) {`
        : `  const ${name(at + line)} = ${word()}(${word()});`,
    );
    files[`src/${word()}/${name(at)}-${at}.ts`] = lines.join('\n');
  }
  return files;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function measure(count: number): Promise<Record<string, string>> {
  const files = generate(count);
  const bytes = Object.values(files).reduce((sum, text) => sum + text.length, 0);
  const source = memorySource(files);
  const listed = await source.list();
  source.list = async () => listed;
  const stateFolder = mkdtempSync(join(tmpdir(), 'context-bench-'));
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const index = createContext({ source, stateFolder });
  const cold = await timed(() => index.refresh());
  const memory = (process.memoryUsage().rss - before) / bytes;
  const questions = WORDS.map(
    (word, at) => `the ${word} loses its ${WORDS[(at + 5) % WORDS.length]} after a retry`,
  );
  const ask = (instruction: string) => index.select({ instruction, budgetTokens: 16_000 });
  await ask('warm up');
  const times: number[] = [];
  for (const question of questions) times.push(await timed(() => ask(question)));
  times.sort((left, right) => left - right);
  await index[Symbol.asyncDispose]();
  const saved = createContext({ source, stateFolder });
  const reopened = await timed(() => saved.refresh());
  rmSync(stateFolder, { recursive: true });
  const ms = (value = 0) => `${value.toFixed(0)} ms`;
  return {
    source: `${(bytes / 1e6).toFixed(1)} MB`,
    cold: ms(cold),
    'from the saved index': ms(reopened),
    'question p50': ms(times[times.length >> 1]),
    'question p95': ms(times[Math.floor(times.length * 0.95)]),
    'memory / source': memory.toFixed(1),
  };
}

const table: Record<string, Record<string, string>> = {};
for (const size of SIZES) {
  table[`${size} files`] = await measure(size);
}
console.table(table);
