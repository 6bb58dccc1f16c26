import { blanks, replaceConstructs, type StandIn, swapped } from './stand-ins.ts';

const opaque =
  /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*\\?(?:"|(?=\n)|$)|'(?:[^'\\\n]|\\.){1,9}'/g;
const dollarString = /\${2,9}"""[\s\S]{0,99999}?"""|\${2,9}"(?:[^"\\\n]|\\.){0,999}"/g;

const standIns: readonly StandIn[] = [
  // Context parameters of a declaration.
  { pattern: /(?<=^[ \t]*)context\s*\((?:[^()]|\([^()]{0,200}\)){0,300}\)(?=\s*(?:@|\w))/gm, stand: blanks },
  { pattern: /\bsuspend(?=\s*\{)/g, stand: swapped(/^./, 'x') },
  // Words of the language as names of arguments.
  {
    pattern: /(?<=[(,]\s*)(?:suspend|inline|value|data|open|inner|annotation)(?=\s*=[^=])/g,
    stand: swapped(/^./, 'x'),
  },
];

/** Kotlin of today in words that the grammar knows. */
export const readAsPlainKotlin = (text: string): string =>
  replaceConstructs(text.replace(dollarString, swapped(/\$/g, ' ')), opaque, standIns);
