// Native parsers descend recursively, and running out of stack ends the whole process. Measured on
// oxc-parser 0.159: 1,000 levels are fine for every construct, 10,000 kill it.
const deepest = 1_000;

// One alternative for each way to go a level deeper, and the statement end that leaves a chain.
const token = /[([{]|[)\]}]|;|\$\{|[=?:<`]|\b(?:if|else|for|while|do|with)\b/g;

/**
 * Whether a text may nest deeper than a recursive parser survives. An upper bound from one pass: brackets
 * that are open at once, plus signs and words that chain constructs within the statements around them.
 */
export function mayBeTooDeep(text: string): boolean {
  if (text.length < 2 * deepest) return false;
  const chains: number[] = [];
  let chain = 0;
  let depth = 0;
  for (const [sign] of text.matchAll(token)) {
    if (sign === ';') {
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
