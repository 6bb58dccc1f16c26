/**
 * Cuts a text as the o200k vocabulary does before it looks anything up, and counts the pieces by their form: words by
 * case and length, runs of marks, digits, indentation, line ends. How many tokens a piece of one form takes on average
 * stands in `token-weights.ts`. Source of the rules: the pattern of o200k_base, https://github.com/openai/tiktoken
 */

/** Kinds of characters. */
const MARK = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const BLANK = 4;
const LINE_END = 5;
/** A letter of a script with cases, outside of ASCII. */
const FOREIGN = 6;
/** A character of a script in which nearly each one is a token. */
const WIDE = 7;
const SYMBOL = 8;
const NOTHING = 9;

const ASCII = new Uint8Array(128);
for (let code = 65; code <= 90; code += 1) {
  ASCII[code] = UPPER;
  ASCII[code + 32] = LOWER;
}
for (let code = 48; code <= 57; code += 1) ASCII[code] = DIGIT;
for (const code of [9, 11, 12, 32]) ASCII[code] = BLANK;
for (const code of [10, 13]) ASCII[code] = LINE_END;

/** Words of up to so many letters have a form of their own; what is longer counts by its further letters. */
const LENGTHS = 16;

/** Where the forms stand in a count. Words come first: 16 lengths each of lower case, Title, UPPER and MIXed. */
export const FORM = {
  afterMark: 64,
  unseparated: 68,
  furtherLetter: 72,
  mark: 73,
  sameMarks: 74,
  furtherSameMark: 79,
  marks: 80,
  furtherMark: 87,
  digits: 88,
  blank: 89,
  indent: 90,
  longIndent: 91,
  lineEnds: 92,
  contraction: 93,
  wide: 94,
  wideRun: 95,
  foreignWord: 96,
  foreignWordLetter: 97,
  foreignLetter: 98,
  symbolRun: 99,
  symbol: 100,
  markInSymbols: 101,
} as const;

/** How many forms there are. */
export const FORMS = 102;

/** How many pieces of each form a text has. */
export function countPieces(text: string): Float64Array {
  return new PieceCounter(text).count();
}

const isLetter = (kind: number): boolean =>
  kind === LOWER || kind === UPPER || kind === FOREIGN || kind === WIDE;
const isMark = (kind: number): boolean => kind === MARK || kind === SYMBOL;

class PieceCounter {
  readonly #text: string;
  readonly #counts = new Float64Array(FORMS);
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  count(): Float64Array {
    while (this.#at < this.#text.length) this.#piece();
    return this.#counts;
  }

  #add(form: number, amount = 1): void {
    this.#counts[form] = (this.#counts[form] ?? 0) + amount;
  }

