/** Takes one event: its data lines, joined by line feeds, and its name, empty where the server gave none. */
export type SseSink = (data: string, event: string) => void;

/** The fields of the format; a line that is the beginning of one was cut by the end of the body. */
const FIELDS = ['data:', 'event:', 'id:', 'retry:'];

/** How many characters outside of events are kept; a body without any event may be the answer itself. */
const STRAY_LIMIT = 4 * 2 ** 20;

/**
 * Reads server-sent events from a body that may be cut into chunks anywhere, even inside a character or
 * between CR and LF. Each chunk is searched once, so an event of any size costs its own length; events are handed
 * over as they are found, so that none waits in memory for the rest of its chunk.
 * Rules of the format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseReader {
  // Wrong bytes raise an error: a replacement character in the middle of code would be a silent wrong answer.
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  /** The unfinished last line. It is only appended to, never searched again. */
  #line = '';
  /** Whether the last chunk ended in CR, so that a LF at the start of the next one belongs to it. */
  #afterCarriageReturn = false;
  #event = '';
  #data: string | undefined;
  readonly #onEvent: SseSink;
  /** The line that named the last event, with its end: most events of a stream have the same name. */
  #nameLine = '\n';
  #name = '';
  #strayText = '';

  constructor(onEvent: SseSink) {
    this.#onEvent = onEvent;
  }

  /** Lines that belong to no event: an answer or an error as bare JSON, or an HTML page; the first 4 MB of them. */
  get strayText(): string {
    return this.#strayText;
  }

  /** Reads the next chunk and hands over the events that it completes. False where the bytes are not UTF-8. */
  push(chunk: Uint8Array): boolean {
    const text = this.#decode(chunk);
    if (text !== undefined) this.#read(text);
    return text !== undefined;
  }

  /** Reads the end of the body and hands over the last event, which some servers leave without a blank line. */
  end(): void {
    if (this.#line !== '') this.#endLine('');
    this.#dispatch();
  }

  #decode(chunk: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(chunk, { stream: true });
    } catch {
      return undefined;
    }
  }

  #read(text: string): void {
    if (text === '') return;
    let start = 0;
    if (this.#afterCarriageReturn && text.charCodeAt(0) === 10) start = 1;
    this.#afterCarriageReturn = text.charCodeAt(text.length - 1) === 13;
    start = text.includes('\r') ? this.#readAnyLines(text, start) : this.#readLines(text, start);
    this.#line += text.slice(start);
  }

  /** The usual case: lines end in LF. Gives where the unfinished line starts. */
  #readLines(text: string, from: number): number {
    let start = from;
    for (let end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', start)) {
      if (this.#line === '') this.#wholeLine(text, start, end);
      else this.#endLine(text.slice(start, end));
      start = end + 1;
    }
    return start;
  }

  /** The lines that nearly all of a stream consists of are read where they stand, with at most one cut. */
  #wholeLine(text: string, start: number, end: number): void {
    if (start === end) this.#dispatch();
    else if (text.startsWith('data: ', start)) this.#addData(text.slice(start + 6, end));
    else if (text.startsWith(this.#nameLine, start)) this.#event = this.#name;
    else this.#otherLine(text.slice(start, end));
  }

  #otherLine(line: string): void {
    this.#endLine(line);
    if (!line.startsWith('event:')) return;
    this.#name = this.#event;
    this.#nameLine = `${line}\n`;
  }

  #readAnyLines(text: string, from: number): number {
    const ending = /\r\n|\n|\r/g;
    let start = from;
    ending.lastIndex = from;
    for (let match = ending.exec(text); match !== null; match = ending.exec(text)) {
      this.#endLine(text.slice(start, match.index));
      start = ending.lastIndex;
    }
    return start;
  }

  #endLine(rest: string): void {
    let line = rest;
    if (this.#line !== '') {
      line = this.#line + rest;
      this.#line = '';
    }
    if (line === '') this.#dispatch();
    else if (line.startsWith('data:')) this.#addData(fieldValue(line, 5));
    else if (line.startsWith('event:')) this.#event = fieldValue(line, 6);
    else if (line === 'data') this.#addData('');
    else this.#addStray(line);
  }

  #addData(value: string): void {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }

  /** Comments and the fields `id` and `retry` mean nothing here; any other line may be an error page. */
  #addStray(line: string): void {
    if (line.startsWith(':') || FIELDS.some((field) => line.startsWith(field) || field.startsWith(line)))
      return;
    if (this.#strayText.length < STRAY_LIMIT) this.#strayText += `${line.slice(0, STRAY_LIMIT)}\n`;
  }

  #dispatch(): void {
    const [event, data] = [this.#event, this.#data];
    this.#event = '';
    this.#data = undefined;
    if (data !== undefined) this.#onEvent(data, event);
  }
}

/** The value after the colon; one blank before it does not count. */
function fieldValue(line: string, colonEnd: number): string {
  return line.slice(line.charCodeAt(colonEnd) === 32 ? colonEnd + 1 : colonEnd);
}
