/** Bytes or text as they come from a body, a socket or a file. */
export type WireChunks = AsyncIterable<Uint8Array | string>;

/**
 * The lines of a text, wherever its chunks are cut, also within a character or within CRLF. A last line without an
 * end is left out: it may have been cut. Each character is looked at once, however long a line is.
 */
export async function* readLines(chunks: WireChunks): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let afterReturn = false;
  for await (const chunk of chunks) {
    const decoded = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (decoded === '') continue;
    // The line of a CR was given out already; the LF that completes it is not a line of its own.
    const text = afterReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    afterReturn = decoded.endsWith('\r');
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
}
