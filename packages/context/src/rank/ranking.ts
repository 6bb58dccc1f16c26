import type { Corpus } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import { tokensOfBytes } from '../pack/estimate.ts';
import { isCode } from '../text/language.ts';
import type { Anchor, Anchors } from './anchors.ts';
import { matchWords, type WordMatches } from './bm25f.ts';
import type { History, HistoryVotes } from './history.ts';
import { pairTests, sharesOf, testsOf } from './paired-tests.ts';
import type { Question } from './question.ts';
import { type ScoredSegment, scoreSegments } from './segment-score.ts';
import type { Signals } from './signals.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** A file with the likelihood that the instruction needs it. */
export interface RankedFile {
  /** Its record. */
  readonly record: FileRecord;
  /** Likelihood between 0 and 1. */
  readonly score: number;
  /** What showing it is worth: its likelihood, or more for a test of a file that is likely. */
  readonly value: number;
  /** For a test: the file that it seems to test. */
  readonly tests?: string;
  /** Whether nothing speaks for it and it only fills room. */
  readonly fills?: boolean;
  /** Signals behind it. */
  readonly signals: Signals;
  /** Places in it that the instruction names. */
  readonly anchors: readonly Anchor[];
  /** Its segments with their scores. */
  readonly segments: readonly ScoredSegment[];
}

/** History with its votes for one question. */
export interface Past {
  readonly history: History;
  readonly votes: HistoryVotes;
}

/** What ranking needs to know. */
export interface RankingInput {
  readonly corpus: Corpus;
  readonly question: Question;
  readonly anchors: Anchors;
  /** What past commits say; left out when there are none. */
  readonly past: Past | undefined;
  /** How near files are in meaning, between 0 and 1, where an optional stage tells. */
  readonly near?: ReadonlyMap<string, number>;
  /** Tokens that are to be filled: with many of them, more files are looked into. */
  readonly budgetTokens?: number;
  readonly weights?: Weights;
}

interface Candidate {
  readonly record: FileRecord;
  readonly signals: Signals;
  evidence: number;
  segments: readonly ScoredSegment[];
}

/** Only so many files are looked into passage by passage, unless it takes more to fill the budget. */
const MOST_CANDIDATES = 120;
const MOST_TESTS = 30;
const MOST_PAIRED = 12;
/** So many are put in order at first; it takes all only for a very large budget. */
const FIRST_SORTED = 400;
const NO_ANCHORS: readonly Anchor[] = [];
const CHOICE = 1.5;
/** How many files a change needs on average; scales shares into likelihoods. */
const FILES_PER_CHANGE = 1.6;
/** Files whose companions are looked for. */
const LEADERS = 5;
const HIGHEST_SCORE = 0.98;

function maximum(values: Iterable<number>): number {
  let best = 0;
  for (const value of values) if (value > best) best = value;
  return best || 1;
}

function strongest(anchors: readonly Anchor[], signals: readonly Anchor['signal'][]): number {
  return anchors.reduce(
    (best, { signal, certainty }) => (signals.includes(signal) ? Math.max(best, certainty) : best),
    0,
  );
}

function roleBias(record: FileRecord, question: Question, weights: Weights): number {
  const isWanted =
    (record.role === 'test' && question.wantsTests) ||
    (record.role === 'docs' && question.wantsDocs) ||
    (record.role === 'support' && question.wantsSupport);
  return weights.roles[record.role] * (isWanted ? 0.5 : 1);
}

/** Log-odds for a file: the signals, each times its weight. */
function evidenceOf({ record, signals }: Omit<Candidate, 'evidence'>, input: RankingInput): number {
  const { question, weights = WEIGHTS } = input;
  return (
    roleBias(record, question, weights) +
    weights.words * signals.words +
    weights.base * signals.base +
    weights.folders * signals.folders +
    weights.names * signals.names +
    weights.body * signals.body +
    weights.passage * signals.passage +
    weights.history * signals.history +
    weights.churn * signals.churn +
    weights.company * signals.company +
    weights.symbol * signals.symbol +
    weights.path * signals.path +
    weights.near * signals.near +
    weights.code * signals.code
  );
}

function byEvidence(left: Candidate, right: Candidate): number {
  return right.evidence - left.evidence || (left.record.path < right.record.path ? -1 : 1);
}

/** What all files are measured against. */
interface Scale {
  readonly matches: WordMatches;
  readonly vote: number;
  readonly churn: number;
}

function scaleOf({ corpus, question, past }: RankingInput): Scale {
  const input = { terms: corpus.terms, averages: corpus.averages() };
  return {
    matches: matchWords(input, question),
    vote: maximum(past?.votes.similar.values() ?? []),
    churn: Math.log1p(past?.history.largestChurn(corpus) ?? 0) || 1,
  };
}

function signalsOf(record: FileRecord, slot: number, scale: Scale, input: RankingInput): Signals {
  const { question, past, anchors } = input;
  const { matches } = scale;
  const found = anchors.get(record.path) ?? NO_ANCHORS;
  const at = (list: Float64Array) => (slot < 0 ? 0 : (list[slot] ?? 0));
  return {
    words: at(matches.score) / matches.best,
    base: at(matches.base) / question.total,
    folders: at(matches.folders) / question.total,
    names: at(matches.names) / question.total,
    body: at(matches.body) / question.total,
    passage: 0,
    history: (past?.votes.similar.get(record.path) ?? 0) / scale.vote,
    churn: Math.log1p(past?.history.churnOf(record.path) ?? 0) / scale.churn,
    company: 0,
    symbol: found.length === 0 ? 0 : strongest(found, ['symbol']),
    path: found.length === 0 ? 0 : strongest(found, ['path', 'frame']),
    near: input.near?.get(record.path) ?? 0,
    code: isCode(record.language) ? 1 : 0,
  };
}

