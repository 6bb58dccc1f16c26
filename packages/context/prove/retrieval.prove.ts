// Prints how well files are chosen on past commits of a repository, beside BM25F with whole files, and what each
// signal adds. Usage: node --conditions=@enhanced-code/source prove/retrieval.prove.ts [folder of a repository] [commits]

import { Corpus } from '../src/index/corpus.ts';
import type { FileRecord } from '../src/index/file-record.ts';
import { Refresher } from '../src/index/refresh.ts';
import { type EntryContent, estimateEntryCost, gitHistory } from '../src/index.ts';
import { Draft } from '../src/pack/draft.ts';
import { Packing } from '../src/pack/packing.ts';
import { findAnchors } from '../src/rank/anchors.ts';
import { History } from '../src/rank/history.ts';
import { askQuestion } from '../src/rank/question.ts';
import { type RankedFile, rankFiles } from '../src/rank/ranking.ts';
import { WEIGHTS, type Weights } from '../src/rank/weights.ts';
import type { ContextSource } from '../src/source.ts';
import { type ReplayCase, replay } from './replay.ts';

const BUDGETS = [8000, 16_000, 32_000];
const NO_ROLES = { source: 0, test: 0, docs: 0, support: 0, data: 0, generated: 0, vendored: 0 };
const NONE: Weights = {
  ...(Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, 0])) as unknown as Weights),
  roles: NO_ROLES,
};

interface Selector {
  readonly name: string;
  readonly weights: Weights;
  /** Whole files in the order of the ranking, as long as they fit. */
  readonly wholeFiles?: boolean;
  readonly subjectOnly?: boolean;
}

const without = (...names: (keyof Weights)[]): Weights => ({
  ...WEIGHTS,
  ...Object.fromEntries(names.map((name) => [name, name === 'roles' ? NO_ROLES : 0])),
});

const SELECTORS: readonly Selector[] = [
  { name: 'BM25F, whole files', weights: { ...NONE, words: 1 }, wholeFiles: true },
  { name: 'BM25F, packed', weights: { ...NONE, words: 8 } },
  { name: 'all signals, whole files', weights: WEIGHTS, wholeFiles: true },
  { name: 'all signals, packed', weights: WEIGHTS },
  { name: 'subject only', weights: WEIGHTS, subjectOnly: true },
  { name: 'without history', weights: without('history', 'churn', 'company') },
  { name: 'without passages', weights: without('passage') },
  { name: 'without roles', weights: without('roles', 'code') },
  { name: 'without fields', weights: without('base', 'folders', 'names', 'body') },
  { name: 'without anchors', weights: without('symbol', 'path') },
];

interface Row {
  readonly shown: number[];
  reciprocal: number;
  inTen: number;
}

async function packWhole(
  ranked: readonly RankedFile[],
  source: ContextSource,
  budget: number,
): Promise<string[]> {
  const shown: string[] = [];
  let used = 0;
  for (const { record } of ranked) {
    const text = await source.read(record.path);
    if (text === undefined) continue;
    const tokens = estimateEntryCost(new Draft(record, text).whole());
    if (used + tokens > budget) continue;
    used += tokens;
    shown.push(record.path);
  }
  return shown;
}

async function pack(
  ranked: readonly RankedFile[],
  source: ContextSource,
  budgetTokens: number,
): Promise<string[]> {
  const load = async (record: FileRecord) => {
    const text = await source.read(record.path);
    return text === undefined ? undefined : new Draft(record, text);
  };
  const cost = (entry: EntryContent) => estimateEntryCost(entry);
  const packing = new Packing({
    ranked,
    pinned: [],
    company: () => [],
    budgetTokens,
    cost,
    load,
    signal: undefined,
  });
  const packed = await packing.pack();
  return [...packed]
    .filter(([, { content }]) => content.tier === 'whole' || content.tier === 'passages')
    .map(([path]) => path);
}

function share(wanted: readonly string[], found: readonly string[]): number {
  return wanted.filter((path) => found.includes(path)).length / wanted.length;
}

async function judge(
  selector: Selector,
  { source, wanted, ...asked }: ReplayCase,
  corpus: Corpus,
  history: History,
): Promise<Row> {
  const text = selector.subjectOnly === true ? asked.subject : asked.instruction;
  const question = askQuestion(text, corpus);
  const past = { history, votes: history.votes(question) };
  const ranked = rankFiles({
    corpus,
    question,
    anchors: findAnchors(text, corpus),
    past,
    weights: selector.weights,
  });
  const order = ranked.map(({ record }) => record.path);
  const first = order.findIndex((path) => wanted.includes(path));
  const shown: number[] = [];
  for (const budget of BUDGETS) {
    const found = await (selector.wholeFiles === true ? packWhole : pack)(ranked, source, budget);
    shown.push(share(wanted, found));
  }
  return { shown, reciprocal: first < 0 ? 0 : 1 / (first + 1), inTen: share(wanted, order.slice(0, 10)) };
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const percent = (value: number) => (100 * value).toFixed(1).padStart(5);

async function main(folder: string, count: number): Promise<void> {
  const commits = await gitHistory(folder)();
  const rows = new Map(SELECTORS.map(({ name }): [string, Row[]] => [name, []]));
  let current: ContextSource | undefined;
  const corpus = new Corpus();
  const source: ContextSource = {
    list: async () => (await current?.list()) ?? [],
    read: async (path) => current?.read(path),
  };
  const refresher = new Refresher(source, corpus);
  const history = new History();
  for await (const each of replay(folder, commits, count)) {
    current = each.source;
    await refresher.refresh([]);
    history.update((await each.source.history?.()) ?? []);
    for (const selector of SELECTORS)
      rows.get(selector.name)?.push(await judge(selector, each, corpus, history));
  }
  const cases = rows.get('all signals, packed')?.length ?? 0;
  const head = `${cases} commits of ${folder}: share of the changed sources that are shown (whole or in passages)`;
  process.stdout.write(
    `${head}\n\n| selector | 8k | 16k | 32k | MRR | in the first 10 |\n|---|---|---|---|---|---|\n`,
  );
  for (const [name, list] of rows) {
    const shown = BUDGETS.map((_, at) => percent(mean(list.map((row) => row.shown[at] ?? 0))));
    const rank = mean(list.map(({ reciprocal }) => reciprocal)).toFixed(3);
    process.stdout.write(
      `| ${name} | ${shown.join(' | ')} | ${rank} | ${percent(mean(list.map(({ inTen }) => inTen)))} |\n`,
    );
  }
}

await main(process.argv[2] ?? process.cwd(), Number(process.argv[3] ?? 60));
