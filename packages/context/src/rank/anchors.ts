import type { Corpus } from '../index/corpus.ts';
import { type FileRecord, linesDefining } from '../index/file-record.ts';
import { namesOf } from '../index/postings.ts';
import { termIds } from '../index/term.ts';
import { forEachWord } from '../text/words.ts';
import { findQuotes } from './quotes.ts';

/** A place that the instruction names exactly. */
export interface Anchor {
  /** What kind of name it was. */
  readonly signal: 'path' | 'frame' | 'symbol' | 'quote';
  /** The name as it was written. */
  readonly detail: string;
  /** 1-based lines that are meant; empty for the whole file. */
  readonly lines: readonly number[];
  /** 1 for a certain hit; divided by the number of places that fit as well. */
  readonly certainty: number;
}

/** Anchors by path. */
export type Anchors = ReadonlyMap<string, readonly Anchor[]>;

const MOST_MENTIONS = 40;
const MOST_SYMBOLS = 24;
/** A name that fits more places says nothing. */
const MOST_PLACES = 4;

// A file name with an extension, and the line as `:12`, `(12`, `#L12` or `", line 12`. It only begins where a run of
// such characters does, so that a long run is tried once and not from each of its characters.
const MENTION =
  /(?<![\w@.+\-$[\]~\\/])([\w@.+\-$[\]~]*(?:[\\/][\w@.+\-$[\]]+)*\.[A-Za-z]\w{0,9})(?:(?::|\(|#L|", line |', line )(\d{1,7}))?/g;

function trailingMatch(path: string, mention: readonly string[]): number {
  const parts = path.split('/').reverse();
  let count = 0;
  while (count < mention.length && count < parts.length && parts[count] === mention[count]) count += 1;
  return count;
}

/** Files whose last path parts agree longest with what was written, also when that is an absolute path. */
function filesMeant(corpus: Corpus, mention: string): readonly FileRecord[] {
  const parts = mention
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
  const same = corpus.named(parts[0] ?? '');
  const lengths = same.map(({ path }) => trailingMatch(path, parts));
  const best = Math.max(0, ...lengths);
  return same.filter((_, index) => lengths[index] === best);
}

function isIdentifier(word: string): boolean {
  return /[a-z0-9][A-Z]|[A-Za-z]_[A-Za-z]|^[A-Z][A-Z0-9_]{3,}$|^[A-Z][a-z]+[A-Z]/.test(word);
}

function symbolsOf(instruction: string): string[] {
  const symbols = new Set<string>();
  for (const match of instruction.matchAll(/`([^`\n]{2,80})`|(?<![\w$])([A-Za-z_$][\w$]{1,100})(?=\()/g)) {
    forEachWord(match[1] ?? match[2] ?? '', (word) => symbols.add(word));
  }
  forEachWord(instruction, (word) => {
    if (isIdentifier(word)) symbols.add(word);
  });
  return [...symbols].slice(0, MOST_SYMBOLS);
}

interface Definer {
  readonly record: FileRecord;
  readonly lines: number[];
}

/** Files that define exactly this name, with the lines, or none when they are too many; tests and copies do not count. */
function definersOf(corpus: Corpus, symbol: string): Definer[] {
  const whole = termIds(symbol).at(-1);
  if (whole === undefined) return [];
  const name = Buffer.from(symbol);
  const found: Definer[] = [];
  corpus.terms.forEach(whole, (slot, packed) => {
    if (namesOf(packed) === 0 || found.length > MOST_PLACES) return;
    const record = corpus.terms.record(slot);
    const lines = record?.role === 'source' ? linesDefining(record, name) : [];
    if (record !== undefined && lines.length > 0) found.push({ record, lines });
  });
  if (found.length > MOST_PLACES) return [];
  return found.sort((left, right) => (left.record.path < right.record.path ? -1 : 1));
}

/** Finds the places that an instruction names: paths, stack frames and symbols. */
export function findAnchors(instruction: string, corpus: Corpus): Map<string, Anchor[]> {
  const anchors = new Map<string, Anchor[]>();
  const add = (path: string, anchor: Anchor) => {
    const known = anchors.get(path) ?? [];
    if (!known.some(({ detail, signal }) => detail === anchor.detail && signal === anchor.signal))
      known.push(anchor);
    anchors.set(path, known);
  };
  const mentions = [...instruction.matchAll(MENTION)].slice(0, MOST_MENTIONS * 10);
  for (const [, mention = '', line] of mentions) {
    const files = filesMeant(corpus, mention);
    if (files.length === 0 || files.length > MOST_PLACES) continue;
    const detail = line === undefined ? mention : `${mention}:${line}`;
    const lines = line === undefined ? [] : [Number(line)];
    const signal = line === undefined ? 'path' : 'frame';
    for (const { path } of files) add(path, { signal, detail, lines, certainty: 1 / files.length });
  }
  for (const symbol of symbolsOf(instruction)) {
    const definers = definersOf(corpus, symbol);
    for (const { record, lines } of definers) {
      add(record.path, { signal: 'symbol', detail: symbol, lines, certainty: 1 / definers.length });
    }
  }
  for (const places of findQuotes(instruction, corpus)) {
    if (places.length > MOST_PLACES) continue;
    for (const { record, quote, lines, share } of places) {
      add(record.path, { signal: 'quote', detail: quote, lines, certainty: share / places.length });
    }
  }
  return anchors;
}
