// How fast texts are checked, how long the first check of a language takes, and what one edit of a
// 5,000-line text costs. Each figure is the median of several rounds in one process.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createSyntax } from '../../packages/syntax/src/index.ts';

const source = readFileSync(new URL('../../packages/syntax/src/check-text.ts', import.meta.url), 'utf8');
const goFunction =
  'func f(a int) (int, error) {\n\tif a > 1 {\n\t\treturn a + 1, nil\n\t}\n\treturn 0, errors.New("a")\n}\n\n';
/** Real Python, from the library of the interpreter; a made-up text of equal functions is re-read nearly whole. */
const python = spawnSync('python3', [
  '-c',
  'import argparse, typing; print("".join(open(m.__file__).read() for m in (argparse, typing)))',
]).stdout.toString();
const javaMethod =
  '  int f(int a) {\n    if (a > 1) {\n      return g(a + 1);\n    }\n    return 0;\n  }\n\n';
const rustFunction =
  'fn f(a: u8) -> Option<u8> {\n    if a > 1 {\n        return Some(a + 1);\n    }\n    None\n}\n\n';

const texts: Readonly<Record<string, string>> = {
  'a.ts': source.repeat(8),
  'a.go': `package a\n\n${goFunction.repeat(700)}`,
  ...(python === '' ? {} : { 'a.py': python }),
  'A.java': `class A {\n${javaMethod.repeat(700)}}\n`,
  'a.rs': rustFunction.repeat(700),
  'a.json': `[${JSON.stringify({ a: [1, 2, { b: 'c' }], d: null })
    .concat(',')
    .repeat(2_000)}0]`,
};

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

process.stdout.write('text      layer  first ms  MB/s  lines  one edit ms (grammar)\n');
for (const [path, text] of Object.entries(texts)) {
  for (const exactParsers of [true, false]) {
    await using syntax = createSyntax({ exactParsers });
    const first = await milliseconds(() => syntax.check(path, 'x'));
    const rounds: number[] = [];
    for (let round = 0; round < 7; round++) rounds.push(await milliseconds(() => syntax.check(path, text)));
    const speed = text.length / 1e3 / median(rounds);
    const edits: number[] = [];
    using document = syntax.open(path, text);
    await document.check();
    for (let round = 0; round < 15 && !exactParsers; round++) {
      const now = document.text;
      const at = now.indexOf('\n\n', (now.length / 18) * (round + 1)) + 1;
      document.edit({ start: at, end: at, newText: '\n' });
      edits.push(await milliseconds(() => document.check()));
    }
    const columns = [
      first.toFixed(0).padStart(9),
      speed.toFixed(1).padStart(5),
      String(text.split('\n').length).padStart(6),
    ];
    const edit = exactParsers ? '' : median(edits).toFixed(1).padStart(9);
    process.stdout.write(
      `${path.padEnd(9)} ${exactParsers ? 'exact' : 'tree '} ${columns.join(' ')} ${edit}\n`,
    );
  }
}
process.stdout.write(`resident ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB\n`);
