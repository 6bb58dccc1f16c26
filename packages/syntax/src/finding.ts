import type { LineIndex } from './line-index.ts';
import type { Diagnostic, DiagnosticConfidence, DiagnosticSeverity } from './types.ts';

/** A finding as a parser reports it, before it gets positions. */
export interface Finding {
  /** Where it starts, in UTF-16 code units. */
  readonly start: number;
  /** Where it ends, exclusive. */
  readonly end: number;
  /** Kebab-case kind. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** Default `error`. */
  readonly severity?: DiagnosticSeverity;
  /** Default: the confidence of the parser. */
  readonly confidence?: DiagnosticConfidence;
}

/** The next token as a message names it, and where it lies. */
export interface FoundToken {
  /** Where it starts: after blanks on the same line. */
  readonly start: number;
  /** Where it ends; the start for the end of a line or of the file. */
  readonly end: number;
  /** Its text between backticks, or `end of line`, or `end of file`. */
  readonly name: string;
}

const tokenAfterBlanks = /([^\S\r\n]*)([\p{L}\p{N}_$]+|\S)?/uy;
const onlyBlanks = /\s*$/y;

/** The word or sign at an offset or after the blanks there. */
export function tokenAt(text: string, offset: number): FoundToken {
  tokenAfterBlanks.lastIndex = offset;
  const [, blanks = '', token] = tokenAfterBlanks.exec(text) ?? [];
  const start = Math.min(text.length, offset + blanks.length);
  if (token !== undefined) return { start, end: start + token.length, name: quoteToken(token) };
  onlyBlanks.lastIndex = start;
  return { start, end: start, name: onlyBlanks.test(text) ? 'end of file' : 'end of line' };
}

/** A token between backticks, shortened to its first 40 characters. */
export function quoteToken(token: string): string {
  const line = token.split(/[\r\n]/, 1)[0] ?? '';
  return '`' + (line.length > 40 ? line.slice(0, 37) + '...' : line) + '`';
}

/** Whether a message already names a token. */
const namesToken = /[`'"“].+[`'"”]|end of (file|line)|EOF|newline|dedent|unindent/;

/** Adds to a message what stands at its place, unless it names a token already. */
export function withFound(message: string, text: string, offset: number): string {
  if (namesToken.test(message)) return message;
  return `${message}, found ${tokenAt(text, offset).name}`;
}

/** Gives findings of one source their positions, in order of their place. */
export function toDiagnostics(
  findings: readonly Finding[],
  index: LineIndex,
  source: string,
  confidence: DiagnosticConfidence,
  limit: number,
): Diagnostic[] {
  const sorted = [...findings].sort((left, right) => left.start - right.start || left.end - right.end);
  return sorted.slice(0, limit).map((finding) => ({
    range: index.range(finding.start, finding.end),
    offset: index.byteOffset(finding.start),
    severity: finding.severity ?? 'error',
    code: finding.code,
    source,
    message: finding.message,
    confidence: finding.confidence ?? confidence,
  }));
}
