import { contextErrors, throwIfAborted } from '../errors.ts';
import type { Corpus } from '../index/corpus.ts';
import { definitionsIn, type FileRecord } from '../index/file-record.ts';
import { lineTable, sliceLines } from '../text/lines.ts';
import type { FileRole } from '../text/role.ts';
import {
  type LineMatcher,
  LONGEST_QUERY,
  literalMatcher,
  patternMatcher,
  wordMatcher,
} from './line-matcher.ts';
import { canHold, canHoldWord } from './prefilter.ts';
import type { OutlineItem, SearchMatch, SearchOptions, SearchResult } from './search-types.ts';
import { findSymbols } from './symbols.ts';

const DEFAULT_MATCHES = 100;
const MOST_MATCHES = 1000;
const LONGEST_LINE = 200;

/** What a search works on. */
export interface SearchInput {
  readonly corpus: Corpus;
  /** Text of a file, `undefined` when it is binary or gone. */
  readonly read: (path: string) => Promise<string | undefined>;
}

const ROLE_ORDER: Readonly<Record<FileRole, number>> = {
  source: 0,
  test: 1,
  support: 2,
  docs: 3,
  data: 4,
  generated: 5,
  vendored: 6,
};

function cutLine(line: string, character: number): string {
  if (line.length <= LONGEST_LINE) return line;
  const start = Math.max(0, Math.min(character - LONGEST_LINE / 4, line.length - LONGEST_LINE));
  return line.slice(start, start + LONGEST_LINE);
}

function checkQuery({ query }: SearchOptions): void {
  if (query === '') throw contextErrors.create('EC_CONTEXT_PATTERN_INVALID', { reason: 'empty' });
  if (query.length > LONGEST_QUERY)
    throw contextErrors.create('EC_CONTEXT_PATTERN_INVALID', { reason: 'too long' });
}

/** Files in the order in which their matches are shown. */
function searchedFiles(corpus: Corpus, within: readonly string[] | undefined): FileRecord[] {
  const isWithin = ({ path }: FileRecord) =>
    within === undefined || within.some((start) => path.startsWith(start));
  return corpus
    .records()
    .filter(isWithin)
    .sort((left, right) => ROLE_ORDER[left.role] - ROLE_ORDER[right.role]);
}

interface Plan {
  readonly match: LineMatcher;
  readonly canMatch: (record: FileRecord) => boolean;
}

function planOf({ kind, query, caseSensitive = true, timeoutMs }: SearchOptions): Plan {
  if (kind === 'regex')
    return { match: patternMatcher(query, caseSensitive, timeoutMs), canMatch: () => true };
  if (kind === 'references') return { match: wordMatcher(query), canMatch: canHoldWord(query) };
  return { match: literalMatcher(query, caseSensitive), canMatch: canHold(query) };
}

function matchesIn(record: FileRecord, text: string, match: LineMatcher, limit: number): SearchMatch[] {
  const found = match(text, limit);
  if (found.length === 0) return [];
  const lines = lineTable(text);
  const names = new Map(
    definitionsIn(record)
      .toReversed()
      .map((definition) => [definition.line, definition.name]),
  );
  return found.map(({ line, character }) => {
    const defines = names.get(line);
    const shown = cutLine(sliceLines(text, lines, line, line), character);
    return { path: record.path, line, character, text: shown, ...(defines === undefined ? {} : { defines }) };
  });
}

async function searchTexts(input: SearchInput, options: SearchOptions, limit: number): Promise<SearchResult> {
  const { match, canMatch } = planOf(options);
  const matches: SearchMatch[] = [];
  const skipped: SearchResult['skipped'][number][] = [];
  for (const record of searchedFiles(input.corpus, options.within)) {
    throwIfAborted(options.signal);
    if (matches.length > limit) break;
    if (record.state === 'huge') skipped.push({ path: record.path, reason: 'too large' });
    if (record.state === 'huge' || !canMatch(record)) continue;
    const text = await input.read(record.path).catch(() => undefined);
    if (text === undefined) skipped.push({ path: record.path, reason: 'binary or unreadable' });
    else matches.push(...matchesIn(record, text, match, limit + 1 - matches.length));
  }
  return { matches: matches.slice(0, limit), isTruncated: matches.length > limit, skipped };
}

async function searchSymbols(
  input: SearchInput,
  options: SearchOptions,
  limit: number,
): Promise<SearchResult> {
  const symbols = findSymbols(searchedFiles(input.corpus, options.within), options.query);
  const matches: SearchMatch[] = [];
  for (const { record, definition } of symbols.slice(0, limit)) {
    throwIfAborted(options.signal);
    const text = (await input.read(record.path).catch(() => undefined)) ?? '';
    const line = sliceLines(text, lineTable(text), definition.line, definition.line);
    const character = Math.max(0, line.indexOf(definition.name));
    const shown = cutLine(line, character);
    matches.push({
      path: record.path,
      line: definition.line,
      character,
      text: shown,
      defines: definition.name,
    });
  }
  return { matches, isTruncated: symbols.length > limit, skipped: [] };
}

/** Searches the indexed files. */
export async function searchCorpus(input: SearchInput, options: SearchOptions): Promise<SearchResult> {
  checkQuery(options);
  const limit = Math.max(1, Math.min(MOST_MATCHES, Math.floor(options.maxMatches ?? DEFAULT_MATCHES)));
  return options.kind === 'symbol'
    ? searchSymbols(input, options, limit)
    : searchTexts(input, options, limit);
}

/** Outline of one file, `undefined` when there is no such file or its text cannot be read. */
export async function outlineOf(
  input: SearchInput,
  path: string,
): Promise<readonly OutlineItem[] | undefined> {
  const record = input.corpus.get(path);
  const text = record === undefined ? undefined : await input.read(path).catch(() => undefined);
  if (record === undefined || text === undefined) return undefined;
  const lines = lineTable(text);
  return definitionsIn(record).map((item) => ({
    ...item,
    text: cutLine(sliceLines(text, lines, item.line, item.line), 0),
  }));
}
