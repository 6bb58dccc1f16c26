import type { Corpus } from '../src/index/corpus.ts';
import type { FileRecord } from '../src/index/file-record.ts';
import { type EntryContent, estimateEntryCost } from '../src/index.ts';
import { Draft } from '../src/pack/draft.ts';
import { Packing } from '../src/pack/packing.ts';
import { findAnchors } from '../src/rank/anchors.ts';
import type { History } from '../src/rank/history.ts';
import { askQuestion } from '../src/rank/question.ts';
import { type RankedFile, rankFiles } from '../src/rank/ranking.ts';
import type { Weights } from '../src/rank/weights.ts';
import type { ContextSource } from '../src/source.ts';
import type { Hunk, ReplayCase } from './replay.ts';

/** Budgets in tokens. */
export const BUDGETS: readonly number[] = [8000, 16_000, 32_000];

/** A way to choose. */
export interface Selector {
  readonly name: string;
  readonly weights: Weights;
  /** Whole files in the order of the ranking, as long as they fit. */
  readonly wholeFiles?: boolean;
  readonly subjectOnly?: boolean;
  readonly withoutHistory?: boolean;
}

/** How well one case was answered, each figure between 0 and 1. */
export interface Row {
  /** Share of the wanted sources that are shown, by budget. */
  readonly recall: readonly number[];
  /** The same for the tests that the commit changed; `undefined` when it changed none. */
  readonly tests: readonly number[] | undefined;
  /** 1 divided by the rank of the first wanted source. */
  readonly reciprocal: number;
  /** Share of the wanted sources among the first ten. */
  readonly inTen: number;
}

type Shown = ReadonlyMap<string, EntryContent>;

async function packWhole(
  ranked: readonly RankedFile[],
  source: ContextSource,
  budget: number,
): Promise<Shown> {
  const shown = new Map<string, EntryContent>();
  let used = 0;
  for (const { record } of ranked) {
    const text = await source.read(record.path);
    if (text === undefined) continue;
    const entry = new Draft(record, text).whole();
    const tokens = estimateEntryCost(entry);
    if (used + tokens > budget) continue;
    used += tokens;
    shown.set(record.path, entry);
  }
  return shown;
}

async function pack(
  ranked: readonly RankedFile[],
  source: ContextSource,
  budgetTokens: number,
): Promise<Shown> {
  const load = async (record: FileRecord) => {
    const text = await source.read(record.path);
    return text === undefined ? undefined : new Draft(record, text);
  };
  const cost = (entry: EntryContent) => estimateEntryCost(entry);
  const common = { pinned: [], company: () => [], signal: undefined };
  const packed = await new Packing({ ranked, budgetTokens, cost, load, ...common }).pack();
  return new Map(Array.from(packed, ([path, { content }]) => [path, content]));
}

/** A change is visible when at least half of its lines are shown; an insertion, when a line beside it is. */
function isVisible(entry: EntryContent, [line, count]: Hunk): boolean {
  const shows = (at: number) =>
    entry.passages.some(({ startLine, endLine }) => at >= startLine && at <= endLine);
  if (count === 0) return shows(line) || shows(line + 1);
  let visible = 0;
  for (let at = line; at < line + count; at += 1) if (shows(at)) visible += 1;
  return visible * 2 >= count;
}

/** Whether a file is shown whole, or at least half of what was changed in it is. */
function isUseful(entry: EntryContent | undefined, hunks: readonly Hunk[]): boolean {
  if (entry === undefined || entry.tier === 'whole') return entry !== undefined;
  return hunks.length > 0 && hunks.filter((hunk) => isVisible(entry, hunk)).length * 2 >= hunks.length;
}

const share = (paths: readonly string[], fits: (path: string) => boolean) =>
  paths.filter(fits).length / paths.length;

/** Answers one case with one selector. */
export async function judge(
  selector: Selector,
  { source, wanted, tests, hunks, ...asked }: ReplayCase,
  corpus: Corpus,
  history: History,
): Promise<Row> {
  const text = selector.subjectOnly === true ? asked.subject : asked.instruction;
  const question = askQuestion(text, corpus);
  const past = selector.withoutHistory === true ? undefined : { history, votes: history.votes(question) };
  const input = { corpus, question, anchors: findAnchors(text, corpus), past, weights: selector.weights };
  const recall: number[] = [];
  const inTests: number[] = [];
  let order: string[] = [];
  for (const budgetTokens of BUDGETS) {
    const ranked = rankFiles({ ...input, budgetTokens });
    order = ranked.map(({ record }) => record.path);
    const shown = await (selector.wholeFiles === true ? packWhole : pack)(ranked, source, budgetTokens);
    const fits = (path: string) => isUseful(shown.get(path), hunks.get(path) ?? []);
    recall.push(share(wanted, fits));
    inTests.push(share(tests, fits));
  }
  const first = order.findIndex((path) => wanted.includes(path));
  return {
    recall,
    tests: tests.length === 0 ? undefined : inTests,
    reciprocal: first < 0 ? 0 : 1 / (first + 1),
    inTen: share(wanted, (path) => order.indexOf(path) >= 0 && order.indexOf(path) < 10),
  };
}
