// The estimate of tokens beside the exact count of the o200k vocabulary, on files of git repositories: those named on
// the command line (a checkout or a bare one), or this checkout. `FILES` is the most files per language and repository.
import { estimateTokens } from '../src/tokens/index.ts';
import { printTable } from '../test/print-table.ts';
import { sampleTexts, type TextSample } from './token-samples.ts';

/** The share of files that has to be within 10 %. */
const WANTED = 0.94;

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const withinTen = (errors: readonly number[]): number =>
  errors.filter((error) => error <= 0.1).length / errors.length;

function summary(name: string, samples: readonly TextSample[]) {
  const estimates = samples.map(({ text, language }) => estimateTokens(text, language));
  const errors = samples.map(({ exact }, index) => Math.abs((estimates[index] ?? 0) / exact - 1));
  const total = estimates.reduce((sum, tokens) => sum + tokens, 0);
  const exactTotal = samples.reduce((sum, { exact }) => sum + exact, 0);
  return {
    language: name,
    files: samples.length,
    'total off': percent(total / exactTotal - 1),
    'median off': percent(quantile(errors, 0.5)),
    '95 % off at most': percent(quantile(errors, 0.95)),
    'within 10 %': percent(withinTen(errors)),
    within: withinTen(errors),
  };
}

const samples = await sampleTexts(process.argv.slice(2));
const byLanguage = Object.entries(Object.groupBy(samples, ({ language }) => language));
const rows = byLanguage.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, of = []]) => summary(name, of));
const all = summary('all', samples);
printTable([...rows, all].map(({ within: _within, ...row }) => row));
process.stdout.write(
  `\n${all.files} files, within 10 %: ${all['within 10 %']} (wanted ${percent(WANTED)}), median off ${all['median off']}\n`,
);
if (all.within < WANTED) process.exitCode = 1;
