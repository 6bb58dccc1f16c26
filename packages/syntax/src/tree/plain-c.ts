import { keepOneBranch } from './c-branches.ts';
import { replaceMacros } from './c-macros.ts';
import { blanks, replaceConstructs, type StandIn } from './stand-ins.ts';

const opaque = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\.){1,9}'/g;

const standIns: readonly StandIn[] = [
  // `case 1 ... 3:`
  { pattern: /(?<=\bcase\b[^:;{}\n]{1,99}?)\.\.\.[^:;{}\n]{1,99}(?=:)/g, stand: blanks },
  // Fields of bits without a name: `, : 0` and `unsigned : 4;`
  { pattern: /(?<=,\s*):\s*\w+(?=\s*[,;])/g, stand: 'a' },
  { pattern: /(?<=[;{]\s*(?:unsigned|signed|int|\w+_t|[us]\d+)(?:\s+\w+)?\s*):\s*\w+(?=\s*;)/g, stand: 'a' },
];

/**
 * C or C++ about as a compiler sees it: one branch of each conditional, no other directives, and words that
 * look like macros replaced by what they most likely stand for. Every sign keeps its place.
 * In one reading a `<` between blanks compares, in the other it may open template arguments.
 */
export function readAfterPreprocessor(text: string): readonly string[] {
  const branch = replaceConstructs(keepOneBranch(text), opaque, standIns);
  return [replaceMacros(branch, true), replaceMacros(branch, false)];
}
