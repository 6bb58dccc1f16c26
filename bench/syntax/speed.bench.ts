// MB/s of one core, in one run: this package with its optional parsers, with the grammar alone, and what other
// parsers take for the same text without any check. Each figure is the median of rounds in turn, so that a
// loaded machine is loaded for all of them. The text is longer than any cache of one file.
import { createSyntax } from '../../packages/syntax/src/index.ts';
import { nativeObstacle, type Parse, peersOf, prepareNative } from './peers.ts';
import { judged, median, milliseconds, row } from './rounds.ts';
import { programOfLines, samples } from './samples.ts';

const rounds = 9;
const obstacle = nativeObstacle();
prepareNative();
process.stdout.write(
  obstacle === undefined
    ? 'native: the binding tree-sitter\n'
    : `native: the tree-sitter inside @ast-grep/napi, since the binding tree-sitter does not load: ${obstacle}\n`,
);

await using full = createSyntax();
await using tree = createSyntax({ exactParsers: false });

/** Limits in MB/s of the grammar layer, and of the one exact parser that has one. */
const limits: Readonly<Record<string, number>> = { typescript: 2, python: 2, go: 2, java: 2, rust: 2 };

for (const [language, sample] of Object.entries(samples)) {
  const text = programOfLines(sample, 1_000);
  const contenders: Record<string, Parse> = {
    full: () => full.check(sample.path, text),
    grammar: () => tree.check(sample.path, text),
    ...(await peersOf(language, obstacle === undefined)),
  };
  for (const syntax of [full, tree]) {
    const report = await syntax.check(sample.path, text);
    if (report.status !== 'ok') process.stdout.write(`${language}: ${report.diagnostics[0]?.message}\n`);
  }
  const times = await inTurn(contenders, text);
  print(language, times, text.length);
}

async function inTurn(contenders: Readonly<Record<string, Parse>>, text: string): Promise<Map<string, number>> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds + 2; round++) {
    for (const [name, parse] of Object.entries(contenders)) {
      const known = times.get(name) ?? [];
      times.set(name, known);
      const taken = await milliseconds(() => parse(text));
      if (round > 1) known.push(taken);
    }
  }
  return new Map([...times].map(([name, taken]) => [name, median(taken)]));
}

function print(language: string, times: ReadonlyMap<string, number>, length: number): void {
  const speeds = new Map([...times].map(([name, ms]) => [name, length / 1e3 / ms]));
  process.stdout.write(row(language, ...speeds.keys()));
  process.stdout.write(row('MB/s', ...[...speeds.values()].map((speed) => speed.toFixed(1))));
  const grammar = speeds.get('grammar') ?? 0;
  const limit = limits[language];
  if (limit !== undefined)
    process.stdout.write(`  grammar layer at least ${limit}: ${judged(grammar >= limit)}\n`);
  const oxc = speeds.get('full') ?? 0;
  if (language === 'typescript') process.stdout.write(`  oxc layer at least 10: ${judged(oxc >= 10)}\n`);
  const native = speeds.get('native');
  if (native !== undefined)
    process.stdout.write(`  grammar layer against native tree-sitter: ${(grammar / native).toFixed(2)}\n`);
}
