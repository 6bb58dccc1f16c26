import type { Attempt } from '../attempt.ts';
import { type EnhancedCodeError, isEnhancedCodeError } from '../enhanced-code-error.ts';
import type { ForeignCause } from '../foreign-cause.ts';
import { DEPTH_LIMIT } from '../limits.ts';
import { asEnhancedCodeError } from '../revive.ts';
import { isDebugged } from './debug.ts';
import { docsUrl } from './docs-url.ts';

/** Settings of `renderError`. */
export interface RenderOptions {
  /** Whether to colour with ANSI sequences. Default false: the caller knows the terminal. */
  readonly color?: boolean;
  /** Columns after which lines are wrapped between words; at least 40. Default 80. */
  readonly width?: number;
  /** Whether class, details and stack are shown as well. Default: if `debug` names the code. */
  readonly verbose?: boolean;
  /**
   * For which codes they are shown, as in the variable `DEBUG`: `EC_EDIT_*`, `enhanced-code` for all, `-EC_CLI_*`
   * to leave some out. Pass `process.env.DEBUG`. Default none.
   */
  readonly debug?: string | undefined;
  /** Site or folder of the pages; default as `docsUrl`. */
  readonly docsBase?: string;
}

const RED = 31;
const YELLOW = 33;
const DIM = 2;
const LABEL_WIDTH = 8;

/** One labelled line before it is wrapped. */
type Row = readonly [label: string, text: string];

/**
 * An error for a terminal: what happened, the fix, where to read more, causes and attempts. Text of details
 * cannot move the cursor or change colours: control characters are taken out.
 */
export function renderError(error: unknown, options: RenderOptions = {}): string {
  const known = asEnhancedCodeError(error);
  const { color = false, width = 80, debug, verbose = isDebugged(debug, known.code) } = options;
  const columns = Math.max(40, width);
  const paint = (text: string, style: number) => (color ? `\x1b[${style}m${text}\x1b[0m` : text);
  const head = `${known.severity}[${known.code}]`;
  const first = wrap(`${head}: ${plain(known.message)}`, columns - 2, 2);
  const painted = paint(head, known.severity === 'warning' ? YELLOW : RED) + first.slice(head.length);
  const rows = [...mainRows(known, options.docsBase), ...(verbose ? verboseRows(known) : [])];
  const lines = rows.map(([label, text]) => {
    const body = wrap(text, columns - LABEL_WIDTH - 2, LABEL_WIDTH + 2);
    return `  ${paint(`${label}:`.padEnd(LABEL_WIDTH), DIM)}${body}`;
  });
  return [painted, ...lines, ...(verbose ? frames(known) : [])].join('\n');
}

function mainRows(error: EnhancedCodeError, docsBase: string | undefined): Row[] {
  const hint = plain(error.hint);
  return [
    ...(hint === '' ? [] : [['fix', hint] as const]),
    ['docs', docsUrl(error.code, docsBase)],
    ['more', `enhanced-code explain ${error.code}`],
    ...causesOf(error).map((cause): Row => ['cause', cause]),
    ...(error.attempts ?? []).map(
      (attempt, index): Row => ['tried', `${index + 1}. ${attemptLine(attempt)}`],
    ),
  ];
}

function verboseRows(error: EnhancedCodeError): Row[] {
  const { retryable, replaySafety, retryAfterMs, origin } = error;
  const wait = retryAfterMs === undefined ? '' : ` after ${retryAfterMs} ms`;
  const retry = retryable ? `retryable${wait}` : 'not retryable';
  return [
    ['class', `${error.class}, ${retry}, replay ${replaySafety}`],
    ...(origin === undefined ? [] : [['origin', plain(origin)] as const]),
    ...Object.entries(error.details).map(
      ([name, value]): Row => ['detail', plain(`${name} = ${JSON.stringify(value)}`)],
    ),
  ];
}

/** The chain of causes, outermost first; each part of an aggregate counts as one. */
function causesOf(error: EnhancedCodeError): string[] {
  const lines: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEPTH_LIMIT || lines.length >= DEPTH_LIMIT)
      return;
    lines.push(causeLine(value as ForeignCause));
    visitParts(value, depth + 1);
  };
  const visitParts = (value: { cause?: unknown; errors?: unknown }, depth: number): void => {
    visit(value.cause, depth);
    if (Array.isArray(value.errors)) for (const part of value.errors) visit(part, depth);
  };
  visitParts(error, 0);
  return lines;
}

function causeLine(cause: ForeignCause): string {
  if (isEnhancedCodeError(cause)) return plain(`${cause.code}: ${cause.message}`);
  const marks = [cause.code, cause.status].filter((mark) => mark !== undefined);
  return plain(marks.length === 0 ? cause.name : `${cause.name} (${marks.join(', ')})`);
}

function attemptLine({ target, class: kind, code, latencyMs, usage }: Attempt): string {
  const tokens = usage === undefined ? '' : `, ${usage.inputTokens} + ${usage.outputTokens} tokens`;
  return plain(`${target} ${code ?? kind} ${Math.round(latencyMs)} ms${tokens}`);
}

function frames(error: EnhancedCodeError): string[] {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}

/** One line without control characters: escape sequences of a file name must not reach the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
}

/** Wraps between words; lines after the first are indented. A word longer than a line is left whole. */
function wrap(text: string, width: number, indent: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join(`\n${' '.repeat(indent)}`);
}
