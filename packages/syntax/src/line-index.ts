import type { Position, Range } from './types.ts';

const lineFeed = 10;
const carriageReturn = 13;

/** Length in UTF-8 of one UTF-16 code unit; a surrogate half counts 2 in a pair and 3 alone. */
function utf8Length(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit < 0xd800 || unit > 0xdfff) return 3;
  const high = unit < 0xdc00;
  const partner = text.charCodeAt(high ? index + 1 : index - 1);
  const paired = high ? partner >= 0xdc00 && partner <= 0xdfff : partner >= 0xd800 && partner <= 0xdbff;
  return paired ? 2 : 3;
}

/** Start of each line of a text, in UTF-16 code units. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === carriageReturn && text.charCodeAt(index + 1) !== lineFeed) starts.push(index + 1);
    else if (unit === lineFeed) starts.push(index + 1);
  }
  return starts;
}

/** Translates between offsets and positions in one text. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];
  // Byte offsets are asked for in rising order, so the last answer is where the next count begins.
  #lastByte = 0;
  #lastOffset = 0;
  #knownUnits = 0;
  #knownBytes = 0;

  constructor(text: string) {
    this.#text = text;
    this.#starts = lineStarts(text);
  }

  /** Number of lines; a text that ends in a line break has an empty last one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset of the first code unit of a line; the end of the text for a line past the last. */
  startOf(line: number): number {
    return this.#starts[Math.max(0, line)] ?? this.#text.length;
  }

  /** Text of a line without its line break. */
  line(line: number): string {
    return this.#text.slice(this.startOf(line), this.startOf(line + 1)).replace(/\r?\n$|\r$/, '');
  }

  /** Line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Position of an offset in UTF-16 code units. */
  position(offset: number): Position {
    const inside = Math.min(Math.max(0, offset), this.#text.length);
    const line = this.lineAt(inside);
    return { line, character: inside - this.startOf(line) };
  }

  /** Range between two offsets. */
  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(Math.max(start, end)) };
  }

  /** Offset of a position, kept within its line. */
  offset(position: Position): number {
    const start = this.startOf(position.line);
    return Math.min(start + Math.max(0, position.character), this.startOf(position.line + 1));
  }

  /** Offset of a column that counts UTF-8 bytes from the start of its line. */
  offsetOfByteColumn(line: number, column: number): number {
    return this.#skipBytes(this.startOf(line), column, this.startOf(line + 1));
  }

  /** Offset of a byte of the UTF-8 encoding. */
  offsetOfByte(byte: number): number {
    // Places are asked for about in order, so that one pass over the text answers all of them.
    if (byte < this.#lastByte) this.#lastByte = this.#lastOffset = 0;
    for (; this.#lastByte < byte && this.#lastOffset < this.#text.length; this.#lastOffset++) {
      this.#lastByte += utf8Length(this.#text, this.#lastOffset);
    }
    return this.#lastOffset;
  }

  #skipBytes(from: number, count: number, end: number): number {
    let offset = from;
    for (let bytes = 0; bytes < count && offset < end; offset++) bytes += utf8Length(this.#text, offset);
    return offset;
  }

  /** Bytes of the UTF-8 encoding before an offset. */
  byteOffset(offset: number): number {
    if (offset < this.#knownUnits) this.#knownUnits = this.#knownBytes = 0;
    for (; this.#knownUnits < offset && this.#knownUnits < this.#text.length; this.#knownUnits++) {
      this.#knownBytes += utf8Length(this.#text, this.#knownUnits);
    }
    return this.#knownBytes;
  }
}
