import type { Relaxation } from '../edit-plan.ts';

/** An edit as two blocks of lines. */
export interface Block {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** 1-based line at which the lines must stand, where the reading says so. */
  readonly line?: number;
}

/** A number and a bar or colon, as tools print in front of lines; a tab alone counts as a bar. */
const GUTTER = /^\s*\d+\s*(?:\||→|:(?= |$)|\t)/;
/** The same with the blank that some tools put behind it. */
const GUTTER_AND_BLANK = /^\s*\d+\s*(?:\||→|:|\t)(?: |$)/;
const HTML_ESCAPE = /&(?:lt|gt|amp|quot|apos|#39|#x27);/;
const BACKSLASH_ESCAPE = /\\[nt"'`\\]/;

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
};

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  '"': '"',
  "'": "'",
  '`': '`',
  '\\': '\\',
};

/** Last readings of a block that stands nowhere, in order. Each gives undefined where it does not apply. */
export const blockRelaxations: readonly (readonly [Relaxation, (block: Block) => Block | undefined])[] = [
  ['blank-edge-lines', dropBlankEdges],
  ['line-gutter', (block) => dropGutter(block, GUTTER_AND_BLANK)],
  ['line-gutter', (block) => dropGutter(block, GUTTER)],
  ['html-escapes', unescapeHtml],
  ['backslash-escapes', unescapeBackslashes],
];

// Only lines that both sides have at their edge are dropped: a blank line that differs is changed on purpose.
function dropBlankEdges({ search, replace }: Block): Block | undefined {
  const top = commonBlanks(search, replace);
  const bottom = commonBlanks([...search].reverse(), [...replace].reverse());
  if (top + bottom === 0 || top + bottom >= Math.min(search.length, replace.length)) return undefined;
  return {
    search: search.slice(top, search.length - bottom),
    replace: replace.slice(top, replace.length - bottom),
  };
}

function commonBlanks(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (left[count]?.trim() === '' && left[count] === right[count]) count++;
  return count;
}

function dropGutter({ search, replace }: Block, gutter: RegExp): Block | undefined {
  if (!search.every((line) => gutter.test(line))) return undefined;
  const drop = (line: string): string => line.replace(gutter, '');
  const copied = search.map(drop);
  if (replace.every((line) => gutter.test(line))) return { search: copied, replace: replace.map(drop) };
  // Lines may be copied from a listing and the new ones written without it: then the numbers must be right.
  const line = firstNumber(search);
  const plain = line !== undefined && !replace.some((text) => GUTTER.test(text));
  return plain ? { search: copied, replace, line } : undefined;
}

/** The first of some numbers that count up by one. */
function firstNumber(lines: readonly string[]): number | undefined {
  const numbers = lines.map((line) => Number(/\d+/.exec(line)?.[0]));
  const countsUp = numbers.every((number, at) => at === 0 || number === (numbers[at - 1] ?? 0) + 1);
  return countsUp ? numbers[0] : undefined;
}

function unescapeHtml({ search, replace }: Block): Block | undefined {
  if (!hasEntity(search) || hasRaw(replace)) return undefined;
  return { search: search.map(decodeHtml), replace: replace.map(decodeHtml) };
}

function decodeHtml(line: string): string {
  return line.replace(new RegExp(HTML_ESCAPE, 'g'), (entity) => ENTITIES[entity] ?? entity);
}

function hasEntity(lines: readonly string[]): boolean {
  return lines.some((line) => HTML_ESCAPE.test(line));
}

/**
 * A block whose new lines alone hold entities, read as the escaped blocks next to it: decoded, or undefined where
 * it shows that it was not escaped.
 */
export function followHtmlEscapes({ search, replace }: Block): Block | undefined {
  if (!hasEntity(replace)) return { search, replace };
  if (hasEntity(search) || hasRaw(search) || hasRaw(replace)) return undefined;
  return { search, replace: replace.map(decodeHtml) };
}

// A side that holds a bare angle bracket was not escaped, so its entities are meant.
function hasRaw(lines: readonly string[]): boolean {
  return lines.some((line) => /[<>]|&(?!(?:lt|gt|amp|quot|apos|#39|#x27);)/.test(line));
}

function unescapeBackslashes({ search, replace }: Block): Block | undefined {
  if (!search.some((line) => BACKSLASH_ESCAPE.test(line))) return undefined;
  const decode = (lines: readonly string[]): string[] =>
    lines.flatMap((line) =>
      line.replace(/\\(.)/g, (whole, letter: string) => ESCAPES[letter] ?? whole).split('\n'),
    );
  return { search: decode(search), replace: decode(replace) };
}
