import type { JsonValue } from '../json.ts';
import { type JsonContainer, JsonTree } from './json-tree.ts';

/** What is expected next, between two tokens. */
type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

type Token = 'none' | 'string' | 'number' | 'literal';

/** What ends a run of plain characters in a string: its quote, an escape, or a control character. */
const STRING_STOP = /["\\]|[^ -\uffff]/g;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const NUMBER_CHARACTER = /[\d+\-.eE]/;
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERALS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };

/** How many pieces of a text wait before they are joined. */
const JOINED = 512;

/** How far a JSON text has been read. */
export type JsonState = 'open' | 'complete' | 'invalid';

/**
 * Reads JSON that arrives in pieces of any size and gives the value so far after each of them. Each character is
 * looked at once, so the cost grows with the length of the text and not with the number of pieces. As strict as
 * `JSON.parse`: what it accepts as complete, `JSON.parse` reads to the same value.
 */
export class JsonReader {
  readonly #tree = new JsonTree();
  #expected: Expected = 'value';
  #token: Token = 'none';
  /** The token so far, without the pieces that wait to be joined: a long text keeps no node for each of them. */
  #text = '';
  #pieces: string[] = [];
  /** A backslash and what follows it, while the escape is not complete. */
  #escape = '';
  #isKey = false;
  #invalid = false;

  /**
   * The value so far, or `undefined` before its first token. Strings grow; numbers, `true`, `false` and `null`
   * appear when they are complete. It is one object that goes on changing: copy what must stay.
   */
  get value(): JsonValue | undefined {
    this.#show();
    return this.#tree.root;
  }

  /** Where the text is, from the outside in: the innermost member that has a value, by names and 0-based places. */
  get path(): readonly (string | number)[] {
    this.#show();
    return this.#tree.path;
  }

  /** Whether the text so far is one whole JSON value; a bare number is open until `end`. */
  get state(): JsonState {
    if (this.#invalid) return 'invalid';
    return this.#expected === 'nothing' && this.#token === 'none' ? 'complete' : 'open';
  }

  /** Reads the next piece. After something that is no JSON the rest is ignored. */
  push(piece: string): void {
    let at = 0;
    while (at < piece.length && !this.#invalid) {
      at = this.#token === 'none' ? this.#between(piece, at) : this.#within(piece, at);
    }
  }

  /** A text that grows is put in its place when somebody looks, and not with each of its pieces. */
  #show(): void {
    if (this.#token === 'string' && !this.#isKey && !this.#invalid) this.#tree.showPartial(this.#whole());
  }

  #add(piece: string): void {
    this.#pieces.push(piece);
    if (this.#pieces.length >= JOINED) this.#whole();
  }

  #whole(): string {
    if (this.#pieces.length > 0) {
      this.#text += this.#pieces.join('');
      this.#pieces = [];
    }
    return this.#text;
  }

