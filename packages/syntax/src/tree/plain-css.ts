const known = new Set(
  'charset container counter-style font-face import keyframes layer media namespace supports'.split(' '),
);
/** Conditions in words and signs that the grammar does not know. */
const oddCondition = /[<>]|\b(?:layer|supports|style|selector)\(|^\s*[\w-]+\s+\(/;
const atRule =
  /("(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\/\*[\s\S]*?\*\/)|@([\w-]+)((?:[^;{}"'/]|\/(?!\*)|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\/\*[\s\S]*?\*\/)*)([;{}]?)/g;
const address = /url\([^"'()\s][^"'()\n]*\)/gi;
/** Functions, markers and values that the grammar does not know, by what stands for them. */
const odd: readonly (readonly [RegExp, string])[] = [
  [/--[\w-]+\s*:(?:[^;{}]*\{[^{}]*\}|\s*(?=;))/g, ''],
  [/\[[^\]{}]*\](?=[^{}]*[;}])/g, '0'],
  [/:(?:-\w+-)?[\w-]+\((?=[^;{}]*\{)(?:[^(){};]|\([^(){};]*\))*\)/g, ':a'],
  [/(?<=[;{}]\s*);/g, ''],
  [/\d+\.\d+%(?=\s*[,{])/g, '1%'],
  [/\blayer\([\w.-]*\)(?=[^{};]*;)/g, ''],
  [/(?<=[\s,])&(?=\s*[{,])/g, 'a'],
];

/** Style sheets with the at-rules of frameworks and of newer standards replaced by plain rules. */
export function readAsPlainCss(text: string): string {
  const named = text.replace(address, (found) => pad('a', found));
  const plain = named.replace(atRule, (whole, opaque, name: string, head: string, sign: string) => {
    if (opaque !== undefined) return whole;
    const isOdd = oddCondition.test(head);
    if (name === 'import' && isOdd) return pad(`@import "a"`, whole.slice(0, -1)) + sign;
    const isConditional = /^(?:media|container|supports)$/.test(name);
    if (known.has(name.replace(/^-\w+-/, '')) && !(isConditional && isOdd)) return whole;
    if (sign === '{') return `${pad('a', whole.slice(0, -1))}{`;
    return pad('', sign === '}' ? whole.slice(0, -1) : whole) + (sign === '}' ? '}' : '');
  });
  return odd.reduce((now, [pattern, stand]) => now.replace(pattern, (found) => pad(stand, found)), plain);
}

/** Blanks of the length of a text, with its line breaks, that begin with a stand-in. */
const pad = (stand: string, replaced: string): string =>
  stand + replaced.slice(stand.length).replace(/[^\r\n]/g, ' ');