  #kind(at: number): number {
    const code = this.#text.charCodeAt(at);
    return code < 128 ? (ASCII[code] ?? NOTHING) : foreignKind(code);
  }

  /** Where the run of one kind that is at this place ends. */
  #endOf(kind: number, at: number): number {
    let end = at;
    while (this.#kind(end) === kind) end += 1;
    return end;
  }

  #piece(): void {
    const kind = this.#kind(this.#at);
    const next = this.#kind(this.#at + 1);
    if (isLetter(kind)) this.#letters(FORM.unseparated);
    else if (isLetter(next) && (kind === BLANK || isMark(kind))) {
      this.#at += 1;
      this.#letters(kind === BLANK ? undefined : FORM.afterMark);
    } else if (kind === DIGIT) this.#digits();
    else if (isMark(kind)) this.#marks();
    else if (isMark(next) && this.#text[this.#at] === ' ') {
      this.#at += 1;
      this.#marks();
    } else this.#blanks();
  }

  #letters(prefix: number | undefined): void {
    if (this.#kind(this.#at) === WIDE) {
      this.#wide();
      return;
    }
    const start = this.#at;
    const capitalsEnd = this.#lettersEnd(start, true);
    const end = Math.max(this.#lettersEnd(capitalsEnd, false), start + 1);
    this.#at = end;
    this.#word(start, Math.min(capitalsEnd, end) - start, prefix);
    this.#contraction();
  }

  /** Capitals, then letters that are none: `HTMLElement` is one piece, `innerHTML` are two. */
  #lettersEnd(start: number, capitals: boolean): number {
    const plain = capitals ? UPPER : LOWER;
    let end = start;
    for (let kind = this.#kind(end); kind === plain || kind === FOREIGN; kind = this.#kind(end)) {
      if (kind === FOREIGN && isCapital(this.#text[end] ?? '') !== capitals) break;
      end += 1;
    }
    return end;
  }

  #word(start: number, capitals: number, prefix: number | undefined): void {
    const length = this.#at - start;
    let foreign = 0;
    for (let at = start; at < this.#at; at += 1) if (this.#text.charCodeAt(at) >= 128) foreign += 1;
    if (foreign > 0) {
      this.#add(FORM.foreignWord);
      this.#add(FORM.foreignWordLetter, length);
      this.#add(FORM.foreignLetter, foreign);
      return;
    }
    const form = capitals === 0 ? 0 : capitals === length ? 2 : capitals === 1 ? 1 : 3;
    this.#add(form * LENGTHS + Math.min(length, LENGTHS) - 1);
    if (length > LENGTHS) this.#add(FORM.furtherLetter, length - LENGTHS);
    if (prefix !== undefined) this.#add(prefix + form);
  }

  #contraction(): void {
    if (this.#text[this.#at] !== "'") return;
    const [found] = /^'(?:s|t|m|d|re|ve|ll)/i.exec(this.#text.slice(this.#at, this.#at + 3)) ?? [];
    if (found === undefined) return;
    this.#add(FORM.contraction);
    this.#at += found.length;
  }

  #wide(): void {
    const end = this.#endOf(WIDE, this.#at);
    this.#add(FORM.wide, end - this.#at);
    this.#add(FORM.wideRun);
    this.#at = end;
  }

  #digits(): void {
    const end = this.#endOf(DIGIT, this.#at);
    this.#add(FORM.digits, Math.ceil((end - this.#at) / 3));
    this.#at = end;
  }

  /** A run of marks takes the line ends behind it. */
  #marks(): void {
    const start = this.#at;
    let symbols = 0;
    let end = start;
    for (let kind = this.#kind(end); isMark(kind); kind = this.#kind(end)) {
      if (kind === SYMBOL) symbols += 1;
      end += 1;
    }
    this.#markRun(start, end, symbols);
    while (this.#kind(end) === LINE_END) end += 1;
    this.#at = end;
  }

  #markRun(start: number, end: number, symbols: number): void {
    const length = end - start;
    if (symbols > 0) {
      this.#add(FORM.symbolRun);
      this.#add(FORM.symbol, symbols);
      this.#add(FORM.markInSymbols, length - symbols);
    } else if (length === 1) this.#add(FORM.mark);
    else if (this.#isSame(start, end)) this.#sameMarks(length);
    else this.#mixedMarks(length);
  }

  #isSame(start: number, end: number): boolean {
    const first = this.#text.charCodeAt(start);
    for (let at = start + 1; at < end; at += 1) if (this.#text.charCodeAt(at) !== first) return false;
    return true;
  }

  #sameMarks(length: number): void {
    this.#add(FORM.sameMarks + (length <= 4 ? length - 2 : length <= 8 ? 3 : 4));
    if (length > 8) this.#add(FORM.furtherSameMark, length - 8);
  }

  #mixedMarks(length: number): void {
    this.#add(FORM.marks + Math.min(length, 8) - 2);
    if (length > 8) this.#add(FORM.furtherMark, length - 8);
  }

  /** Blanks and line ends up to the last line end are one piece; of the blanks behind it the last goes with the next. */
  #blanks(): void {
    const start = this.#at;
    let lastLineEnd = -1;
    let end = start;
    for (let kind = this.#kind(end); kind === BLANK || kind === LINE_END; kind = this.#kind(end)) {
      if (kind === LINE_END) lastLineEnd = end;
      end += 1;
    }
    if (lastLineEnd >= 0) {
      this.#add(FORM.lineEnds);
      this.#at = lastLineEnd + 1;
    } else this.#indent(start, end);
  }

  #indent(start: number, end: number): void {
    const length = end === this.#text.length ? end - start : end - start - 1;
    const long = length > (this.#text[start] === '\t' ? 4 : 16);
    this.#add(length < 1 ? FORM.blank : long ? FORM.longIndent : FORM.indent);
    this.#at = start + Math.max(1, length);
  }
}

function isCapital(letter: string): boolean {
  return letter.toLowerCase() !== letter;
}

/** From U+2E80 on stand the scripts whose every character is about a token; below U+2000 those with words. */
function foreignKind(code: number): number {
  if (Number.isNaN(code)) return NOTHING;
  if (code < 0x2000) return isLatinMark(code) ? SYMBOL : FOREIGN;
  const wide = (code >= 0x2e80 && code < 0xd800) || (code >= 0xf900 && code < 0xfb00);
  return wide ? WIDE : SYMBOL;
}

/** Marks and signs such as « and ×, which stand between the letters of Latin-1. */
function isLatinMark(code: number): boolean {
  return code < 0xc0 ? ![0xaa, 0xb5, 0xba].includes(code) : code === 0xd7 || code === 0xf7;
}
