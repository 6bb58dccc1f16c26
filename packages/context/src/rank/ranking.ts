import type { FileRecord } from '../index/file-record.ts';
import type { Anchor } from './anchors.ts';
import { type Candidate, evidenceOf, maximum, scaleOf } from './evidence.ts';
import { PAIRING, type PairingOptions, pairTests, sharesOf } from './paired-tests.ts';
import type { Past, RankingInput } from './ranking-input.ts';
import { type ScoredSegment, scoreSegments } from './segment-score.ts';
import { shortlist } from './shortlist.ts';
import type { Signals } from './signals.ts';

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

/** How many files a change needs on average; scales shares into likelihoods. */
const FILES_PER_CHANGE = 1.6;
/** Files whose companions are looked for. */
const LEADERS = 5;
const HIGHEST_SCORE = 0.98;
/** From this budget on tests have their full worth. */
const ROOMY_TOKENS = 16_000;
/** Share of it that they have in the smallest budget. */
const LEAST_WORTH = 0.5;

function byEvidence(left: Candidate, right: Candidate): number {
  return right.evidence - left.evidence || (left.record.path < right.record.path ? -1 : 1);
}

function lookInside(candidates: readonly Candidate[], { question, corpus }: RankingInput): void {
  for (const candidate of candidates) {
    candidate.segments = scoreSegments(candidate.record, question, corpus.layouts);
  }
  const scoreOf = ({ segments }: Candidate) => segments.reduce((best, { score }) => Math.max(best, score), 0);
  const best = maximum(candidates.map(scoreOf));
  for (const candidate of candidates) candidate.signals.passage = scoreOf(candidate) / best;
}

function lookAround(candidates: readonly Candidate[], past: Past): void {
  const companions = past.history.companions(candidates.slice(0, LEADERS).map(({ record }) => record.path));
  const best = maximum(companions.values());
  for (const { record, signals } of candidates) signals.company = (companions.get(record.path) ?? 0) / best;
}

/** With little room the sources come first: a test is worth the less. */
function pairingFor({ pairing = PAIRING, budgetTokens = ROOMY_TOKENS }: RankingInput): PairingOptions {
  const share = Math.min(1, Math.max(LEAST_WORTH, budgetTokens / ROOMY_TOKENS));
  return { ...pairing, worth: pairing.worth * share };
}

/** Evidence becomes likelihood: the files compete for a place in one change. */
function toRanked(candidates: readonly Candidate[], input: RankingInput): RankedFile[] {
  const { anchors } = input;
  const shares = sharesOf(candidates.map(({ evidence }) => evidence));
  const scores = shares.map((share) => Math.min(HIGHEST_SCORE, share * FILES_PER_CHANGE));
  const scored = candidates.map((candidate, index) => ({ ...candidate, score: scores[index] ?? 0 }));
  const pairs = pairTests(scored, pairingFor(input));
  return scored.map(({ record, signals, segments, score }) => {
    const pair = pairs.get(record.path);
    const value = Math.max(score, pair?.value ?? 0);
    const file = { record, signals, segments, score, value, anchors: anchors.get(record.path) ?? [] };
    return pair?.tests === undefined ? file : { ...file, tests: pair.tests };
  });
}

/** Ranks the files that match, best first. */
export function rankFiles(input: RankingInput): RankedFile[] {
  const { past } = input;
  const candidates = shortlist(scaleOf(input), input);
  const sort = () => {
    for (const candidate of candidates) candidate.evidence = evidenceOf(candidate, input);
    candidates.sort(byEvidence);
  };
  lookInside(candidates, input);
  sort();
  if (past !== undefined) {
    lookAround(candidates, past);
    sort();
  }
  return toRanked(candidates, input);
}
