// Prints, per language and kind of damage, how many damaged copies of real files are noticed: by this
// package as an edit, by plain tree-sitter, and how many were made. Where the machine has the parser of the
// language itself (python3, gofmt, php, ruby, bash, gcc, g++, javac, rustc), only files that it accepts are
// damaged and only copies that it rejects count; the last column says how many of the copies it accepts were
// reported, for the kinds that are no markers. Elsewhere damage that stays legal counts as missed.
// node --conditions=@enhanced-code/source prove/detection.ts [--most 30] [--only go,php] <folder>...
import { parseArgs } from 'node:util';
import { createSyntax, type LanguageId } from '../src/index.ts';
import { type CorpusFile, readCorpus } from './corpus.ts';
import { damaged, damages } from './mutants.ts';
import { type Oracle, oracleFor } from './oracles.ts';
import { PlainGrammar } from './plain-grammar.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '30' }, only: { type: 'string' } },
});

interface Tally {
  made: number;
  found: number;
  baseline: number;
}

interface Result {
  readonly kinds: ReadonlyMap<string, Tally>;
  readonly hasOracle: boolean;
  readonly legal: number;
  readonly alarms: number;
}

const structural = /^(?:bracket|cut|quote|sign)/;
await using full = createSyntax();
const plain = new PlainGrammar();

async function tally(language: LanguageId, files: readonly CorpusFile[], oracle: Oracle): Promise<Result> {
  const kinds = new Map(Object.keys(damages).map((kind) => [kind, { made: 0, found: 0, baseline: 0 }]));
  let [legal, alarms, hasOracle] = [0, 0, false];
  for (const [at, { path, text }] of files.entries()) {
    const valid = oracle(text);
    if (valid === false) continue;
    hasOracle ||= valid === true;
    for (const copy of damaged(text, at + 1)) {
      const isLegal = oracle(copy.text) === true;
      const noticed = (await full.compare(path, text, copy.text)).status === 'errors';
      if (isLegal && structural.test(copy.kind)) {
        legal += 1;
        alarms += noticed ? 1 : 0;
      }
      const entry = kinds.get(copy.kind);
      if (isLegal || entry === undefined) continue;
      entry.made += 1;
      entry.found += noticed ? 1 : 0;
      entry.baseline += (await plain.rejects(language, copy.text)) ? 1 : 0;
    }
  }
  return { kinds, hasOracle, legal, alarms };
}

const folders = positionals.length > 0 ? positionals : ['../../node_modules/.pnpm'];
const corpus = await readCorpus(folders, Number(values.most), 2);
const kinds = Object.keys(damages);
const head = kinds.map((kind) => kind.padStart(16)).join('');
process.stdout.write(
  `found by this package / by plain tree-sitter / made\n${''.padEnd(11)}${head}  false alarms\n`,
);
for (const [language, files] of [...corpus].sort()) {
  if (values.only !== undefined && !values.only.split(',').includes(language)) continue;
  const first = files[0];
  if (first === undefined || (await full.check(first.path, first.text)).status === 'unsupported') continue;
  const result = await tally(language, files, oracleFor(language));
  const cells = kinds.map((kind) => {
    const { found, baseline, made } = result.kinds.get(kind) ?? { found: 0, baseline: 0, made: 0 };
    return `${found}/${baseline}/${made}`.padStart(16);
  });
  const alarms = result.hasOracle ? `${result.alarms}/${result.legal}` : 'no oracle';
  process.stdout.write(`${language.padEnd(11)}${cells.join('')}  ${alarms}\n`);
}
