import { Macro } from './c-macro.ts';
import { blankOut, holdsStatements, type Token, tokenize } from './c-tokens.ts';
import { macroName, word } from './c-words.ts';

/** A block that is open. */
interface Scope {
  readonly holdsStatements: boolean;
  /** Whether it is the body of a function. */
  readonly isBody: boolean;
}

/** Replaces words that look like macros, from what stands before and after them. */
export function replaceMacros(text: string, comparisons: boolean): string {
  const tokens = tokenize(text);
  const output = text.split('');
  const scopes: Scope[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const sign = tokens[at]?.text ?? '';
    const inFunction = scopes.at(-1)?.holdsStatements ?? false;
    if (sign === '{')
      scopes.push({
        holdsStatements: holdsStatements(tokens, at, inFunction),
        isBody: beginsBody(tokens, at),
      });
    else if (sign === '}') closeScope(tokens, at, scopes, output);
    else if (sign === '<' && comparisons) replaceComparison(tokens, at, output);
    else if (sign === '->' && tokens[at + 1]?.text === '*')
      blankOut(output, tokens[at + 1]?.start ?? 0, tokens[at + 1]?.end ?? 0);
    else if (/^(?:u8|[uUL])?"/.test(sign)) blankString(tokens[at], output);
    else if (word.test(sign)) at = new Macro(tokens, at, output, inFunction).replace();
  }
  return output.join('');
}

/** A `;` after the body of a function outside others is one too many for the grammar, not for the language. */
function closeScope(tokens: readonly Token[], at: number, scopes: Scope[], output: string[]): void {
  const closed = scopes.pop();
  const next = tokens[at + 1];
  if (closed?.isBody && !(scopes.at(-1)?.holdsStatements ?? false) && next?.text === ';')
    blankOut(output, next.start, next.end);
}

/** Whether a `{` follows the parameters of a function, or what may follow those. */
function beginsBody(tokens: readonly Token[], at: number): boolean {
  let before = at - 1;
  const qualifies = (text: string): boolean =>
    macroName.test(text) || /^(?:const|noexcept|override|final)$/.test(text);
  while (qualifies(tokens[before]?.text ?? '')) before -= 1;
  if (tokens[before]?.text !== ')') return false;
  for (let back = before; back >= 0 && !/^[;{}]$/.test(tokens[back]?.text ?? ''); back--)
    if (/^(?:=|\])$/.test(tokens[back]?.text ?? '')) return false;
  return true;
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
