import type { FileRecord } from '../index/file-record.ts';
import { isCode } from '../text/language.ts';
import type { Anchor } from './anchors.ts';
import { matchWords, type WordMatches } from './bm25f.ts';
import type { Question } from './question.ts';
import type { RankingInput } from './ranking-input.ts';
import type { ScoredSegment } from './segment-score.ts';
import type { Signals } from './signals.ts';
import { WEIGHTS, type Weights } from './weights.ts';

/** A file that may be chosen. */
export interface Candidate {
  readonly record: FileRecord;
  readonly signals: Signals;
  /** Log-odds that the instruction needs it. */
  evidence: number;
  segments: readonly ScoredSegment[];
}

const NO_ANCHORS: readonly Anchor[] = [];
const NO_SEGMENTS: readonly ScoredSegment[] = [];

/** Largest of some numbers, never 0. */
export function maximum(values: Iterable<number>): number {
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
export function evidenceOf(
  { record, signals }: Pick<Candidate, 'record' | 'signals'>,
  input: RankingInput,
): number {
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
    weights.quote * signals.quote +
    weights.path * signals.path +
    weights.near * signals.near +
    weights.code * signals.code
  );
}

/** What all files are measured against. */
export interface Scale {
  readonly matches: WordMatches;
  readonly vote: number;
  readonly churn: number;
}

/** What all files of one question are measured against. */
export function scaleOf({ corpus, question, past }: RankingInput): Scale {
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
    quote: found.length === 0 ? 0 : strongest(found, ['quote']),
    path: found.length === 0 ? 0 : strongest(found, ['path', 'frame']),
    near: input.near?.get(record.path) ?? 0,
    code: isCode(record.language) ? 1 : 0,
  };
}

/** A file with its signals, without those that take a look inside or at other files; slot -1 has no words. */
export function candidateOf(record: FileRecord, slot: number, scale: Scale, input: RankingInput): Candidate {
  const signals = signalsOf(record, slot, scale, input);
  return { record, signals, evidence: evidenceOf({ record, signals }, input), segments: NO_SEGMENTS };
}
