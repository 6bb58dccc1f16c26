// Prints, per language, how many real files each layer rejects, and how fast it reads them.
// node --conditions=@enhanced-code/source prove/prove.ts [--most 200] [--list] <folder>...
import { parseArgs } from 'node:util';
import { createSyntax, type LanguageId, type Syntax } from '../src/index.ts';
import { type CorpusFile, readCorpus } from './corpus.ts';
import { PlainGrammar } from './plain-grammar.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

interface Verdicts {
  readonly rejected: readonly string[];
  readonly validator: string;
  readonly megabytesPerSecond: number;
}

async function judge(syntax: Syntax, files: readonly CorpusFile[]): Promise<Verdicts> {
  const rejected: string[] = [];
  let validator = '';
  let characters = 0;
  const first = files[0];
  if (first !== undefined) await syntax.check(first.path, first.text);
  const started = performance.now();
  for (const { path, text } of files) {
    const report = await syntax.check(path, text);
    validator = report.validator ?? report.status;
    characters += text.length;
    const found = report.diagnostics[0];
    if (report.status !== 'ok')
      rejected.push(`${path}:${(found?.range.start.line ?? 0) + 1} ${report.status} ${found?.message ?? ''}`);
  }
  const seconds = (performance.now() - started) / 1_000;
  return { rejected, validator, megabytesPerSecond: characters / 1e6 / seconds };
}

async function judgePlainly(language: LanguageId, files: readonly CorpusFile[]): Promise<string> {
  let rejected = 0;
  let characters = 0;
  const started = performance.now();
  for (const { text } of files) {
    const verdict = await plain.rejects(language, text);
    if (verdict === undefined) return cell('none', 12);
    rejected += verdict ? 1 : 0;
    characters += text.length;
  }
  const megabytes = characters / 1e3 / (performance.now() - started);
  return `${cell(rejected, 12)} ${cell(megabytes.toFixed(1), 6)}`;
}

const cell = (value: string | number, width: number): string => String(value).padStart(width);

function row(language: LanguageId, files: number, full: Verdicts, baseline: string): string {
  const speed = full.megabytesPerSecond.toFixed(1);
  const columns = [cell(files, 5), cell(full.rejected.length, 9), cell(speed, 6), cell(full.validator, 12)];
  return `${language.padEnd(12)} ${columns.join(' ')} ${baseline}`;
}

const folders = positionals.length > 0 ? positionals : ['../../node_modules/.pnpm'];
const corpus = await readCorpus(folders, Number(values.most), Number(values.seed));
await using full = createSyntax();
const plain = new PlainGrammar();
process.stdout.write('language     files  rejected   MB/s    validator  grammar only   MB/s\n');
for (const [language, files] of [...corpus].sort()) {
  if (values.only !== undefined && !values.only.split(',').includes(language)) continue;
  const verdicts = await judge(full, files);
  const baseline = await judgePlainly(language, files);
  process.stdout.write(`${row(language, files.length, verdicts, baseline)}\n`);
  if (values.list) for (const line of verdicts.rejected.slice(0, 12)) process.stdout.write(`    ${line}\n`);
}