function candidateOf({ record, slot }: Place, scale: Scale, input: RankingInput): Candidate {
  const signals = signalsOf(record, slot, scale, input);
  return { record, signals, evidence: evidenceOf({ record, signals, segments: [] }, input), segments: [] };
}

/** A file with its place in the lists of scores, or -1 when no word speaks for it. */
interface Place {
  readonly record: FileRecord;
  readonly slot: number;
}

/** Files that something speaks for: a word, a past commit or an anchor. */
function placesOf({ corpus, past, anchors, near }: RankingInput, { matches }: Scale): Place[] {
  const places: Place[] = [];
  const seen = new Set<FileRecord>();
  for (let slot = 0; slot < matches.score.length; slot += 1) {
    const record = (matches.score[slot] ?? 0) > 0 ? corpus.terms.record(slot) : undefined;
    if (record === undefined) continue;
    places.push({ record, slot });
    seen.add(record);
  }
  for (const path of [...(past?.votes.similar.keys() ?? []), ...anchors.keys(), ...(near?.keys() ?? [])]) {
    const record = corpus.get(path);
    if (record === undefined || seen.has(record)) continue;
    places.push({ record, slot: -1 });
    seen.add(record);
  }
  return places;
}

function lookInside(candidates: readonly Candidate[], question: Question): void {
  for (const candidate of candidates) candidate.segments = scoreSegments(candidate.record, question);
  const scoreOf = ({ segments }: Candidate) => segments.reduce((best, { score }) => Math.max(best, score), 0);
  const best = maximum(candidates.map(scoreOf));
  for (const candidate of candidates) candidate.signals.passage = scoreOf(candidate) / best;
}

function lookAround(candidates: readonly Candidate[], past: Past): void {
  const companions = past.history.companions(candidates.slice(0, LEADERS).map(({ record }) => record.path));
  const best = maximum(companions.values());
  for (const { record, signals } of candidates) signals.company = (companions.get(record.path) ?? 0) / best;
}

/** Evidence becomes likelihood: the files compete for a place in one change. */
function toRanked(candidates: readonly Candidate[], anchors: Anchors): RankedFile[] {
  const shares = sharesOf(candidates.map(({ evidence }) => evidence));
  const scores = shares.map((share) => Math.min(HIGHEST_SCORE, share * FILES_PER_CHANGE));
  const scored = candidates.map((candidate, index) => ({ ...candidate, score: scores[index] ?? 0 }));
  const pairs = pairTests(scored);
  return scored.map(({ record, signals, segments, score }) => {
    const pair = pairs.get(record.path);
    const value = Math.max(score, pair?.value ?? 0);
    const file = { record, signals, segments, score, value, anchors: anchors.get(record.path) ?? [] };
    return pair?.tests === undefined ? file : { ...file, tests: pair.tests };
  });
}

/** How many of the best candidates it takes to fill a budget with something left to choose from. */
function enough(candidates: readonly Candidate[], budgetTokens: number): number {
  let tokens = 0;
  let count = 0;
  for (const { record } of candidates) {
    if (count >= MOST_CANDIDATES && tokens > CHOICE * budgetTokens) break;
    if (record.state === 'indexed') tokens += tokensOfBytes(record.bytes);
    count += 1;
  }
  return count;
}

/** The `count` best of many, in order; sorting numbers first spares most of the comparisons. */
function bestOf(candidates: readonly Candidate[], count: number): Candidate[] {
  if (candidates.length <= count) return candidates.toSorted(byEvidence);
  const sorted = Float64Array.from(candidates, ({ evidence }) => evidence).sort();
  const least = sorted[sorted.length - count] ?? Number.NEGATIVE_INFINITY;
  return candidates
    .filter(({ evidence }) => evidence >= least)
    .sort(byEvidence)
    .slice(0, count);
}

/** The best candidates, and tests that could belong to them, also those that share no word with the question. */
function shortlist(all: readonly Candidate[], scale: Scale, input: RankingInput): Candidate[] {
  const budgetTokens = input.budgetTokens ?? 0;
  let sorted = bestOf(all, FIRST_SORTED);
  let count = enough(sorted, budgetTokens);
  if (count === sorted.length && count < all.length) {
    sorted = all.toSorted(byEvidence);
    count = enough(sorted, budgetTokens);
  }
  const best = sorted.slice(0, count);
  const chosen = new Map(best.map((each) => [each.record, each]));
  const tests = all.filter(({ record }) => record.role === 'test' && !chosen.has(record));
  for (const each of bestOf(tests, MOST_TESTS)) chosen.set(each.record, each);
  const named = testsOf(
    best.map(({ record }) => record),
    input.corpus,
  );
  const isNamed = new Set(named);
  const matching = all.filter(({ record }) => isNamed.has(record));
  for (const { record } of matching) isNamed.delete(record);
  const others = [...isNamed].map((record) => candidateOf({ record, slot: -1 }, scale, input));
  for (const each of bestOf([...matching, ...others], MOST_PAIRED)) chosen.set(each.record, each);
  return [...chosen.values()];
}

/** Ranks the files that match, best first. */
export function rankFiles(input: RankingInput): RankedFile[] {
  const { question, past } = input;
  const scale = scaleOf(input);
  const all = placesOf(input, scale).map((place) => candidateOf(place, scale, input));
  const candidates = shortlist(all, scale, input);
  const sort = () => {
    for (const candidate of candidates) candidate.evidence = evidenceOf(candidate, input);
    candidates.sort(byEvidence);
  };
  lookInside(candidates, question);
  sort();
  if (past !== undefined) {
    lookAround(candidates, past);
    sort();
  }
  return toRanked(candidates, input.anchors);
}
