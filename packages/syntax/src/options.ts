import type { GrammarSource } from './tree/grammar-source.ts';

interface CommonOptions {
  /** Milliseconds that all parsers together may spend on one text, or its outline; default 5,000. */
  readonly timeLimitMs?: number;
  /** Longest text that is parsed, in UTF-16 code units; default 8,388,608. A longer one is `unknown`. */
  readonly maxLength?: number;
  /** Most findings that one report holds; default 100. */
  readonly maxDiagnostics?: number;
  /** Whether installed exact parsers decide for their languages; default true. */
  readonly exactParsers?: boolean;
}

/** Settings of a checker that parses in the calling thread. */
export interface InlineOptions extends CommonOptions {
  /**
   * Parse in the calling thread, the default. Grammars keep the time limit there too; an exact parser cannot be
   * stopped, so it is asked only for a text that it usually reads in time, and one made against it blocks.
   */
  readonly workers?: 0;
  /** Where grammars come from; default the files of this package. Needed in a browser. */
  readonly grammars?: GrammarSource;
  /** Milliseconds on a clock that never goes back; default `performance.now`. */
  readonly now?: () => number;
}

/** Settings of a checker that parses in threads of its own. */
export interface WorkerOptions extends CommonOptions {
  /**
   * Threads that parse, at most; 0, the default, is the calling thread. With one or more, a parser that hangs
   * or crashes is ended and its text is `unknown`, and `checkFiles` uses as many cores.
   */
  readonly workers: number;
  /** Not with threads: they read the files of this package. */
  readonly grammars?: never;
  /** Not with threads: they have a clock of their own. */
  readonly now?: never;
}

/** Settings of `createSyntax`. */
export type SyntaxOptions = InlineOptions | WorkerOptions;

/** Settings with every default filled in. */
export interface SyntaxLimits {
  readonly timeLimitMs: number;
  readonly maxLength: number;
  readonly maxDiagnostics: number;
}

/** The limits that the options ask for. */
export function limitsOf(options: SyntaxOptions): SyntaxLimits {
  return {
    timeLimitMs: options.timeLimitMs ?? 5_000,
    maxLength: options.maxLength ?? 8 * 1024 * 1024,
    maxDiagnostics: options.maxDiagnostics ?? 100,
  };
}
