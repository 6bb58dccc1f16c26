/** Which relatives of CSS a text may use. */
export interface CssDialect {
  /** `//` starts a comment that ends with its line. */
  readonly lineComments: boolean;
  /** Whether `#{...}` or `@{...}` stands for text that is not known yet. */
  readonly interpolation: boolean;
  /** Whether declarations, trailing commas and bare mixins may stand where CSS takes none. */
  readonly relaxed: boolean;
}

/** What ends the part of a text that stands for itself, such as a string. */
export interface CssPiece {
  /** First code unit after the piece. */
  readonly end: number;
  /** Why it is wrong, if it is. */
  readonly error?: string;
}

const urlStart = /url\(\s*(?!["'\s])/iy;
const urlEnd = /[)"'(]|\\[\s\S]/g;
const lineEnd = /[\r\n]/g;

/** The comment, string, escape, unquoted address or interpolation that starts here, if one does. */
export function opaquePiece(text: string, at: number, dialect: CssDialect): CssPiece | undefined {
  const sign = text[at] ?? '';
  if (sign === '\\') return { end: Math.min(text.length, at + 2) };
  if (sign === '"' || sign === "'") return readString(text, at, sign, dialect);
  if (sign === '/') return readComment(text, at, dialect);
  if ((sign === '#' || sign === '@') && dialect.interpolation && text[at + 1] === '{') {
    return readInterpolation(text, at, dialect);
  }
  return sign === 'u' || sign === 'U' ? readUrl(text, at) : undefined;
}

function readString(text: string, start: number, quote: string, dialect: CssDialect): CssPiece {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at];
    if (sign === quote) return { end: at + 1 };
    if (sign === '\\') at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
    else if (sign === '\n' || sign === '\r') break;
    else if (sign === '#' && dialect.interpolation && text[at + 1] === '{') {
      at = readInterpolation(text, at, dialect).end - 1;
    }
  }
  return { end: start + 1, error: `expected \`${quote}\` at the end of the string, found end of line` };
}

function readComment(text: string, start: number, dialect: CssDialect): CssPiece | undefined {
  if (text[start + 1] === '*') {
    const end = text.indexOf('*/', start + 2);
    if (end >= 0) return { end: end + 2 };
    return { end: text.length, error: 'expected `*/` at the end of the comment, found end of file' };
  }
  if (!dialect.lineComments || text[start + 1] !== '/') return undefined;
  lineEnd.lastIndex = start;
  return { end: lineEnd.exec(text)?.index ?? text.length };
}

function readInterpolation(text: string, start: number, dialect: CssDialect): CssPiece {
  let depth = 1;
  for (let at = start + 2; at < text.length; at++) {
    const sign = text[at];
    if (sign === '}' && --depth === 0) return { end: at + 1 };
    if (sign === '{') depth += 1;
    else if (sign === '"' || sign === "'") at = readString(text, at, sign, dialect).end - 1;
  }
  return { end: start + 2, error: 'expected `}` at the end of the interpolation, found end of file' };
}

function readUrl(text: string, start: number): CssPiece | undefined {
  urlStart.lastIndex = start;
  if (/[\w-]/.test(text[start - 1] ?? '') || !urlStart.test(text)) return undefined;
  urlEnd.lastIndex = urlStart.lastIndex;
  for (let found = urlEnd.exec(text); found !== null; found = urlEnd.exec(text)) {
    if (found[0] === ')') return { end: urlEnd.lastIndex };
    // Something is computed inside, so the parentheses are those of an ordinary call.
    if (found[0].length === 1) return undefined;
  }
  return undefined;
}
