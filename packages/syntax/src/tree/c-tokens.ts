import { typeHead } from './c-words.ts';

/** A word, number, string or sign of C or C++. */
export interface Token {
  /** As it is written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line break stands before it. */
  readonly fresh: boolean;
  /** Index of the bracket that closes the one that this opens; undefined when it opens none or nothing closes it. */
  closedAt?: number;
  /** Semicolons before it. */
  readonly statements: number;
  /** Whether it was replaced by blanks. */
  gone: boolean;
}

const token =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|R"([^\s()\\]{0,16})\([\s\S]*?(?:\)\1"|$)|(?:u8|[uUL])?"(?:[^"\\\n]|\\[\s\S])*\\?(?:"|(?=\n)|$)|(?:u8|[uUL])?'(?:[^'\\\n]|\\[\s\S]){0,20}'|[A-Za-z_$][\w$]*|\.?\d(?:[\w.']|[eEpP][+-])*|::|->|<<|>>|[\s\S]/gu;

/** The tokens of a text; blanks and comments are none. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const open: Token[] = [];
  let fresh = true;
  let statements = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    if (/^(?:\s|\/[/*])/.test(found)) {
      fresh ||= found.includes('\n');
      continue;
    }
    const one: Token = {
      text: found,
      start: index,
      end: index + found.length,
      fresh,
      statements,
      gone: false,
    };
    tokens.push(one);
    fresh = false;
    if (found === ';') statements += 1;
    else if (found === '(') open.push(one);
    else if (found === ')') closeLast(open, tokens.length - 1);
  }
  return tokens;
}

function closeLast(open: Token[], at: number): void {
  const last = open.pop();
  if (last !== undefined) last.closedAt = at;
}

/** Whether the block that opens here is the body of a function rather than of a type or a namespace. */
export function holdsStatements(tokens: readonly Token[], at: number, inside: boolean): boolean {
  for (let back = at - 1; back >= 0 && back > at - 60; back--) {
    const sign = tokens[back]?.text ?? '';
    if (/^[;{}]$/.test(sign)) return inside;
    if (typeHead.test(sign)) return false;
    if (sign === ')' || sign === '=') return true;
  }
  return inside;
}

/** Index of the parenthesis that closes the arguments after a word; the word's own index without any. */
export function endOfArguments(tokens: readonly Token[], at: number): number {
  const open = tokens[at + 1];
  const closedAt = open?.closedAt;
  if (closedAt === undefined) return at;
  // A statement or a block inside would be lost without being read.
  const near = tokens[Math.min(closedAt, at + 400)]?.statements ?? 0;
  return (tokens[closedAt]?.statements ?? 0) > near ? at : closedAt;
}

/** Puts blanks in a stretch, whose line breaks stay. */
export function blankOut(output: string[], start: number, end: number): void {
  for (let index = start; index < end; index++) {
    if (output[index] !== '\n' && output[index] !== '\r') output[index] = ' ';
  }
}
