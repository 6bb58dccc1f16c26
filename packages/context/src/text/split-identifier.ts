const UPPER = 1;
const LOWER = 2;
const DIGIT = 3;
const OTHER = 4;
const BREAK = 0;

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return LOWER;
  if (code >= 65 && code <= 90) return UPPER;
  if (code >= 48 && code <= 57) return DIGIT;
  return code < 128 ? BREAK : OTHER;
}

/** Whether a new part starts at `index`: `fooBar`, `HTTPServer`, `utf8`, `snake_case`. */
function startsPart(word: string, index: number, before: number, kind: number): boolean {
  if (before === BREAK) return true;
  if (kind === DIGIT) return before !== DIGIT;
  if (kind !== UPPER) return false;
  if (before !== UPPER) return true;
  const next = index + 1 < word.length ? kindOf(word.charCodeAt(index + 1)) : BREAK;
  return next === LOWER;
}

/** Splits an identifier into its parts, lower case, single characters dropped. */
export function splitIdentifier(word: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let before = BREAK;
  const close = (end: number) => {
    if (end - start > 1) parts.push(word.slice(start, end).toLowerCase());
  };
  for (let index = 0; index < word.length; index += 1) {
    const kind = kindOf(word.charCodeAt(index));
    if (kind === BREAK) {
      if (before !== BREAK) close(index);
    } else if (startsPart(word, index, before, kind)) {
      if (before !== BREAK) close(index);
      start = index;
    }
    before = kind;
  }
  if (before !== BREAK) close(word.length);
  return parts;
}

function withoutSuffix(word: string): string {
  const { length } = word;
  if (length > 5 && word.endsWith('ing')) return word.slice(0, -3);
  if (length > 4 && word.endsWith('ed')) return word.slice(0, -2);
  if (length > 3 && word.endsWith('s') && !word.endsWith('ss')) return word.slice(0, -1);
  return word;
}

/** Folds the common English endings, so that "matches", "matching" and "match" meet. */
export function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  const short = withoutSuffix(word);
  return short.length > 4 && short.endsWith('e') ? short.slice(0, -1) : short;
}

/** The terms of a word: the stem of each part, and the whole identifier when it has more than one part. */
export function termsOfWord(word: string): string[] {
  const parts = splitIdentifier(word);
  const terms = parts.map(stem);
  if (parts.length > 1) terms.push(word.toLowerCase());
  return terms;
}
