// Native parsers descend recursively, and running out of stack ends the whole process. Measured on
// oxc-parser 0.159: 1,000 levels are fine for every construct, 10,000 kill it.
const deepest = 1_000;

// One alternative for each way to go a level deeper, and what leaves a chain.
const token = /[([{]|[)\]}]|[;,]|([-+*%&|^=?:<`])\1*|\b(?:if|else|for|while|do|with|as|in)\b/g;

// Some chains nest without any sign that is counted; 200,000 times `[]` in a type does it.
const longestPlain = 20_000;

// Prefixes nest without any of these; 9,000 times `new` or `yield` ends a thread with a stack of 4 MB.
const prefixes =
  /(?:(?:\b(?:new|yield|await|typeof|void|delete|keyof|readonly|async)\s+|[!~]\s*|[-+]\s+)){500}/;

/**
 * Whether a text may nest deeper than a recursive parser survives. An upper bound from one pass: brackets
 * that are open at once, plus signs and words that chain constructs within the statements around them.
 */
export function mayBeTooDeep(text: string): boolean {
  if (text.length < 2 * deepest) return false;
  if (prefixes.test(text) || longestStretch(text) > longestPlain) return true;
  const chains: number[] = [];
  let chain = 0;
  let depth = 0;
  for (const [sign] of text.matchAll(token)) {
    if (sign === ';' || sign === ',') {
      depth -= chain;
      chain = 0;
    } else if (/[([{]/.test(sign)) {
      chains.push(chain);
      chain = 0;
      depth += 1;
    } else if (/[)\]}]/.test(sign)) {
      if (chains.length === 0) continue;
      depth -= chain + 1;
      chain = chains.pop() ?? 0;
    } else {
      chain += 1;
      depth += 1;
    }
    if (depth > deepest) return true;
  }
  return false;
}

/** Length of the longest stretch without anything that ends an expression. */
function longestStretch(text: string): number {
  let longest = 0;
  let start = 0;
  for (const { index } of text.matchAll(/[;,{}()]/g)) {
    longest = Math.max(longest, index - start);
    start = index;
  }
  return Math.max(longest, text.length - start);
}
