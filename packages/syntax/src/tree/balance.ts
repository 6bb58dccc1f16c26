import type { LanguageId } from '../detect/languages.ts';
import { keepOneBranch } from './c-branches.ts';

/** Languages in which brackets outside comments and texts come in pairs, whatever a grammar knows of the rest. */
const paired: ReadonlySet<LanguageId> = new Set([
  'c',
  'cpp',
  'csharp',
  'dart',
  'kotlin',
  'scala',
  'swift',
  'zig',
]);

const opaque =
  /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\[\s\S])*(?:"|(?=\n)|$)|'(?:[^'\\\n]|\\.){1,9}'/g;
const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Whether an edit takes a bracket from its partner: all had one before, and one has none now. */
export function losesBracket(language: LanguageId | undefined, before: string, after: string): boolean {
  if (language === undefined || !paired.has(language)) return false;
  return isPaired(language, before) && !isPaired(language, after);
}

function isPaired(language: LanguageId, text: string): boolean {
  const branch = language === 'c' || language === 'cpp' ? keepOneBranch(text) : text;
  const open: string[] = [];
  for (const [sign] of branch.replace(opaque, '').matchAll(/[()[\]{}]/g)) {
    const opener = closing[sign];
    if (opener === undefined) open.push(sign);
    else if (open.pop() !== opener) return false;
  }
  return open.length === 0;
}