  /** Reads the end of the text; only now a bare number is known to be complete. */
  end(): JsonState {
    if (this.#token === 'number' && this.#tree.kind === undefined) this.#endNumber();
    return this.state;
  }

  #between(piece: string, at: number): number {
    const character = piece[at] ?? '';
    if (character === ' ' || character === '\n' || character === '\t' || character === '\r') return at + 1;
    if (this.#expected === 'colon') this.#expect(character === ':', 'value');
    else if (this.#expected === 'comma-or-end') this.#afterValue(character);
    else if (this.#expected === 'key' || this.#expected === 'key-or-end') this.#startKey(character);
    else if (this.#expected === 'nothing') this.#invalid = true;
    else return this.#startValue(character, at);
    return at + 1;
  }

  #expect(fits: boolean, next: Expected): void {
    if (fits) this.#expected = next;
    else this.#invalid = true;
  }

  #afterValue(character: string): void {
    const kind = this.#tree.kind;
    if (character === ',') this.#expected = kind === 'object' ? 'key' : 'value';
    else if (character === (kind === 'object' ? '}' : ']')) this.#close();
    else this.#invalid = true;
  }

  #startKey(character: string): void {
    if (character === '"') this.#startString(true);
    else if (character === '}' && this.#expected === 'key-or-end') this.#close();
    else this.#invalid = true;
  }

  #startValue(character: string, at: number): number {
    if (character === '"') this.#startString(false);
    else if (character === '{') this.#open('object', 'key-or-end');
    else if (character === '[') this.#open('array', 'value-or-end');
    else if (character === ']' && this.#expected === 'value-or-end') this.#close();
    else return this.#startBare(character, at);
    return at + 1;
  }

  /** A number or a word; its first character is read again as a part of it. */
  #startBare(character: string, at: number): number {
    this.#text = '';
    if (NUMBER_CHARACTER.test(character)) this.#token = 'number';
    else if (/[tfn]/.test(character)) this.#token = 'literal';
    else this.#invalid = true;
    return at;
  }

  #startString(isKey: boolean): void {
    this.#token = 'string';
    this.#isKey = isKey;
    this.#text = '';
    this.#pieces = [];
  }

  #open(kind: JsonContainer['kind'], expected: Expected): void {
    this.#tree.open(kind);
    this.#expected = expected;
  }

  #close(): void {
    this.#tree.close();
    this.#valueDone();
  }

  #valueDone(): void {
    this.#token = 'none';
    this.#expected = this.#tree.kind === undefined ? 'nothing' : 'comma-or-end';
  }

  #within(piece: string, at: number): number {
    if (this.#token === 'number') return this.#number(piece, at);
    if (this.#token === 'literal') return this.#literal(piece, at);
    return this.#escape === '' ? this.#string(piece, at) : this.#escaped(piece, at);
  }

  #string(piece: string, at: number): number {
    STRING_STOP.lastIndex = at;
    const stop = STRING_STOP.exec(piece);
    const end = stop?.index ?? piece.length;
    if (end > at) this.#add(at === 0 && end === piece.length ? piece : piece.slice(at, end));
    if (stop === null) return end;
    if (stop[0] === '"') this.#endString();
    else if (stop[0] === '\\') this.#escape = '\\';
    else this.#invalid = true;
    return stop.index + 1;
  }

  #endString(): void {
    this.#token = 'none';
    if (this.#isKey) {
      this.#tree.key(this.#whole());
      this.#expected = 'colon';
    } else {
      this.#tree.set(this.#whole());
      this.#valueDone();
    }
  }

  #escaped(piece: string, at: number): number {
    this.#escape += piece[at] ?? '';
    const kind = this.#escape[1] ?? '';
    if (kind !== 'u') this.#endEscape(ESCAPED[kind]);
    else if (!/^\\u[\da-fA-F]{0,4}$/.test(this.#escape)) this.#invalid = true;
    else if (this.#escape.length === 6)
      this.#endEscape(String.fromCharCode(Number.parseInt(this.#escape.slice(2), 16)));
    return at + 1;
  }

  #endEscape(character: string | undefined): void {
    this.#escape = '';
    if (character === undefined) this.#invalid = true;
    else this.#add(character);
  }

  #number(piece: string, at: number): number {
    let end = at;
    while (end < piece.length && NUMBER_CHARACTER.test(piece[end] ?? '')) end += 1;
    this.#text += piece.slice(at, end);
    if (end < piece.length) this.#endNumber();
    return end;
  }

  #endNumber(): void {
    if (NUMBER.test(this.#text)) this.#tree.set(Number(this.#text));
    else this.#invalid = true;
    this.#valueDone();
  }

  #literal(piece: string, at: number): number {
    this.#text += piece[at] ?? '';
    const value = LITERALS[this.#text];
    if (value !== undefined) {
      this.#tree.set(value);
      this.#valueDone();
    } else if (!Object.keys(LITERALS).some((word) => word.startsWith(this.#text))) this.#invalid = true;
    return at + 1;
  }
}
