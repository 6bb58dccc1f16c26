import type { Finding } from '../finding.ts';

// After these a slash begins a regular expression, after anything else it divides; a comment begins with two.
const literal =
  /(?:^|[=(,:;!&|?{}[+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|delete|await|yield))\s*\/((?![*/])(?:[^\\/[\r\n]|\\.|\[(?:[^\\\]\r\n]|\\.)*\])+)\/([\w$]*)/gm;

/** Newer than the oldest engine that this package runs on; asked for once. */
const younger: readonly (readonly [form: RegExp, example: string])[] = [
  [/\(\?[a-z]*-?[a-z]*:/, '(?i-m:a)'],
  [/\(\?<(\w+)>[\s\S]*\(\?<\1>/, '(?<a>b)|(?<a>c)'],
];

/** Whether some stretch of a text may be a regular expression that the engine refuses. */
export function mayHoldBadPattern(text: string): boolean {
  for (const [, pattern = '', flags = ''] of text.matchAll(literal))
    if (problemOf(pattern, flags) !== undefined) return true;
  return false;
}

/** The node of a regular expression in a tree of ESTree. */
interface PatternNode {
  readonly start: number;
  readonly end: number;
  readonly regex: { readonly pattern: string; readonly flags: string };
}

/** Regular expressions of a program that the engine refuses. */
export function findBadPatterns(program: object): Finding[] {
  const findings: Finding[] = [];
  const pending: unknown[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (isPattern(node)) findings.push(...findingOf(node));
    else for (const child of Object.values(node)) if (typeof child === 'object' && child) pending.push(child);
  }
  return findings;
}

function isPattern(node: object): node is PatternNode {
  return 'regex' in node && typeof node.regex === 'object' && node.regex !== null;
}

function findingOf({ start, end, regex }: PatternNode): Finding[] {
  const problem = problemOf(regex.pattern, regex.flags);
  if (problem === undefined) return [];
  const message = `invalid regular expression \`/${regex.pattern.slice(0, 40)}/${regex.flags}\`: ${problem}`;
  // Which names of properties there are depends on the year of the engine.
  const confidence = /property/i.test(problem) ? 'advise' : 'block';
  return [{ start, end, code: 'regular-expression', message, confidence }];
}

/** What the engine says against a pattern; undefined where it takes it, or is too old to tell. */
function problemOf(pattern: string, flags: string): string | undefined {
  try {
    new RegExp(pattern, flags);
    return undefined;
  } catch (error) {
    const isYounger = younger.some(([form, example]) => form.test(pattern) && !isKnown(example));
    const message = error instanceof Error ? error.message : '';
    return isYounger ? undefined : (message.split(': ').at(-1) ?? message);
  }
}

function isKnown(example: string): boolean {
  try {
    new RegExp(example);
    return true;
  } catch {
    return false;
  }
}
