// What becomes of texts that are made to trouble a parser, in every language: how long the worst takes, beside
// the time limit, inline and in a thread that is ended. A text that takes more than the limit and one second
// fails the proof.
// node --conditions=@enhanced-code/source prove/bad-input.prove.ts [--length 20000] [--only a.py,a.c]
import { parseArgs } from 'node:util';
import { createSyntax, type Syntax } from '../src/index.ts';
import { hostilePaths, hostileTexts } from '../test/hostile.ts';

const { values } = parseArgs({
  options: {
    length: { type: 'string', default: '20000' },
    only: { type: 'string' },
    limit: { type: 'string', default: '500' },
  },
});
const timeLimitMs = Number(values.limit);
const length = Number(values.length);
const texts: [string, string][] = [
  ...hostileTexts(length),
  ['10,000 nested brackets', '('.repeat(10_000)],
  ['10,000 nested brackets that close', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ['one line of 5 MB', 'a = 1; '.repeat(700_000)],
  ['50 MB', 'x'.repeat(50_000_000)],
  ['NUL', 'a\0b'],
  ['half characters', '\ud800'.repeat(1_000)],
  [
    'bytes that are no UTF-8',
    new TextDecoder().decode(Uint8Array.from({ length: 5_000 }, (_, at) => at % 256)).replaceAll('\0', ''),
  ],
];

await using inline = createSyntax({ timeLimitMs });
await using threads = createSyntax({ timeLimitMs, workers: 1 });

async function worst(syntax: Syntax, path: string): Promise<{ ms: number; name: string }> {
  let result = { ms: 0, name: '' };
  for (const [name, text] of texts) {
    const started = performance.now();
    const { status, error } = await syntax.check(path, text);
    const ms = performance.now() - started;
    if ((status === 'unknown') !== (error !== undefined))
      throw new TypeError(`${path}: ${name} has no outcome`);
    if (ms > result.ms) result = { ms, name };
  }
  return result;
}

process.stdout.write(`time limit ${timeLimitMs} ms, texts of ${length} characters and more\n`);
process.stdout.write('name        inline ms  of                                 thread ms  of\n');
for (const path of hostilePaths) {
  if (!(values.only?.split(',').includes(path) ?? true)) continue;
  await inline.check(path, 'a');
  await threads.check(path, 'a');
  const [here, there] = [await worst(inline, path), await worst(threads, path)];
  const left = `${path.padEnd(11)}${here.ms.toFixed(0).padStart(10)}  ${here.name.padEnd(34)}`;
  process.stdout.write(`${left}${there.ms.toFixed(0).padStart(10)}  ${there.name}\n`);
  if (Math.max(here.ms, there.ms) > timeLimitMs + 1_000) process.exitCode = 1;
}
process.stdout.write(`resident ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB\n`);
