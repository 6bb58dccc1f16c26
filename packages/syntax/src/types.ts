import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { LanguageId } from './detect/languages.ts';

/** A place in a text, as in the Language Server Protocol. */
export interface Position {
  /** Line, 0-based. A line ends at `\n`, `\r\n` or a lone `\r`. */
  readonly line: number;
  /** UTF-16 code units from the start of the line, 0-based. */
  readonly character: number;
}

/** A stretch of text. */
export interface Range {
  /** First position that belongs to it. */
  readonly start: Position;
  /** First position that no longer belongs to it. */
  readonly end: Position;
}

/** How bad a diagnostic is. */
export type DiagnosticSeverity = 'error' | 'warning' | 'information' | 'hint';

/**
 * Whether a finding may stop a write by itself: `block` when its source rejected no valid file in the
 * measured corpus, `advise` when it did and only its newness in an edit counts.
 */
export type DiagnosticConfidence = 'block' | 'advise';

/** One finding in a text. */
export interface Diagnostic {
  /** Where, in lines and UTF-16 code units. */
  readonly range: Range;
  /** Where it starts, in bytes of the UTF-8 encoding of the text, 0-based. */
  readonly offset: number;
  /** How bad it is. */
  readonly severity: DiagnosticSeverity;
  /** Kebab-case name of the kind of finding, stable across releases. */
  readonly code: string;
  /** Who found it: `tree-sitter`, `markers`, or the name of an exact parser. */
  readonly source: string;
  /** What was found and what was expected, in one sentence. */
  readonly message: string;
  /** Whether it may stop a write by itself. */
  readonly confidence: DiagnosticConfidence;
}

/**
 * Outcome of a check. `ok` is said only of a text that a parser read to its end; `unsupported` when no
 * parser is known for it; `unknown` when there is one but it gave no verdict (see `error`).
 */
export type SyntaxStatus = 'ok' | 'errors' | 'unsupported' | 'unknown';

/** What is common to every outcome. */
export interface SyntaxVerdict {
  /** The outcome. */
  readonly status: SyntaxStatus;
  /** Language that was detected, if any. */
  readonly language?: LanguageId;
  /** Parser that decided: `tree-sitter` or the name of an exact parser. */
  readonly validator?: string;
  /** What that parser cannot see, such as `indentation` in Python without its exact parser. */
  readonly blind?: readonly string[];
  /** Why the parser gave no verdict; always there when the status is `unknown`. */
  readonly error?: EnhancedCodeError;
}

/** What `check` says of one text. */
export interface SyntaxReport extends SyntaxVerdict {
  /** All findings in order of their place; at most `maxDiagnostics`. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What `compare` says of one edit; `ok` means that it added nothing. */
export interface SyntaxComparison extends SyntaxVerdict {
  /** Findings of the new text that the old one did not have, at their place in the new text. */
  readonly added: readonly Diagnostic[];
}

/** One file of a tree that was checked. */
export interface FileReport {
  /** Path as it was given. */
  readonly path: string;
  /** What `check` said of it. */
  readonly report: SyntaxReport;
}
