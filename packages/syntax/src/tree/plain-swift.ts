import { keepOneBranch } from './c-branches.ts';
import { blanks, replaceConstructs, type StandIn } from './stand-ins.ts';

const opaque = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*\\?(?:"|(?=\n)|$)/g;
const rawString = /(#{1,9})"(?:""[\s\S]{0,9999}?""|[^\n]{0,999}?)"\1/g;

const standIns: readonly StandIn[] = [
  // A macro is called like a function.
  {
    pattern:
      /#(?!(?:if|else|elseif|endif|selector|keyPath|available|unavailable|file|fileID|filePath|line|column|function|dsohandle|colorLiteral|imageLiteral|fileLiteral|sourceLocation|warning|error)\b)(?=[A-Za-z_])/g,
    stand: 'x',
  },
  { pattern: /\bpackage(?=\s+[\w@])/g, stand: 'public' },
  // Packs of types: `each T` and `repeat each T`.
  { pattern: /\b(?:repeat\s+)?each(?=\s+[A-Za-z_(])/g, stand: blanks },
  { pattern: /\bnonisolated\(\w+\)/g, stand: '' },
  { pattern: /(?<=[:(,]\s*|->\s*)\b(?:isolated|sending|consuming|borrowing)(?=\s+[\w(@[])/g, stand: '' },
  // `let a: T = if b { … } else { … }`: an expression that branches, as the statement it looks like.
  { pattern: /\b(?:(?:let|var)\s+\w+\s*(?::[^=\n{}]{1,200})?=|return)\s*(?=(?:if|switch)\b)/g, stand: '' },
  { pattern: /(?<=\(\s*)any(?=\s+[A-Z][\w.]*\s*\)\s*\.)/g, stand: '' },
  { pattern: /@_\w+(?:\([^()\n]*\))?/g, stand: '' },
  { pattern: /(?<=[=(,]\s*)(?:consume|copy)(?=[ \t]+[A-Za-z_])/g, stand: '' },
  { pattern: /(?<=[._])\$(?=\w)/g, stand: '_' },
  // A prefix operator, not the start of a regular expression.
  { pattern: /(?<=[(:,=]\s*)\/(?=[A-Z][\w.]*\s*[),\n])/g, stand: ' ' },
];

/** A raw string as an ordinary one, without the signs that would end or escape something in that. */
const asOrdinary = (found: string): string => {
  const quotes = /^#+"""\s*\n/.test(found) ? '"""' : '"';
  const hashes = found.search('"');
  const inner = found.slice(hashes + quotes.length, -hashes - quotes.length);
  const margin = ' '.repeat(hashes);
  return margin + quotes + inner.replace(/["\\]/g, 'a') + quotes + margin;
};

/** Swift of today in words that the grammar knows: macros, modifiers, expressions that branch. */
export function readAsPlainSwift(text: string): readonly string[] {
  const whole = replaceConstructs(text.replace(rawString, asOrdinary), opaque, standIns);
  return [whole, keepOneBranch(whole, /^\s*#(if|elseif|else|endif)\b(.*)/)];
}
