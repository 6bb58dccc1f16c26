import { createContext as createSandbox, Script } from 'node:vm';
import { contextErrors } from '../errors.ts';

/** A line that matches: 1-based line and the 0-based place in it. */
export interface LineMatch {
  readonly line: number;
  readonly character: number;
}

/** Finds the lines of a text that match, at most `limit`. */
export type LineMatcher = (text: string, limit: number) => LineMatch[];

export const LONGEST_QUERY = 1000;
/** Milliseconds that a pattern may take in one text; a pattern that backtracks without end is stopped. */
const PATTERN_TIMEOUT_MS = 1000;
/** Milliseconds that it may take in all texts together, unless the caller says otherwise. */
const SEARCH_TIMEOUT_MS = 5000;

function lineOfEach(text: string, visit: (line: string, number: number) => boolean): void {
  let number = 1;
  for (let start = 0; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    if (!visit(text.slice(start, stop), number)) return;
    start = end + 1;
  }
}

/** Matches the text of a query as it stands. */
export function literalMatcher(query: string, caseSensitive: boolean): LineMatcher {
  const wanted = caseSensitive ? query : query.toLowerCase();
  return (text, limit) => {
    const found: LineMatch[] = [];
    const searched = caseSensitive ? text : text.toLowerCase();
    if (!searched.includes(wanted)) return found;
    lineOfEach(text, (line, number) => {
      const character = (caseSensitive ? line : line.toLowerCase()).indexOf(wanted);
      if (character >= 0) found.push({ line: number, character });
      return found.length < limit;
    });
    return found;
  };
}

const WORD_CHARACTER = /[\p{L}\p{N}_$]/u;

function isWholeWord(line: string, start: number, length: number): boolean {
  const before = start === 0 ? '' : line.charAt(start - 1);
  const after = line.charAt(start + length);
  return !WORD_CHARACTER.test(before) && !WORD_CHARACTER.test(after);
}

/** Matches an identifier as a whole word. */
export function wordMatcher(word: string): LineMatcher {
  return (text, limit) => {
    const found: LineMatch[] = [];
    if (!text.includes(word)) return found;
    lineOfEach(text, (line, number) => {
      for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
        if (!isWholeWord(line, at, word.length)) continue;
        found.push({ line: number, character: at });
        break;
      }
      return found.length < limit;
    });
    return found;
  };
}

// Runs apart from this module, so that the engine can stop a pattern that takes too long.
const SEARCH_LINES = new Script(`
  (() => {
    const pattern = new RegExp(source, flags);
    const found = [];
    const lines = text.split('\\n');
    for (let at = 0; at < lines.length && found.length < limit; at += 1) {
      if (at === lines.length - 1 && lines[at] === '') break;
      const match = pattern.exec(lines[at].endsWith('\\r') ? lines[at].slice(0, -1) : lines[at]);
      if (match !== null) found.push([at + 1, match.index]);
    }
    return JSON.stringify(found);
  })()
`);

/** Matches a regular expression line by line, in bounded time. Throws `EC_CONTEXT_PATTERN_INVALID`, later `EC_CONTEXT_PATTERN_SLOW`. */
export function patternMatcher(
  source: string,
  caseSensitive: boolean,
  timeoutMs: number = SEARCH_TIMEOUT_MS,
): LineMatcher {
  const flags = caseSensitive ? '' : 'i';
  try {
    new RegExp(source, flags);
  } catch (cause) {
    throw contextErrors.create(
      'EC_CONTEXT_PATTERN_INVALID',
      { reason: 'not a regular expression' },
      { cause },
    );
  }
  const sandbox = createSandbox({ source, flags, text: '', limit: 0 });
  let left = timeoutMs;
  return (text, limit) => {
    Object.assign(sandbox, { text, limit });
    const timeout = Math.max(1, Math.min(PATTERN_TIMEOUT_MS, Math.floor(left)));
    const start = performance.now();
    try {
      const found = JSON.parse(String(SEARCH_LINES.runInContext(sandbox, { timeout }))) as number[][];
      return found.map(([line = 1, character = 0]) => ({ line, character }));
    } catch (cause) {
      throw contextErrors.create('EC_CONTEXT_PATTERN_SLOW', { timeoutMs: timeout }, { cause });
    } finally {
      left -= performance.now() - start;
    }
  };
}
