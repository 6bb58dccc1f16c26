import { replaceConstructs, type StandIn, swapped } from './stand-ins.ts';

const comment = /(?<=^|\s)#.*/gm;
/** Signs that the grammar takes for more than themselves inside an expansion. */
const oddSigns = /[()[\]#*?']/g;

const standIns: readonly StandIn[] = [
  // A test of bats is the body of a function.
  { pattern: /^@test\s[^\n]*\{[ \t]*$/gm, stand: (found) => `${'f() '.padEnd(found.trimEnd().length - 1)}{` },
  // `for a do` goes over the arguments of the script.
  { pattern: /^\s*for\s+\w+\s(?=do\b)/gm, stand: (found) => `${found.slice(0, -1)};` },
  { pattern: /(?<=[(\s])\d+#(?=\$)/g, stand: '' },
  // Patterns and words of an expansion, where they are made of plain signs.
  {
    pattern: /(?<=\$\{\w+(?:\[[@*\w]+\])?(?:%%?|##?|:?[-+=?]))[^{}`"$\n]*(?:\$\w+[^{}`"$\n]*)*(?=\})/g,
    stand: swapped(oddSigns, 'a'),
  },
  // A word that a build puts a value in.
  { pattern: /(?<=\s)@\w+@(?=\s)/g, stand: swapped(/@/g, 'a') },
];

/** Scripts with the forms that the grammar does not know replaced by those that it does. */
export const readAsPlainBash = (text: string): string => replaceConstructs(text, comment, standIns);
