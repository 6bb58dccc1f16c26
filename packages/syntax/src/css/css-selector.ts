import type { CssDialect } from './css-text.ts';

const name = String.raw`-?(?:[\p{L}_\u0080-\u{10ffff}-]|\\(?:[\da-fA-F]{1,6}\s?|[\s\S]))(?:[\p{L}\p{N}_\u0080-\u{10ffff}-]|\\(?:[\da-fA-F]{1,6}\s?|[\s\S]))*`;
const string = String.raw`"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'`;
const attribute = String.raw`\[\s*(?:[\w*-]*\|)?(?:${name})\s*(?:[~|^$*]?=\s*(?:${string}|[^\s"'\]]+)\s*(?:[is]\s*)?)?\]`;
const pieces: readonly (readonly [kind: 'compound' | 'combinator' | 'comma' | 'blank' | 'open', RegExp])[] = [
  ['blank', /\s+/y],
  ['comma', /,/y],
  ['combinator', />>>|\/deep\/|\|\||[>+~]/y],
  ['open', new RegExp(String.raw`::?(?:${name})\(`, 'yu')],
  ['compound', new RegExp(String.raw`[.#](?:${name}|[\p{L}\p{N}_-]+)`, 'yu')],
  [
    'compound',
    new RegExp(String.raw`::?(?:${name})|&[\w-]*|\d+(?:\.\d+)?%|(?:${name}|\*)?\|(?=[\w*])`, 'yu'),
  ],
  ['compound', new RegExp(String.raw`${name}|\*`, 'yu')],
  ['compound', new RegExp(attribute, 'yu')],
];

/** Pseudo-classes that take selectors. */
const takesSelectors =
  /^::?(?:is|where|not|has|matches|-webkit-any|-moz-any|host|host-context|slotted|past|future|current|cue)\($/i;

/** What is wrong with a selector, and where in it. */
export interface SelectorProblem {
  /** Offset in the selector. */
  readonly at: number;
  /** What was expected there. */
  readonly expected: string;
}

/** The first thing in a list of selectors that is none, or undefined. Comments must have been blanked. */
export function selectorProblem(selector: string, dialect: CssDialect): SelectorProblem | undefined {
  let last: 'start' | 'compound' | 'combinator' = 'start';
  let at = 0;
  while (at < selector.length) {
    const piece = pieceAt(selector, at);
    if (piece === undefined) return { at, expected: 'a selector' };
    if (piece.kind === 'comma') {
      if (last !== 'compound' && !dialect.relaxed) return { at, expected: 'a selector' };
      last = 'start';
    } else if (piece.kind === 'combinator') {
      if (last === 'combinator' && !dialect.relaxed) return { at, expected: 'a selector' };
      last = 'combinator';
    } else if (piece.kind !== 'blank') {
      last = 'compound';
    }
    if (piece.problem !== undefined) return piece.problem;
    at = piece.end;
  }
  return last === 'compound' || dialect.relaxed ? undefined : { at, expected: 'a selector' };
}

interface Piece {
  readonly kind: 'compound' | 'combinator' | 'comma' | 'blank';
  readonly end: number;
  readonly problem?: SelectorProblem;
}

function pieceAt(selector: string, at: number): Piece | undefined {
  for (const [kind, pattern] of pieces) {
    pattern.lastIndex = at;
    const found = pattern.exec(selector)?.[0];
    if (found === undefined || found === '') continue;
    if (kind !== 'open') return { kind, end: at + found.length };
    return argumentsOf(selector, at, found);
  }
  return undefined;
}

/** The parentheses of a pseudo-class; the brackets of the whole were seen to match before. */
function argumentsOf(selector: string, at: number, opening: string): Piece {
  const start = at + opening.length;
  let depth = 1;
  let end = start;
  for (; end < selector.length && depth > 0; end++) {
    if (selector[end] === '\\') end += 1;
    else if (selector[end] === '(') depth += 1;
    else if (selector[end] === ')') depth -= 1;
  }
  const inner = selector.slice(start, end - 1);
  const problem = argumentProblem(opening, inner);
  return { kind: 'compound', end, ...(problem && { problem: { ...problem, at: problem.at + start } }) };
}

function argumentProblem(opening: string, inner: string): SelectorProblem | undefined {
  if (inner.trim() === '') {
    // An empty list is a valid one for those that forgive.
    return { at: 0, expected: 'something between the parentheses' };
  }
  if (/^:nth-(?:last-)?child\($|^:nth-(?:last-)?of-type\($/i.test(opening)) return countProblem(inner);
  if (!takesSelectors.test(opening)) return undefined;
  return selectorProblem(inner, { lineComments: false, interpolation: false, relaxed: false });
}

const count = /^\s*(?:even|odd|[+-]?\d+|[+-]?\d*n(?:\s*[+-]\s*\d+)?)\s*(?:of\s[\s\S]+)?$/i;

const countProblem = (inner: string): SelectorProblem | undefined =>
  count.test(inner) || /[$@#]|x{4}/.test(inner) ? undefined : { at: 0, expected: 'a number or `2n + 1`' };
