const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LONGEST_NUMBER = 5;
const SHORT_TEXT = 40;

/** Writes small numbers in few bytes: seven bits a byte, the eighth says that more follow. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param capacity Bytes to begin with; it grows when they do not suffice. */
  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Begins anew and keeps the memory. */
  clear(): void {
    this.#length = 0;
  }

  /** A whole number from 0 to 2^32 - 1. */
  number(value: number): void {
    this.#need(LONGEST_NUMBER);
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A text, its length first. */
  text(value: string): void {
    this.#need(LONGEST_NUMBER + value.length * 3);
    const start = this.#length;
    if (value.length < 128 && this.#ascii(value)) return;
    this.#length = start;
    const bytes = encoder.encode(value);
    this.number(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes a short text as it stands, or says that it is more than ASCII. */
  #ascii(value: string): boolean {
    this.#bytes[this.#length++] = value.length;
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      this.#bytes[this.#length++] = code;
    }
    return true;
  }

  /** A copy of what was written. */
  copy(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote. Beyond the end everything is 0. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next number. */
  number(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++] ?? 0;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[this.#at++] ?? 0;
      value |= (byte & 127) << shift;
    }
    return value >>> 0;
  }

  /** The next text. */
  text(): string {
    const length = this.number();
    this.#at += length;
    return length <= SHORT_TEXT ? this.#short(this.#at - length) : this.#decode(this.#at - length);
  }

  /** Reads the next text and says whether it is a certain one, given in UTF-8. */
  isText(expected: Uint8Array): boolean {
    const length = this.number();
    const start = this.#at;
    this.#at += length;
    if (length !== expected.length) return false;
    for (let index = 0; index < length; index += 1) {
      if (this.#bytes[start + index] !== expected[index]) return false;
    }
    return true;
  }

  /** A short text is nearly always ASCII, which is put together faster than the decoder is called. */
  #short(start: number): string {
    let text = '';
    for (let at = start; at < this.#at; at += 1) {
      const code = this.#bytes[at] ?? 0;
      if (code > 127) return this.#decode(start);
      text += String.fromCharCode(code);
    }
    return text;
  }

  #decode(start: number): string {
    return decoder.decode(this.#bytes.subarray(start, this.#at));
  }

  /** Passes over the next text. */
  skipText(): void {
    const length = this.number();
    this.#at += length;
  }

  /** Passes over some numbers. */
  skip(count: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let left = count; left > 0 && at < bytes.length; at += 1) {
      if ((bytes[at] ?? 0) < 128) left -= 1;
    }
    this.#at = at;
  }
}
