// Measured on web-tree-sitter 0.27: 10,000 brackets of any kind are fine in every grammar; with 40,000 in Java
// it runs out of the stack inside its memory and writes over what lies beside, which ends it for the process.
const deepest = 12_000;

/** Whether more brackets are open at once than the parser of a grammar survives. */
export function isTooDeep(text: string): boolean {
  if (text.length <= deepest) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x28 || unit === 0x5b || unit === 0x7b) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (depth > 0 && (unit === 0x29 || unit === 0x5d || unit === 0x7d)) depth -= 1;
  }
  return false;
}
