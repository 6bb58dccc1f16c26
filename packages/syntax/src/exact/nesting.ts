// Native parsers descend recursively, and running out of stack ends the whole process. Measured on
// oxc-parser 0.159: 1,000 levels are fine for every construct, 10,000 kill it.
const deepest = 1_000;

// Some chains nest without any sign that is counted; 200,000 times `[]` in a type does it.
const longestPlain = 20_000;

// Prefixes nest without any of these; 9,000 times `new` or `yield` ends a thread with a stack of 4 MB.
const mostPrefixes = 500;
const prefixes =
  /(?:(?:\b(?:new|yield|await|typeof|void|delete|keyof|readonly|async)\s+|[!~]\s*|[-+]\s+)){500}/;

const opens = 1;
const closes = 2;
const ends = 3;
const chains = 4;
const letter = 5;

/** What a character does to the nesting, by its code. */
const roles = new Uint8Array(128);
for (const [signs, role] of [
  ['([{', opens],
  [')]}', closes],
  [';,', ends],
  ['-+*%&|^=?:<`', chains],
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$', letter],
] as const) {
  for (const sign of signs) roles[sign.charCodeAt(0)] = role;
}

const chainWords = new Set(['if', 'else', 'for', 'while', 'do', 'with', 'as', 'in']);
const prefixWords = new Set([
  'new',
  'yield',
  'await',
  'typeof',
  'void',
  'delete',
  'keyof',
  'readonly',
  'async',
]);

/**
 * Whether a text may nest deeper than a recursive parser survives. An upper bound from one pass: brackets
 * that are open at once, plus signs and words that chain constructs within the statements around them.
 */
export function mayBeTooDeep(text: string): boolean {
  if (text.length < 2 * deepest) return false;
  const nesting = new Nesting();
  for (let at = 0; at < text.length; ) {
    at = nesting.read(text, at);
    if (nesting.depth > deepest || nesting.stretch > longestPlain) return true;
  }
  return nesting.prefixes >= mostPrefixes && prefixes.test(text);
}

/** What is open at a place of a text. */
class Nesting {
  /** Brackets that are open, and what chains inside them. */
  depth = 0;
  /** Characters since the last one that ends an expression. */
  stretch = 0;
  /** Signs and words so far that may stand before an operand. */
  prefixes = 0;
  readonly #outer: number[] = [];
  #chain = 0;

  /** Takes what stands at an offset and gives the offset after it. */
  read(text: string, at: number): number {
    const code = text.charCodeAt(at);
    const role = code < 128 ? roles[code] : 0;
    if (role === letter) return this.#word(text, at);
    this.stretch += 1;
    if (role === chains) return this.#sign(text, at, code);
    if (role === opens) this.#open();
    else if (role === closes) this.#close();
    else if (role === ends) this.#end();
    else if (code === 0x21 || code === 0x7e) this.prefixes += 1;
    // A bracket of an index or a type ends no expression.
    if (role === ends || ((role === opens || role === closes) && code !== 0x5b && code !== 0x5d))
      this.stretch = 0;
    return at + 1;
  }

  #word(text: string, start: number): number {
    let end = start + 1;
    while (end < text.length && isLetter(text.charCodeAt(end))) end += 1;
    this.stretch += end - start;
    if (end - start > 8) return end;
    const word = text.slice(start, end);
    if (chainWords.has(word)) this.#link();
    else if (prefixWords.has(word)) this.prefixes += 1;
    return end;
  }

  /** A sign and its repetitions. */
  #sign(text: string, start: number, code: number): number {
    let end = start + 1;
    while (text.charCodeAt(end) === code) end += 1;
    this.stretch += end - start - 1;
    this.prefixes += 1;
    this.#link();
    return end;
  }

  #link(): void {
    this.#chain += 1;
    this.depth += 1;
  }

  #end(): void {
    this.depth -= this.#chain;
    this.#chain = 0;
  }

  #open(): void {
    this.#outer.push(this.#chain);
    this.#chain = 0;
    this.depth += 1;
  }

  #close(): void {
    const outer = this.#outer.pop();
    if (outer === undefined) return;
    this.depth -= this.#chain + 1;
    this.#chain = outer;
  }
}

const isLetter = (code: number): boolean => code < 128 && roles[code] === letter;
