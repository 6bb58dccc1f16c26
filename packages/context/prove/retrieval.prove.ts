// Prints how well files are chosen on past commits, beside BM25F with whole files, with and without history, for whole
// messages and for their first lines, and what each signal adds; then judges the difference with a paired bootstrap.
// Usage: node --conditions=@enhanced-code/source prove/retrieval.prove.ts [folder of a repository] [commits]
//    or: … prove/retrieval.prove.ts --cases cases.json --mirror folder [--repos owner/name,…]
import { parseArgs } from 'node:util';
import { Corpus } from '../src/index/corpus.ts';
import { Refresher } from '../src/index/refresh.ts';
import { History } from '../src/rank/history.ts';
import { WEIGHTS, type Weights } from '../src/rank/weights.ts';
import type { ContextSource } from '../src/source.ts';
import { pairedBootstrap } from './bootstrap.ts';
import { BUDGETS, judge, type Row, type Selector } from './judge.ts';
import { type ReplayCase, replayCases, replayLast } from './replay.ts';

const NO_ROLES = { source: 0, test: 0, docs: 0, support: 0, data: 0, generated: 0, vendored: 0 };
type Signal = Exclude<keyof Weights, 'roles'>;
const SIGNALS = (Object.keys(WEIGHTS) as (keyof Weights)[]).filter(
  (name): name is Signal => name !== 'roles',
);

function weightsOf(change: (name: Signal) => number, roles: Weights['roles'] = WEIGHTS.roles): Weights {
  const signals = Object.fromEntries(SIGNALS.map((name) => [name, change(name)])) as Record<Signal, number>;
  return { ...signals, roles };
}

const only = (signal: Signal, weight: number) =>
  weightsOf((name) => (name === signal ? weight : 0), NO_ROLES);
const without = (...names: Signal[]) => weightsOf((name) => (names.includes(name) ? 0 : WEIGHTS[name]));

const OURS = 'all signals, packed';
const BAR = 'BM25F, whole files';
const SELECTORS: readonly Selector[] = [
  { name: BAR, weights: only('words', 1), wholeFiles: true },
  { name: 'BM25F, packed', weights: only('words', 8) },
  { name: 'all signals, whole files', weights: WEIGHTS, wholeFiles: true },
  { name: OURS, weights: WEIGHTS },
  { name: 'no history', weights: WEIGHTS, withoutHistory: true },
  { name: 'subject only', weights: WEIGHTS, subjectOnly: true },
  { name: 'subject only, no history', weights: WEIGHTS, subjectOnly: true, withoutHistory: true },
  {
    name: 'subject only, BM25F, whole files',
    weights: only('words', 1),
    subjectOnly: true,
    wholeFiles: true,
  },
  { name: '− words (BM25F)', weights: without('words') },
  {
    name: '− words in base name, folders, names, text',
    weights: without('base', 'folders', 'names', 'body'),
  },
  { name: '− passage', weights: without('passage') },
  { name: '− similar past changes', weights: without('history') },
  { name: '− changed often', weights: without('churn') },
  { name: '− changed together', weights: without('company') },
  { name: '− symbols', weights: without('symbol') },
  { name: '− quoted errors', weights: without('quote') },
  { name: '− paths and frames', weights: without('path') },
  { name: '− roles', weights: weightsOf((name) => (name === 'code' ? 0 : WEIGHTS[name]), NO_ROLES) },
];
/** Points of recall above BM25F that are demanded. */
const DEMANDED = 0.1;

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const percent = (value: number) => (100 * value).toFixed(1);
const print = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);

async function answerAll(cases: AsyncIterable<ReplayCase>): Promise<Map<string, Row[]>> {
  const rows = new Map(SELECTORS.map(({ name }): [string, Row[]] => [name, []]));
  let source: ContextSource = { list: async () => [], read: async () => undefined };
  let corpus = new Corpus();
  let repo = '';
  const moving: ContextSource = { list: () => source.list(), read: (path) => source.read(path) };
  let refresher = new Refresher(moving, corpus);
  const history = new History();
  for await (const each of cases) {
    source = each.source;
    if (each.repo !== repo) {
      repo = each.repo;
      corpus = new Corpus();
      refresher = new Refresher(moving, corpus);
    }
    await refresher.refresh([]);
    history.update(each.history);
    for (const selector of SELECTORS) {
      rows.get(selector.name)?.push(await judge(selector, each, corpus, history));
    }
  }
  return rows;
}

function printTable(rows: ReadonlyMap<string, readonly Row[]>): void {
  print(['selector', '8k', '16k', '32k', 'tests 16k', 'MRR', 'in the first 10']);
  print(['---', '---', '---', '---', '---', '---', '---']);
  for (const [name, list] of rows) {
    const recall = BUDGETS.map((_, at) => percent(mean(list.map((row) => row.recall[at] ?? 0))));
    const tests = percent(mean(list.flatMap((row) => row.tests?.[1] ?? [])));
    const rank = mean(list.map(({ reciprocal }) => reciprocal)).toFixed(3);
    print([name, ...recall, tests, rank, percent(mean(list.map(({ inTen }) => inTen)))]);
  }
}

/** Whether the selector lies above BM25F in each figure; the pool decides, not a single repository. */
function printVerdict(rows: ReadonlyMap<string, readonly Row[]>): void {
  const ours = rows.get(OURS) ?? [];
  const bar = rows.get(BAR) ?? [];
  BUDGETS.forEach((budget, at) => {
    const of = (row: Row) => row.recall[at] ?? 0;
    const { mean: difference, low, high } = pairedBootstrap(ours.map(of), bar.map(of), DEMANDED);
    const interval = `${percent(difference)} points (95 %: ${percent(low)} to ${percent(high)})`;
    process.stdout.write(`\nrecall@${budget} above BM25F: ${interval}`);
    if (difference <= 0) process.exitCode = 1;
  });
  process.stdout.write('\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cases: { type: 'string' }, mirror: { type: 'string' }, repos: { type: 'string' } },
});
const [folder = process.cwd(), count = '60'] = positionals;
const cases =
  values.cases === undefined
    ? replayLast(folder, Number(count))
    : replayCases(values.cases, values.mirror ?? '.', values.repos?.split(',') ?? []);
const rows = await answerAll(cases);
const size = rows.get(OURS)?.length ?? 0;
process.stdout.write(
  `${size} past commits; share of the changed sources that are shown whole or with at least half of their changed lines, in %\n\n`,
);
if (size > 0) {
  printTable(rows);
  printVerdict(rows);
}
