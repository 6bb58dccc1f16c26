import type { Corpus } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import { tokensOfBytes } from '../pack/estimate.ts';
import { isCode } from '../text/language.ts';
import type { Anchor, Anchors } from './anchors.ts';
import { matchWords, type WordMatch } from './bm25f.ts';
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
  /** Tokens that are to be filled: with many of them, more files are looked into. */
  readonly budgetTokens?: number;
  readonly weights?: Weights;
}

interface Candidate {
  readonly record: FileRecord;
  readonly match: WordMatch;
  readonly signals: Signals;
  evidence: number;
  segments: readonly ScoredSegment[];
}

/** Only so many files are looked into passage by passage, unless it takes more to fill the budget. */
const MOST_CANDIDATES = 120;
const MOST_TESTS = 30;
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

function roleBias({ record }: Candidate, question: Question, weights: Weights): number {
  const isWanted =
    (record.role === 'test' && question.wantsTests) ||
    (record.role === 'docs' && question.wantsDocs) ||
    (record.role === 'support' && question.wantsSupport);
  return weights.roles[record.role] * (isWanted ? 0.5 : 1);
}

function evidenceOf(candidate: Candidate, question: Question, weights: Weights): number {
  const { signals } = candidate;
  let evidence = roleBias(candidate, question, weights);
  for (const name of Object.keys(signals) as (keyof Signals)[]) evidence += weights[name] * signals[name];
  return evidence;
}

function byEvidence(left: Candidate, right: Candidate): number {
  return right.evidence - left.evidence || (left.record.path < right.record.path ? -1 : 1);
}

function firstLook({ corpus, question, anchors, past }: RankingInput): Candidate[] {
  const averages = corpus.averages();
  const matches = corpus
    .records()
    .map((record) => ({ record, match: matchWords(record, question, averages) }));
  const best = maximum(matches.map(({ match }) => match.score));
  const bestVote = maximum(past?.votes.similar.values() ?? []);
  const churns = matches.map(({ record }) => Math.log1p(past?.history.churnOf(record.path) ?? 0));
  const bestChurn = maximum(churns);
  return matches.map(({ record, match }, index) => {
    const found = anchors.get(record.path) ?? [];
    const signals: Signals = {
      words: match.score / best,
      base: match.base / question.total,
      folders: match.folders / question.total,
      names: match.names / question.total,
      body: match.body / question.total,
      passage: 0,
      history: (past?.votes.similar.get(record.path) ?? 0) / bestVote,
      churn: (churns[index] ?? 0) / bestChurn,
      company: 0,
      symbol: strongest(found, ['symbol']),
      path: strongest(found, ['path', 'frame']),
      code: isCode(record.language) ? 1 : 0,
    };
    return { record, match, signals, evidence: 0, segments: [] };
  });
}

function lookInside(candidates: readonly Candidate[], question: Question): void {
  for (const candidate of candidates) candidate.segments = scoreSegments(candidate.record, question);
  const bestOf = ({ segments }: Candidate) => segments.reduce((best, { score }) => Math.max(best, score), 0);
  const best = maximum(candidates.map(bestOf));
  for (const candidate of candidates) candidate.signals.passage = bestOf(candidate) / best;
}

function lookAround(candidates: readonly Candidate[], past: Past): void {
  const companions = past.history.companions(candidates.slice(0, LEADERS).map(({ record }) => record.path));
  const best = maximum(companions.values());
  for (const { record, signals } of candidates) signals.company = (companions.get(record.path) ?? 0) / best;
}

function hasMatch({ signals }: Candidate): boolean {
  return signals.words > 0 || signals.history > 0 || signals.path > 0 || signals.symbol > 0;
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

/** The best candidates, and tests that could belong to them, also those that share no word with the question. */
function shortlist(all: readonly Candidate[], budgetTokens: number): Candidate[] {
  const matching = all.filter(hasMatch);
  const count = enough(matching, budgetTokens);
  const best = matching.slice(0, count);
  const tests = matching.slice(count).filter(({ record }) => record.role === 'test');
  const chosen = new Set([...best, ...tests.slice(0, MOST_TESTS)]);
  for (const test of testsOf(best, all)) chosen.add(test);
  return [...chosen];
}

/** Ranks the files that match, best first. */
export function rankFiles(input: RankingInput): RankedFile[] {
  const { question, weights = WEIGHTS } = input;
  let candidates = firstLook(input);
  const sort = () => {
    for (const candidate of candidates) candidate.evidence = evidenceOf(candidate, question, weights);
    candidates.sort(byEvidence);
  };
  sort();
  candidates = shortlist(candidates, input.budgetTokens ?? 0);
  lookInside(candidates, question);
  sort();
  if (input.past !== undefined) {
    lookAround(candidates, input.past);
    sort();
  }
  return toRanked(candidates, input.anchors);
}
