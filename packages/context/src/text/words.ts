// Classes of UTF-16 code units: 0 separates, 1 starts or continues a word, 2 is a digit, 3 stands for a word
// of its own script (Han, kana, Hangul), which is written without spaces and is indexed in pairs.
const SEPARATOR = 0;
const LETTER = 1;
const NUMERAL = 2;
const IDEOGRAPH = 3;

const LONGEST_WORD = 64;
const LETTER_LIKE = /[\p{L}\p{N}\p{M}]/u;

function asciiClass(code: number): number {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36) return LETTER;
  return code >= 48 && code <= 57 ? NUMERAL : SEPARATOR;
}

function wideClass(code: number): number {
  if (code >= 0x3040 && code <= 0x30ff) return IDEOGRAPH;
  if (code >= 0x3400 && code <= 0x9fff) return IDEOGRAPH;
  if (code >= 0xac00 && code <= 0xd7af) return IDEOGRAPH;
  if (code >= 0xd800 && code <= 0xdfff) return LETTER;
  return LETTER_LIKE.test(String.fromCharCode(code)) ? LETTER : SEPARATOR;
}

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) classes[code] = asciiClass(code);
  return classes;
}

const ASCII = buildClasses();

function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code < 128 ? (ASCII[code] ?? SEPARATOR) : wideClass(code);
}

function endOfWord(text: string, from: number): number {
  let end = from + 1;
  for (; end < text.length; end += 1) {
    const kind = classAt(text, end);
    if (kind !== LETTER && kind !== NUMERAL) break;
  }
  return end;
}

/** Numbers of three to five digits are kept: status codes, ports and error numbers are worth finding. */
function isWorthKeeping(kind: number, length: number): boolean {
  if (kind === NUMERAL) return length >= 3 && length <= 5;
  return length > 1 && length <= LONGEST_WORD;
}

/** End of the pair that starts with a character of a script without spaces; a blank is no part of it. */
function endOfPair(text: string, from: number): number {
  const second = text.charAt(from + 1);
  return second.trim() === '' ? from + 1 : from + 2;
}

/** Calls `visit` with the place of each word of a text, its end not included, and the 1-based line it stands on. */
export function forEachPlace(text: string, visit: (start: number, end: number, line: number) => void): void {
  let line = 1;
  for (let index = 0; index < text.length; ) {
    if (text.charCodeAt(index) === 10) line += 1;
    const kind = classAt(text, index);
    if (kind === SEPARATOR) {
      index += 1;
    } else if (kind === IDEOGRAPH) {
      visit(index, endOfPair(text, index), line);
      index += 1;
    } else {
      const end = endOfWord(text, index);
      if (isWorthKeeping(kind, end - index)) visit(index, end, line);
      index = end;
    }
  }
}

/** Calls `visit` with each word of a text and the 1-based line it stands on. */
export function forEachWord(text: string, visit: (word: string, line: number) => void): void {
  forEachPlace(text, (start, end, line) => visit(text.slice(start, end), line));
}

/** All words of a text in order. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  forEachWord(text, (word) => words.push(word));
  return words;
}
