// The built package (`npm run build` first), each time in a process of its own: how long a first check takes,
// what twenty grammars hold in memory, and how many files of a tree a second two threads check.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judged, median, milliseconds, row } from './rounds.ts';
import { program, samples } from './samples.ts';

const built = new URL('../../packages/syntax/dist/index.js', import.meta.url);
if (!existsSync(built)) {
  process.stdout.write('NOT MEASURED: the package is not built, run `npm run build`\n');
  process.exit(0);
}
process.stdout.write(`built at ${statSync(built).mtime.toISOString()}\n`);

function inProcess(...args: readonly string[]): number[] {
  const script = fileURLToPath(new URL('cold.mjs', import.meta.url));
  const [what = '', ...rest] = args;
  return spawnSync(process.execPath, [script, what, built.href, ...rest])
    .stdout.toString()
    .split(' ')
    .map(Number);
}

process.stdout.write(row('first check', 'layer', 'ms', 'limit', ''));
const starts: readonly [string, 'grammar' | 'exact', number][] = [
  ...['a.ts', 'a.py', 'a.go', 'A.java', 'a.rs', 'a.cpp', 'a.css', 'a.sh'].map(
    (path): [string, 'grammar', number] => [path, 'grammar', 100],
  ),
  ['a.ts', 'exact', 200],
  ['a.py', 'exact', 1_000],
];
for (const [path, layer, limit] of starts) {
  const times = Array.from({ length: 7 }, () => inProcess('first', path, layer)[0] ?? Number.NaN);
  process.stdout.write(row(path, layer, median(times).toFixed(0), limit, judged(median(times) <= limit)));
}

const [resident = 0, languages = 0] = inProcess('memory', '', 'grammar');
process.stdout.write(
  `resident after ${languages} grammars: ${resident.toFixed(0)} MB, at most 200: ${judged(resident <= 200)}\n`,
);

const folder = mkdtempSync(join(tmpdir(), 'syntax-bench-'));
try {
  const paths = writeFiles(5_000);
  const one = await filesPerSecond(paths, 1);
  const cores = availableParallelism();
  const all = await filesPerSecond(paths, cores);
  process.stdout.write(
    `${paths.length} files: ${one.toFixed(0)} a second in one thread, ${all.toFixed(0)} in ${cores}, ${(all / one).toFixed(2)} times as many\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeFiles(count: number): string[] {
  const kinds = Object.values(samples);
  return Array.from({ length: count }, (_, number) => {
    const sample = kinds[number % kinds.length];
    if (sample === undefined) return '';
    const under = join(folder, String(number % 50));
    mkdirSync(under, { recursive: true });
    const path = join(under, `${number}.${sample.path.split('.')[1]}`);
    writeFileSync(path, program(sample, 1 + (number % 9)));
    return path;
  });
}

async function filesPerSecond(paths: readonly string[], workers: number): Promise<number> {
  const { createSyntax } = await import(built.href);
  await using syntax = createSyntax({ workers });
  let seen = 0;
  const ms = await milliseconds(async () => {
    for await (const { report } of syntax.checkFiles(paths, (path: string) => readFile(path, 'utf8')))
      seen += report.status === 'ok' ? 1 : 0;
  });
  if (seen !== paths.length) process.stdout.write(`${paths.length - seen} files were not ok\n`);
  return paths.length / (ms / 1e3);
}
