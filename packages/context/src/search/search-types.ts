import type { ContextSource } from '../source.ts';

/** What is searched for. */
export type SearchKind = 'literal' | 'regex' | 'symbol' | 'references';

/** A search over the indexed files. */
export interface SearchOptions {
  /**
   * `literal`: the text as it stands; `regex`: a JavaScript regular expression, matched line by line with the `u`
   * flag off; `symbol`: definitions whose name resembles the query; `references`: the identifier as a whole word.
   */
  readonly kind: SearchKind;
  /** Text, pattern or name; at most 1000 characters. */
  readonly query: string;
  /** Whether upper and lower case are told apart. Default `true`; `symbol` never does. */
  readonly caseSensitive?: boolean;
  /** Only paths that start with one of these; a folder ends with a slash. Default: all. */
  readonly within?: readonly string[];
  /** Most matches in the answer, up to 1000. Default 100. */
  readonly maxMatches?: number;
  /** Milliseconds that a regular expression may take in all files together, at most 1000 in one. Default 5000. */
  readonly timeoutMs?: number;
  /**
   * Where the files come from for this answer: the index's own source with some files changed, such as an open
   * transaction with its pending edits. Default: the index's own source.
   */
  readonly source?: ContextSource;
  /** Cancels the search. */
  readonly signal?: AbortSignal;
}

/** One line that matches. */
export interface SearchMatch {
  /** Path relative to the root of the source. */
  readonly path: string;
  /** Line, 1-based. */
  readonly line: number;
  /** Where the match starts in the line, 0-based in UTF-16 code units. */
  readonly character: number;
  /** The line, cut around the match to at most 200 characters. */
  readonly text: string;
  /** Name of the definition that starts on this line. */
  readonly defines?: string;
}

/** What a search found. */
export interface SearchResult {
  /** Matching lines: sources before tests and the rest, then by path and line; symbols by likeness first. */
  readonly matches: readonly SearchMatch[];
  /** Whether there were more matches than `maxMatches`. */
  readonly isTruncated: boolean;
  /** Files whose text could not be searched. */
  readonly skipped: readonly {
    /** Path relative to the root of the source. */
    readonly path: string;
    /** Why it could not be searched. */
    readonly reason: 'binary or unreadable' | 'too large';
  }[];
}

/** A definition in an outline. */
export interface OutlineItem {
  /** Name as it is written. */
  readonly name: string;
  /** Line of the name, 1-based. */
  readonly line: number;
  /** First line with its comments, 1-based. */
  readonly startLine: number;
  /** Last line, 1-based and included. */
  readonly endLine: number;
  /** The line of the name, cut to 200 characters. */
  readonly text: string;
}
