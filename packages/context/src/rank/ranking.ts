import type { ContextReason } from '../entry.ts';
import type { Corpus } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import { isCode } from '../text/language.ts';
import type { Anchor, Anchors } from './anchors.ts';
import { matchWords, type WordMatch } from './bm25f.ts';
import type { History, HistoryVotes } from './history.ts';
import type { Question } from './question.ts';
import { type ScoredSegment, scoreSegments } from './segment-score.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** Signals of one file, each between 0 and 1. */
export interface Signals {
  words: number;
  base: number;
  folders: number;
  names: number;
  body: number;
  passage: number;
  history: number;
  churn: number;
  company: number;
  symbol: number;
  path: number;
  code: number;
}

/** A file with the likelihood that the instruction needs it. */
export interface RankedFile {
  /** Its record. */
  readonly record: FileRecord;
  /** Likelihood between 0 and 1. */
  readonly score: number;
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
  readonly weights?: Weights;
}

interface Candidate {
  readonly record: FileRecord;
  readonly match: WordMatch;
  readonly signals: Signals;
  evidence: number;
  segments: readonly ScoredSegment[];
}

/** Only so many files are looked into passage by passage. */
const MOST_CANDIDATES = 120;
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
      path: strongest(found, ['path', 'frame', 'literal']),
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
  const top = candidates[0]?.evidence ?? 0;
  const shares = candidates.map(({ evidence }) => Math.exp(evidence - top));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return candidates.map(({ record, signals, segments }, index) => ({
    record,
    signals,
    segments,
    anchors: anchors.get(record.path) ?? [],
    score: Math.min(HIGHEST_SCORE, ((shares[index] ?? 0) / total) * FILES_PER_CHANGE),
  }));
}

/** Ranks the files that match, best first. */
export function rankFiles(input: RankingInput): RankedFile[] {
  const { question, weights = WEIGHTS } = input;
  const candidates = firstLook(input).filter(hasMatch);
  const sort = () => {
    for (const candidate of candidates) candidate.evidence = evidenceOf(candidate, question, weights);
    candidates.sort(byEvidence);
  };
  sort();
  candidates.length = Math.min(candidates.length, MOST_CANDIDATES);
  lookInside(candidates, question);
  sort();
  if (input.past !== undefined) {
    lookAround(candidates, input.past);
    sort();
  }
  return toRanked(candidates, input.anchors);
}

/** Signals of a file that nothing speaks for. */
export const NO_SIGNALS: Signals = {
  words: 0,
  base: 0,
  folders: 0,
  names: 0,
  body: 0,
  passage: 0,
  history: 0,
  churn: 0,
  company: 0,
  symbol: 0,
  path: 0,
  code: 0,
};

const LABELS: Readonly<Record<keyof Signals, string>> = {
  words: 'words of the instruction',
  base: 'words in the file name',
  folders: 'words in the folders',
  names: 'words in names that it defines',
  body: 'share of the words that it holds',
  passage: 'words close together',
  history: 'similar past change',
  churn: 'changed often',
  company: 'changed together with the best files',
  symbol: 'defines',
  path: 'named in the instruction',
  code: 'code',
};

/** Reasons of a ranked file, strongest first. */
export function reasonsOf(file: RankedFile, votes: HistoryVotes | undefined): ContextReason[] {
  const named = (signals: readonly string[]) =>
    file.anchors.filter(({ signal }) => signals.includes(signal)).map(({ detail }) => detail);
  const details: Partial<Record<keyof Signals, string>> = {
    symbol: `defines ${named(['symbol']).join(', ')}`,
    path: `named: ${named(['path', 'frame', 'literal']).join(', ')}`,
    history: `similar past change: ${votes?.messages.get(file.record.path) ?? ''}`,
  };
  return (Object.keys(LABELS) as (keyof Signals)[])
    .map((signal) => ({
      signal,
      detail: details[signal] ?? LABELS[signal],
      score: WEIGHTS[signal] * file.signals[signal],
    }))
    .filter(({ signal, score }) => score > 0 && signal !== 'code')
    .sort((left, right) => right.score - left.score || (left.signal < right.signal ? -1 : 1));
}
