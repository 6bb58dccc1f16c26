import type { LanguageId } from '../detect/languages.ts';
import { readAsPlainBash } from './plain-bash.ts';
import { readAfterPreprocessor } from './plain-c.ts';
import { readWithoutDirectives } from './plain-csharp.ts';
import { readAsPlainCss } from './plain-css.ts';
import { readAsPlainHtml } from './plain-html.ts';
import { readAsPlainKotlin } from './plain-kotlin.ts';
import { readAsPlainSwift } from './plain-swift.ts';

/** Calls of macros that are named like a built-in type of Rust: `str![…]`. */
const macroOfType = /\b(?:str|bool|char|[iu](?:8|16|32|64|128|size)|f(?:32|64))(?=!\s*[([{])/g;

/**
 * For languages whose grammars are known to reject constructs of valid files: the same text, of the same
 * length and with the same line breaks, in which such constructs are replaced by ones that the grammar knows.
 */
export const readings: Partial<Record<LanguageId, (text: string) => readonly string[]>> = {
  bash: (text) => [readAsPlainBash(text)],
  c: readAfterPreprocessor,
  cpp: readAfterPreprocessor,
  csharp: (text) => [readWithoutDirectives(text)],
  css: (text) => [readAsPlainCss(text)],
  html: (text) => [readAsPlainHtml(text)],
  kotlin: (text) => [readAsPlainKotlin(text)],
  rust: (text) => [text.replace(macroOfType, (found) => 'x'.repeat(found.length))],
  swift: readAsPlainSwift,
};
