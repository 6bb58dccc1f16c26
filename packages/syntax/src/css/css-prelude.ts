import type { SelectorProblem } from './css-selector.ts';
import type { CssDialect } from './css-text.ts';

/** At-rules whose head is short enough to be known in full; the text after the name has to fit. */
const heads: Readonly<Record<string, readonly [pattern: RegExp, expected: string]>> = {
  charset: [/^\s+"[^"]*"\s*$/, 'a name in double quotes'],
  'font-face': [/^\s*$/, '`{`'],
  'starting-style': [/^\s*$/, '`{`'],
  property: [/^\s+--[^\s]+\s*$/, 'a name that begins with `--`'],
  'font-palette-values': [/^\s+--[^\s]+\s*$/, 'a name that begins with `--`'],
  'color-profile': [/^\s+(?:--[^\s]+|device-cmyk)\s*$/i, 'a name that begins with `--`'],
  'counter-style': [/^\s+(?!(?:inherit|initial|unset|revert)\b)-?[A-Za-z_\u0080-\uffff][^\s]*\s*$/, 'a name'],
  namespace: [/^\s+(?:[\w-]+\s+)?(?:"|url\(|x{4})/i, 'an address'],
};

/** A media query in which a word, a sign or a pair of parentheses stands alone. */
const broken = /\(\s*\)|\b(?:and|or|not)\s*(?=$|\))|\)\s*(?:and|or)\s+(?=[^\s(n-])|[<>]=?\s*(?=\))/i;

/** What is wrong with the head of an at-rule, its strings and addresses replaced by plain letters. */
export function preludeProblem(head: string, { relaxed }: CssDialect): SelectorProblem | undefined {
  const name = /^@((?:[-\w\u0080-\u{10ffff}]|\\[\s\S])+)/u.exec(head)?.[1]?.toLowerCase();
  if (name === undefined) return { at: 1, expected: 'the name of an at-rule' };
  if (relaxed) return undefined;
  const rest = head.slice(name.length + 1);
  const known = heads[name];
  if (known !== undefined && !known[0].test(rest)) return { at: name.length + 1, expected: known[1] };
  const at = name === 'media' ? rest.search(broken) : -1;
  return at < 0 ? undefined : { at: name.length + 1 + at, expected: 'a query' };
}
