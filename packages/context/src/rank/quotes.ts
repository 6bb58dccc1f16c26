import type { Corpus } from '../index/corpus.ts';
import { type FileRecord, linesOf } from '../index/file-record.ts';
import { bodyOf } from '../index/postings.ts';
import { termIds } from '../index/term.ts';
import { wordsOf } from '../text/words.ts';

/** Lines of a file that hold the words of a quoted text. */
export interface QuotedPlace {
  readonly record: FileRecord;
  /** The text as it was quoted, cut. */
  readonly quote: string;
  /** 1-based lines, ascending. */
  readonly lines: readonly number[];
  /** Share of the words that the best line holds. */
  readonly share: number;
}

const MOST_QUOTES = 8;
const MOST_TERMS = 16;
/** Fewer different terms are no sentence, and stand together by chance. */
const FEWEST_TERMS = 3;
/** A message names values that its source leaves open: so much of it must stand on one line. */
const LEAST_SHARE = 0.7;
/** Files that are looked into for one quote. */
const MOST_FILES = 12;
const MOST_LINES = 3;
const LONGEST_DETAIL = 60;
const LONGEST_QUOTE = 200;

// A text in quotation marks with a blank in it, and what follows the name of an error on its line.
const QUOTED =
  /(?<!\w)(?:`([^`\n]{8,200})`|"([^"\n]{8,200})"|'([^'\n]{8,200})'(?!\w)|[“«]([^”»\n]{8,200})[”»])/g;
const MESSAGE =
  /^[^\S\n]*(?:[\w.$]{0,80}(?:Error|Exception|Panic)|error|fatal|panic|warning)\b[^:\n]{0,40}:[^\S\n]*(\S[^\n]{6,400})$/gim;

function quotesIn(instruction: string): string[] {
  const found = [...instruction.matchAll(QUOTED), ...instruction.matchAll(MESSAGE)];
  const texts = found.map(([, ...groups]) => (groups.find((group) => group !== undefined) ?? '').trim());
  return [...new Set(texts.filter((text) => /\s/.test(text)))].slice(0, MOST_QUOTES);
}

function filesWith(corpus: Corpus, ids: readonly number[], least: number): FileRecord[] {
  const counts = new Map<number, number>();
  for (const id of ids) {
    corpus.terms.forEach(id, (slot, packed) => {
      if (bodyOf(packed) > 0) counts.set(slot, (counts.get(slot) ?? 0) + 1);
    });
  }
  return [...counts]
    .filter(([, count]) => count >= least)
    .flatMap(([slot, count]) => {
      const record = corpus.terms.record(slot);
      return record?.role === 'source' ? [{ record, count }] : [];
    })
    .sort((left, right) => right.count - left.count || (left.record.path < right.record.path ? -1 : 1))
    .slice(0, MOST_FILES)
    .map(({ record }) => record);
}

/** How many of the terms stand on each line. */
function termsByLine(record: FileRecord, ids: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const lines of linesOf(record, ids)) {
    for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

function placeIn(record: FileRecord, quote: string, ids: readonly number[], least: number): QuotedPlace[] {
  const counts = [...termsByLine(record, ids)].filter(([, count]) => count >= least);
  if (counts.length === 0) return [];
  const best = Math.max(...counts.map(([, count]) => count));
  const lines = counts
    .filter(([, count]) => count === best)
    .map(([line]) => line)
    .sort((left, right) => left - right)
    .slice(0, MOST_LINES);
  return [{ record, quote: quote.slice(0, LONGEST_DETAIL), lines, share: best / ids.length }];
}

function placesOf(corpus: Corpus, quote: string): QuotedPlace[] {
  const all = [...new Set(wordsOf(quote.slice(0, LONGEST_QUOTE)).flatMap(termIds))].slice(0, MOST_TERMS);
  const least = Math.max(FEWEST_TERMS, Math.ceil(all.length * LEAST_SHARE));
  if (all.length < FEWEST_TERMS) return [];
  const places = filesWith(corpus, all, least).flatMap((record) => placeIn(record, quote, all, least));
  const best = Math.max(0, ...places.map(({ share }) => share));
  return places.filter(({ share }) => share === best);
}

/** Sources that hold what the instruction quotes, such as the message of an error, for each quote the best of them. */
export function findQuotes(instruction: string, corpus: Corpus): QuotedPlace[][] {
  return quotesIn(instruction).map((quote) => placesOf(corpus, quote));
}
