// What this package shows, language by language, beside plain tree-sitter: how many valid files are rejected,
// how many damaged copies of them are noticed, and how many texts of public suites.
//
// node --conditions=@enhanced-code/source prove/shows.prove.ts [--mirror <folder>] [--store <file>] [<folder>...]
//
// Folders hold real files, such as the standard libraries of the languages; `--mirror` is a folder of bare or
// cloned repositories named `<owner>+<name>`, which gives more of them, and the suites it holds. Damaged copies
// are judged by the parsers of the languages themselves where the machine has them (python3, gofmt, php, ruby,
// bash, luac, gcc, g++, javac, rustc, elixir, Rscript, xmllint, mcs, and typescript and V8 of this checkout);
// elsewhere damage that stays legal counts as missed.
//
// With `--store` and `--minutes` it works in pieces: each run goes on where the last one ended, and prints the
// table of all that is measured. `--most` files are read and `--damage` of them damaged. It ends with 2 when something is left. `--list` prints what went wrong.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createSyntax, type LanguageId } from '../src/index.ts';
import { type CorpusFile, readCorpus, repositoriesIn } from './corpus.ts';
import { measureDamage, measureSuite, measureValid } from './measure.ts';
import { PlainGrammar } from './plain-grammar.ts';
import { type Figures, printTables } from './shows-table.ts';
import { suiteRepositories, suitesOf } from './suites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mirror: { type: 'string' },
    store: { type: 'string' },
    most: { type: 'string', default: '250' },
    damage: { type: 'string', default: '200' },
    share: { type: 'string', default: '140' },
    minutes: { type: 'string', default: '600' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

const languages = (
  'bash c cpp csharp css dart dockerfile elixir go hcl html java javascript json jsonc jsx kotlin less lua markdown ' +
  'php python r ruby rust scala scss sql svelte swift toml tsx typescript vue xml yaml zig'
).split(' ') as readonly LanguageId[];

/** Repositories whose files are tests of a parser, many of them broken. */
const testsOfParsers = new Set(['oxc-project+oxc', 'typescript-eslint+typescript-eslint', 'less+less.js']);

const wanted = languages.filter((language) => values.only?.split(',').includes(language) ?? true);
const figures: Figures = loadFigures();
const endsAt = performance.now() + Number(values.minutes) * 60_000;
const kinds = ['valid', 'suites', 'damage'] as const;
const left = wanted.flatMap((language) =>
  kinds.filter((kind) => figures[language]?.[kind] === undefined).map((kind) => ({ language, kind })),
);

const corpus = left.length === 0 ? new Map<LanguageId, CorpusFile[]>() : readFiles();
await using full = createSyntax();
const plain = new PlainGrammar();
const meters = { full, plain };

for (const { language, kind } of left) {
  if (performance.now() > endsAt) break;
  const started = performance.now();
  await measure(language, kind);
  if (values.store !== undefined) writeFileSync(values.store, JSON.stringify(figures));
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  if (values.store !== undefined) process.stderr.write(`${language} ${kind} ${seconds} s\n`);
}

process.stdout.write(printTables(figures, wanted));
if (values.list) listExamples();
const rest = wanted.filter((language) => kinds.some((kind) => figures[language]?.[kind] === undefined));
if (rest.length > 0) {
  process.stdout.write(`left to be measured, run again: ${rest.join(' ')}\n`);
  process.exitCode = 2;
}

async function measure(language: LanguageId, kind: (typeof kinds)[number]): Promise<void> {
  const files = corpus.get(language) ?? [];
  const entry = figures[language] ?? {};
  figures[language] = entry;
  if (kind === 'valid') entry.valid = await measureValid(meters, language, files);
  if (kind === 'damage') {
    // Damage looks the same in a long file, and is judged several times.
    const some = files.filter(({ text }) => text.length < 20_000).slice(0, Number(values.damage));
    entry.damage = await measureDamage(meters, language, some);
  }
  if (kind === 'suites') {
    const suites = suitesOf(language, values.mirror);
    entry.suites = [];
    for (const suite of suites) entry.suites.push(await measureSuite(meters, language, suite));
  }
}

function readFiles(): Map<LanguageId, CorpusFile[]> {
  const mirrored = values.mirror === undefined ? [] : repositoriesIn(values.mirror);
  const real = mirrored.filter(
    (path) => !suiteRepositories.has(basename(path)) && !testsOfParsers.has(basename(path)),
  );
  const folders = [...positionals, ...real];
  const limits = { most: Number(values.most), share: Number(values.share), seed: 7 };
  const only = [...new Set(left.map(({ language }) => language))];
  return readCorpus(folders.length > 0 ? folders : ['../..'], { ...limits, only });
}

function loadFigures(): Figures {
  if (values.store === undefined || !existsSync(values.store)) return {};
  return JSON.parse(readFileSync(values.store, 'utf8'));
}

function listExamples(): void {
  for (const language of wanted) {
    const { valid, damage, suites = [] } = figures[language] ?? {};
    const lines = [valid, damage, ...suites].flatMap((part) => part?.examples.slice(0, 15) ?? []);
    for (const line of lines) process.stdout.write(`${language} ${line}\n`);
  }
}
