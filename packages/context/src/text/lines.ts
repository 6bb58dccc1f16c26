const NEWLINE = 10;
const LARGEST_UINT16 = 65_535;
const TAB_WIDTH = 4;

/** Positions and shape of the lines of one text. Line numbers are 1-based; arrays hold line n at index n - 1. */
export interface LineTable {
  /** Number of lines; a final line end starts no further line. */
  readonly count: number;
  /** Offset of each line's first code unit. */
  readonly offsets: Uint32Array;
  /** Width of the indentation in columns, or 65535 for a blank line. */
  readonly indents: Uint16Array;
}

/** Indentation of a line that holds nothing. */
export const BLANK = LARGEST_UINT16;

function offsetsOf(text: string): Uint32Array {
  let count = text.length === 0 ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0 && at + 1 < text.length; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  const offsets = new Uint32Array(count);
  let start = 0;
  for (let line = 1; line < count; line += 1) {
    start = text.indexOf('\n', start) + 1;
    offsets[line] = start;
  }
  return offsets;
}

function indentAt(text: string, offset: number): number {
  let width = 0;
  for (let index = offset; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 32) width += 1;
    else if (code === 9) width += TAB_WIDTH;
    else return code === NEWLINE || code === 13 ? BLANK : Math.min(width, BLANK - 1);
  }
  return BLANK;
}

/** Finds the lines of a text; their shape is looked at when it is asked for. */
export function lineTable(text: string): LineTable {
  const offsets = offsetsOf(text);
  let indents: Uint16Array | undefined;
  return {
    count: offsets.length,
    offsets,
    get indents() {
      indents ??= Uint16Array.from(offsets, (at) => indentAt(text, at));
      return indents;
    },
  };
}

/** 1-based line that holds an offset. */
export function lineAt(lines: LineTable, offset: number): number {
  let low = 0;
  let high = lines.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines.offsets[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Indentation of a 1-based line. */
export function indentOf(lines: LineTable, line: number): number {
  return lines.indents[line - 1] ?? BLANK;
}

/** First character of a line that is not a blank, or an empty string. */
export function firstCharacter(text: string, lines: LineTable, line: number): string {
  const start = lines.offsets[line - 1] ?? text.length;
  const end = lines.offsets[line] ?? text.length;
  return text.slice(start, end).trimStart().charAt(0);
}

/** The lines from `startLine` to `endLine`, both 1-based and included, without the last line end. */
export function sliceLines(text: string, lines: LineTable, startLine: number, endLine: number): string {
  const start = lines.offsets[startLine - 1] ?? text.length;
  const end = lines.offsets[endLine] ?? text.length;
  return text.slice(start, end).replace(/\r?\n$/, '');
}
