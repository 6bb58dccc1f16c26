import { type GlobPart, matchParts, parsePart } from './glob.ts';

interface Rule {
  readonly parts: readonly GlobPart[];
  /** Without a slash, only the last part of a path is compared. */
  readonly isNameOnly: boolean;
  readonly isFolderOnly: boolean;
  readonly ignores: boolean;
}

/** Rules of one ignore file with the depth of the folder that they are relative to. */
export interface RuleSet {
  readonly depth: number;
  readonly rules: readonly Rule[];
}

const LONGEST_LINE = 1000;
const MOST_RULES = 5000;
const IS_ASCII = /^\p{ASCII}*$/u;

function withoutTrailingBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end -= 1;
  return line.slice(0, end);
}

function parseRule(line: string): Rule | undefined {
  const text = withoutTrailingBlanks(line.replace(/\r$/, ''));
  if (text === '' || text.startsWith('#') || text.length > LONGEST_LINE) return undefined;
  const ignores = !text.startsWith('!');
  const body = ignores ? text : text.slice(1);
  const isFolderOnly = body.endsWith('/');
  const path = isFolderOnly ? body.slice(0, -1) : body;
  const parts = path.replace(/^\//, '').split('/').map(parsePart);
  // What lies in a folder is meant, not the folder itself.
  if (parts.at(-1) === null && parts.length > 1) parts.splice(-1, 1, parsePart('*'));
  return { parts, isNameOnly: !path.includes('/'), isFolderOnly, ignores };
}

/** Reads an ignore file (the rules of gitignore). */
export function parseIgnore(text: string, depth: number): RuleSet {
  const rules = asBytes(text)
    .split('\n', MOST_RULES)
    .flatMap((line) => parseRule(line) ?? []);
  return { depth, rules };
}

function decides(rule: Rule, parts: readonly string[], depth: number, isFolder: boolean): boolean {
  if (rule.isFolderOnly && !isFolder) return false;
  return matchParts(rule.parts, rule.isNameOnly ? parts.slice(-1) : parts.slice(depth));
}

/** One character for each byte of UTF-8: git compares bytes, so that `?` stands for a part of `ü`. */
function asBytes(text: string): string {
  return IS_ASCII.test(text) ? text : Buffer.from(text).toString('latin1');
}

/** Whether a path is ignored: the last rule that matches decides, inner files after outer ones. */
export function isIgnored(sets: readonly RuleSet[], path: readonly string[], isFolder: boolean): boolean {
  const parts = path.every((part) => IS_ASCII.test(part)) ? path : path.map(asBytes);
  for (const { rules, depth } of sets.toReversed()) {
    const rule = rules.findLast((each) => decides(each, parts, depth, isFolder));
    if (rule !== undefined) return rule.ignores;
  }
  return false;
}
