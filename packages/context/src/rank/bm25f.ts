import type { Corpus } from '../index/corpus.ts';
import type { FieldLengths } from '../index/file-record.ts';
import { baseOf, bodyOf, foldersOf, namesOf } from '../index/postings.ts';
import type { Question } from './question.ts';

// BM25F: a term's occurrences are weighed by field and length, added up, and only then saturated
// (Robertson, Zaragoza, Taylor 2004). `weight` is the field's, `slope` how much its length counts against it.
const BASE = { weight: 4, slope: 0.3 };
const FOLDERS = { weight: 1.2, slope: 0.3 };
const NAMES = { weight: 2.5, slope: 0.6 };
const BODY = { weight: 1, slope: 0.75 };
const SATURATION = 1.2;

function weigh(count: number, length: number, average: number, field: typeof BODY): number {
  return count === 0 ? 0 : (field.weight * count) / (1 - field.slope + (field.slope * length) / average);
}

/** How well files answer a question, split by where the words stand; each list is indexed by slot. */
export class WordMatches {
  /** Whole score. */
  readonly score: Float64Array;
  /** Weight of the terms in the base name, as a share of the question's. */
  readonly base: Float64Array;
  /** The same for the folders. */
  readonly folders: Float64Array;
  /** The same for the names that the file defines. */
  readonly names: Float64Array;
  /** The same for its text. */
  readonly body: Float64Array;
  /** Best score, never 0. */
  best = 1;

  constructor(slotCount: number) {
    this.score = new Float64Array(slotCount);
    this.base = new Float64Array(slotCount);
    this.folders = new Float64Array(slotCount);
    this.names = new Float64Array(slotCount);
    this.body = new Float64Array(slotCount);
  }

  /** Adds one term of one file. */
  add(slot: number, packed: number, weight: number, lengths: Uint32Array, averages: FieldLengths): void {
    const at = slot * 4;
    const base = baseOf(packed);
    const folders = foldersOf(packed);
    const body = bodyOf(packed);
    // A name stands in the text too; where the text was not read to its end, the name does not count either.
    const names = body === 0 ? 0 : namesOf(packed);
    const sum =
      weigh(base, lengths[at] ?? 0, averages.base, BASE) +
      weigh(folders, lengths[at + 1] ?? 0, averages.folders, FOLDERS) +
      weigh(names, lengths[at + 2] ?? 0, averages.names, NAMES) +
      weigh(body, lengths[at + 3] ?? 0, averages.body, BODY);
    if (sum === 0) return;
    this.score[slot] = (this.score[slot] ?? 0) + (weight * sum) / (sum + SATURATION);
    if (base > 0) this.base[slot] = (this.base[slot] ?? 0) + weight;
    if (folders > 0) this.folders[slot] = (this.folders[slot] ?? 0) + weight;
    if (names > 0) this.names[slot] = (this.names[slot] ?? 0) + weight;
    if (body > 0) this.body[slot] = (this.body[slot] ?? 0) + weight;
  }
}

/** Scores all files that hold a term of the question, term by term. */
export function matchWords({ terms: index, averages }: ScoringInput, question: Question): WordMatches {
  const { lengths } = index;
  const matches = new WordMatches(index.slotCount);
  for (const { id, weight } of question.terms) {
    index.forEach(id, (slot, packed) => matches.add(slot, packed, weight, lengths, averages));
  }
  let best = 0;
  for (const score of matches.score) if (score > best) best = score;
  matches.best = best || 1;
  return matches;
}

interface ScoringInput {
  readonly terms: Corpus['terms'];
  readonly averages: FieldLengths;
}
