/** A text cut into lines, with the place of each. */
export interface SourceLines {
  readonly text: string;
  /** Lines without their endings. The empty text has none. */
  readonly contents: readonly string[];
  /** Offset of each line. */
  readonly starts: readonly number[];
}

/**
 * Cuts a text at `\n`, with a `\r` before it as part of the ending. A text without any `\n` is cut at `\r`;
 * elsewhere a lone `\r` is content, as it is for git.
 */
export function toSourceLines(text: string): SourceLines {
  const mark = text.includes('\n') ? '\n' : '\r';
  const contents: string[] = [];
  const starts: number[] = [];
  let start = 0;
  for (let end = text.indexOf(mark); end !== -1; end = text.indexOf(mark, start)) {
    contents.push(text.slice(start, text[end - 1] === '\r' ? end - 1 : end));
    starts.push(start);
    start = end + 1;
  }
  if (start < text.length) {
    contents.push(text.slice(start));
    starts.push(start);
  }
  return { text, contents, starts };
}

/** Offset at which a line begins; where there is no such line, the length of the text. */
export function startOf(source: SourceLines, line: number): number {
  return source.starts[line] ?? source.text.length;
}

/** Offset at which the content of a line ends, before its ending. */
export function contentEndOf(source: SourceLines, line: number): number {
  return startOf(source, line) + (source.contents[line] ?? '').length;
}

/** The ending of a line: `\n`, `\r\n`, `\r`, or empty for a last line without one and where there is no line. */
export function endingOf(source: SourceLines, line: number): string {
  return source.text.slice(contentEndOf(source, line), startOf(source, line + 1));
}

/** Whether the text ends with a line ending, or is empty. */
export function endsWithNewline(source: SourceLines): boolean {
  return source.contents.length === 0 || endingOf(source, source.contents.length - 1) !== '';
}

/** 0-based line that holds an offset. */
export function lineAt(source: SourceLines, offset: number): number {
  let low = 0;
  let high = source.contents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(source, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
