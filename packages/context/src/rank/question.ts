import type { Corpus } from '../index/corpus.ts';
import { termId } from '../index/term.ts';
import { termsOfWord } from '../text/split-identifier.ts';
import { STOP_WORDS } from '../text/stop-words.ts';
import { wordsOf } from '../text/words.ts';

/** A term of the question that stands in at least one file. */
export interface QuestionTerm {
  /** Number of the term. */
  readonly id: number;
  /** The term itself. */
  readonly term: string;
  /** How much a match is worth: weight by its place in the question times its rarity. */
  readonly weight: number;
}

/** What an instruction asks for, in the terms of one corpus. */
export interface Question {
  /** Terms, the weightiest first. */
  readonly terms: readonly QuestionTerm[];
  /** Their numbers alone, ascending. */
  readonly ids: readonly number[];
  /** For each term, where its number stands in `ids`. */
  readonly places: readonly number[];
  /** All terms, also those that stand in no file, without rarity, for the messages of past commits. */
  readonly messageTerms: readonly { readonly id: number; readonly weight: number }[];
  /** Sum of their weights, never 0. */
  readonly total: number;
  /** Whether the instruction speaks of tests. */
  readonly wantsTests: boolean;
  /** Whether it speaks of documentation. */
  readonly wantsDocs: boolean;
  /** Whether it speaks of examples, benchmarks or scripts. */
  readonly wantsSupport: boolean;
  /** Whether only a part of the instruction was used. */
  readonly isShortened: boolean;
}

/** Longer instructions are read from both ends: the request stands first or last, pasted logs between. */
export const MOST_CHARACTERS = 60_000;
const MOST_TERMS = 96;

const BODY_WEIGHT = 0.6;
const SUBJECT_WEIGHT = 1;
const QUOTED_WEIGHT = 1.3;
const QUOTED = /(?<!`)`+([^`\n]{2,80})`+|"([^"\n]{2,80})"|'([A-Za-z_$][\w$.-]{1,60})'/g;

function shorten(instruction: string): string {
  if (instruction.length <= MOST_CHARACTERS) return instruction;
  const half = MOST_CHARACTERS / 2;
  return `${instruction.slice(0, half)}\n${instruction.slice(-half)}`;
}

function addWords(weights: Map<string, number>, text: string, weight: number): void {
  for (const word of wordsOf(text)) {
    if (STOP_WORDS.has(word.toLowerCase())) continue;
    for (const term of termsOfWord(word)) weights.set(term, Math.max(weights.get(term) ?? 0, weight));
  }
}

function weighTerms(text: string): Map<string, number> {
  const weights = new Map<string, number>();
  const subject = text.split('\n').find((line) => line.trim() !== '') ?? '';
  addWords(weights, subject, SUBJECT_WEIGHT);
  addWords(weights, text, BODY_WEIGHT);
  for (const match of text.matchAll(QUOTED)) {
    addWords(weights, match[1] ?? match[2] ?? match[3] ?? '', QUOTED_WEIGHT);
  }
  return weights;
}

/** Rarity of a term: high when few of the files hold it. */
export function rarity(documents: number, files: number): number {
  return Math.log(1 + (files - documents + 0.5) / (documents + 0.5));
}

function toTerms(weights: ReadonlyMap<string, number>, corpus: Corpus): QuestionTerm[] {
  const terms: QuestionTerm[] = [];
  for (const [term, weight] of weights) {
    const id = termId(term);
    const documents = corpus.terms.documentsWith(id);
    if (documents === 0) continue;
    terms.push({ id, term, weight: weight * rarity(documents, corpus.size) });
  }
  terms.sort((left, right) => right.weight - left.weight || (left.term < right.term ? -1 : 1));
  return terms.slice(0, MOST_TERMS);
}

/** Reads an instruction. */
export function askQuestion(instruction: string, corpus: Corpus): Question {
  const text = shorten(instruction);
  const weights = weighTerms(text);
  const terms = toTerms(weights, corpus);
  const ids = terms.map(({ id }) => id).sort((left, right) => left - right);
  return {
    terms,
    ids,
    places: terms.map(({ id }) => ids.indexOf(id)),
    messageTerms: Array.from(weights, ([term, weight]) => ({ id: termId(term), weight })),
    total: terms.reduce((sum, { weight }) => sum + weight, 0) || 1,
    wantsTests: /\b(tests?|testing|specs?|coverage|fixtures?)\b/i.test(text),
    wantsDocs: /\b(docs?|documentation|readme|changelog|guide|typos?)\b/i.test(text),
    wantsSupport: /\b(examples?|benchmarks?|scripts?|ci|demo|playground)\b/i.test(text),
    isShortened: instruction.length > MOST_CHARACTERS,
  };
}
