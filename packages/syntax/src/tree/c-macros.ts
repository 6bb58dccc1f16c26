import { Macro } from './c-macro.ts';
import { blankOut, holdsStatements, type Token, tokenize } from './c-tokens.ts';
import { word } from './c-words.ts';

/** Replaces words that look like macros, from what stands before and after them. */
export function replaceMacros(text: string, comparisons: boolean): string {
  const tokens = tokenize(text);
  const output = text.split('');
  const scopes: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const sign = tokens[at]?.text ?? '';
    if (sign === '{') scopes.push(holdsStatements(tokens, at, scopes.at(-1) ?? false));
    else if (sign === '}') scopes.pop();
    else if (sign === '<' && comparisons) replaceComparison(tokens, at, output);
    else if (sign === '->' && tokens[at + 1]?.text === '*')
      blankOut(output, tokens[at + 1]?.start ?? 0, tokens[at + 1]?.end ?? 0);
    else if (/^(?:u8|[uUL])?"/.test(sign)) blankString(tokens[at], output);
    else if (word.test(sign)) at = new Macro(tokens, at, output, scopes.at(-1) ?? false).replace();
  }
  return output.join('');
}

/** A `<` between blanks compares; the grammar may take it for the start of template arguments. */
function replaceComparison(tokens: readonly Token[], at: number, output: string[]): void {
  const [before, sign, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (before === undefined || sign === undefined || after === undefined || before.text === 'template') return;
  if (before.end < sign.start && sign.end < after.start) output[sign.start] = '-';
}

/** What a string holds does not matter, and not every escape is known. */
function blankString(string: Token | undefined, output: string[]): void {
  if (string !== undefined) blankOut(output, string.start + string.text.indexOf('"') + 1, string.end - 1);
}
