import { type Finding, tokenAt } from '../finding.ts';
import type { ExactLoader } from './exact-parser.ts';

/** JSON by RFC 8259, and JSON with comments and trailing commas. Part of this package, so always there. */
export const loadJson: ExactLoader = async () => ({
  name: 'json',
  find: ({ text, language }) => {
    const error = new JsonReader(text, language === 'jsonc').read();
    return error === undefined ? [] : [error];
  },
});

const lineBreak = /[\r\n]/g;
const blank = /[ \t\r\n]/;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** Offset after the string that starts here, or undefined if it is none. A loop, since strings can be huge. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) return undefined;
    if (unit !== 0x5c) continue;
    escapeSequence.lastIndex = at;
    if (!escapeSequence.test(text)) return undefined;
    at = escapeSequence.lastIndex - 1;
  }
  return undefined;
}

/** Offset after the comment that starts here; the start itself if none does or it does not end. */
function endOfComment(text: string, start: number): number {
  if (text.startsWith('//', start)) {
    lineBreak.lastIndex = start;
    const end = lineBreak.exec(text)?.index ?? -1;
    return end < 0 ? text.length : end;
  }
  const end = text.startsWith('/*', start) ? text.indexOf('*/', start + 2) : -1;
  return end < 0 ? start : end + 2;
}

/** Reads a text with a stack of its own, so that nesting costs memory and never the call stack. */
class JsonReader {
  readonly #text: string;
  readonly #relaxed: boolean;
  readonly #open: string[] = [];
  #at = 0;

  constructor(text: string, relaxed: boolean) {
    this.#text = text;
    this.#relaxed = relaxed;
  }

  /** The first error, if any. */
  read(): Finding | undefined {
    if (this.#text.startsWith('\uFEFF')) this.#at = 1;
    this.#skip();
    // A settings file of which only comments are left is empty, not broken.
    if (this.#relaxed && this.#at === this.#text.length) return undefined;
    const error = this.#value() ?? this.#rest();
    if (error !== undefined) return error;
    return this.#at < this.#text.length ? this.#expected('the end of the file') : undefined;
  }

  /** Closes what values opened, until nothing is open. */
  #rest(): Finding | undefined {
    while (this.#open.length > 0) {
      const error = this.#afterValue();
      if (error !== undefined) return error;
    }
    return undefined;
  }

  /** Reads one scalar, or everything up to the first scalar inside an array or object. */
  #value(): Finding | undefined {
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign !== '{' && sign !== '[') return this.#scalar(sign);
      this.#open.push(sign === '{' ? '}' : ']');
      this.#advance();
      if (this.#takeClosing()) return undefined;
      const error = sign === '{' ? this.#key() : undefined;
      if (error !== undefined) return error;
    }
  }

  #scalar(sign: string | undefined): Finding | undefined {
    if (sign === '"') return this.#string();
    scalar.lastIndex = this.#at;
    if (!scalar.test(this.#text)) return this.#expected('a value');
    this.#at = scalar.lastIndex;
    this.#skip();
    return undefined;
  }

  #key(): Finding | undefined {
    if (this.#text[this.#at] !== '"') return this.#expected('a property name in double quotes');
    const error = this.#string();
    if (error !== undefined) return error;
    if (this.#text[this.#at] !== ':') return this.#expected('`:`');
    this.#advance();
    return undefined;
  }

  #afterValue(): Finding | undefined {
    if (this.#takeClosing()) return undefined;
    const closing = this.#open.at(-1) ?? '';
    if (this.#text[this.#at] !== ',') return this.#expected(`\`,\` or \`${closing}\``);
    this.#advance();
    if (this.#relaxed && this.#takeClosing()) return undefined;
    return (closing === '}' ? this.#key() : undefined) ?? this.#value();
  }

  #takeClosing(): boolean {
    if (this.#open.length === 0 || this.#text[this.#at] !== this.#open.at(-1)) return false;
    this.#open.pop();
    this.#advance();
    return true;
  }

  #string(): Finding | undefined {
    const end = endOfString(this.#text, this.#at);
    if (end === undefined) return this.#badString();
    this.#at = end;
    this.#skip();
    return undefined;
  }

  #advance(): void {
    this.#at += 1;
    this.#skip();
  }

  #skip(): void {
    for (;;) {
      while (blank.test(this.#text[this.#at] ?? '')) this.#at += 1;
      const end = this.#relaxed ? endOfComment(this.#text, this.#at) : this.#at;
      if (end === this.#at) return;
      this.#at = end;
    }
  }

  #expected(what: string): Finding {
    const { end, name } = tokenAt(this.#text, this.#at);
    return {
      start: this.#at,
      end: Math.max(this.#at, end),
      code: 'unexpected-token',
      message: `expected ${what}, found ${name}`,
    };
  }

  #badString(): Finding {
    const line = /"(?:[^"\\\r\n]|\\[^\r\n])*"?/y;
    line.lastIndex = this.#at;
    const written = line.exec(this.#text)?.[0] ?? '"';
    const closed = written.length > 1 && written.endsWith('"');
    const message = closed
      ? 'string with an unknown escape or a control character, found `"`'
      : 'expected `"` at the end of the string, found end of line';
    return { start: this.#at, end: this.#at + written.length, code: 'invalid-string', message };
  }
}
