import type { FieldAverages } from '../index/corpus.ts';
import type { FileRecord } from '../index/file-record.ts';
import { findTerm } from '../index/postings.ts';
import type { Question } from './question.ts';

// BM25F: a term's occurrences are weighed by field and length, added up, and only then saturated
// (Robertson, Zaragoza, Taylor 2004). `weight` is the field's, `slope` how much its length counts against it.
const BASE = { weight: 4, slope: 0.3 };
const FOLDERS = { weight: 1.2, slope: 0.3 };
const NAMES = { weight: 2.5, slope: 0.6 };
const BODY = { weight: 1, slope: 0.75 };
const SATURATION = 1.2;

/** How well a file's words answer a question, split by where they stand. */
export interface WordMatch {
  /** Whole score. */
  readonly score: number;
  /** Weight of the terms in the base name, as a share of the question's. */
  readonly base: number;
  /** The same for the folders. */
  readonly folders: number;
  /** The same for the names that the file defines. */
  readonly names: number;
  /** The same for its text. */
  readonly body: number;
}

function occurrences(terms: readonly number[], id: number): number {
  let count = 0;
  for (const term of terms) if (term === id) count += 1;
  return count;
}

function weigh(count: number, length: number, average: number, field: typeof BODY): number {
  return (field.weight * count) / (1 - field.slope + (field.slope * length) / average);
}

/** Scores one file. */
export function matchWords(record: FileRecord, question: Question, averages: FieldAverages): WordMatch {
  const match = { score: 0, base: 0, folders: 0, names: 0, body: 0 };
  for (const { id, weight } of question.terms) {
    const at = findTerm(record.terms, id);
    const body = at < 0 ? 0 : (record.starts[at + 1] ?? 0) - (record.starts[at] ?? 0);
    const base = occurrences(record.base, id);
    const folders = occurrences(record.folders, id);
    // A name stands in the text too, so a term that the text lacks needs no look at the names.
    const names = body === 0 ? 0 : occurrences(record.names, id);
    if (body + base + folders === 0) continue;
    const sum =
      weigh(base, record.base.length, averages.base, BASE) +
      weigh(folders, record.folders.length, averages.folders, FOLDERS) +
      weigh(names, record.names.length, averages.names, NAMES) +
      weigh(body, record.lines.length, averages.body, BODY);
    match.score += (weight * sum) / (sum + SATURATION);
    if (base > 0) match.base += weight;
    if (folders > 0) match.folders += weight;
    if (names > 0) match.names += weight;
    if (body > 0) match.body += weight;
  }
  return match;
}
