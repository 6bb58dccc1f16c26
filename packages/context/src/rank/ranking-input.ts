import type { Corpus } from '../index/corpus.ts';
import type { Anchors } from './anchors.ts';
import type { History, HistoryVotes } from './history.ts';
import type { PairingOptions } from './paired-tests.ts';
import type { Question } from './question.ts';
import type { Weights } from './weights.ts';

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
  readonly pairing?: PairingOptions;
}
