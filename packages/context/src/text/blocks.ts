import { type Definition, definedNames } from './definitions.ts';
import { BLANK, firstCharacter, indentOf, type LineTable, lineAt } from './lines.ts';

const CLOSERS = new Set(['}', ')', ']', '{', '>']);
const LEADERS = new Set(['@', '#', '/', '*']);
const MOST_LEADING_LINES = 40;
const ACCESS_LABEL = /^\s*(?:public|private|protected|signals)\b[\w \t]*:\s*$/;

function endsOpen(text: string, lines: LineTable, line: number): boolean {
  const last = text
    .slice(lines.offsets[line - 1] ?? 0, lines.offsets[line] ?? text.length)
    .trimEnd()
    .at(-1);
  return last === '{' || last === ':' || last === '(' || last === ',' || last === '>';
}

/** `public:` and the like stand as deep as the class itself. */
function isAccessLabel(text: string, lines: LineTable, line: number): boolean {
  const start = lines.offsets[line - 1] ?? 0;
  return ACCESS_LABEL.test(text.slice(start, Math.min(start + 80, lines.offsets[line] ?? text.length)));
}

/**
 * Last line of the block that starts at `line`: everything that is indented deeper, with the closing line.
 * Indentation instead of brackets, since it needs no grammar and no knowledge of strings and comments.
 */
export function endOfBlock(text: string, lines: LineTable, line: number): number {
  const indent = indentOf(lines, line);
  let end = line;
  for (let next = line + 1; next <= lines.count; next += 1) {
    const depth = indentOf(lines, next);
    if (depth === BLANK) continue;
    if (depth > indent) {
      end = next;
    } else {
      if (depth === indent && isAccessLabel(text, lines, next)) continue;
      if (depth < indent || !CLOSERS.has(firstCharacter(text, lines, next))) break;
      end = next;
      if (!endsOpen(text, lines, next)) break;
    }
  }
  return end;
}

/** First line of the comments, attributes and decorators directly above `line`. */
export function startOfBlock(text: string, lines: LineTable, line: number): number {
  const indent = indentOf(lines, line);
  let start = line;
  while (start > 1 && line - start < MOST_LEADING_LINES) {
    const above = start - 1;
    const depth = indentOf(lines, above);
    // The stars of a block comment stand one column deeper than the code below it.
    if (depth !== indent && depth !== indent + 1) break;
    if (!LEADERS.has(firstCharacter(text, lines, above))) break;
    start = above;
  }
  return start;
}

/** Definitions of a text with the lines that they take, in file order. */
export function definitionsOf(path: string, text: string, lines: LineTable): Definition[] {
  return definedNames(path, text).map(({ name, offset }) => {
    const line = lineAt(lines, offset);
    return {
      name,
      line,
      startLine: startOfBlock(text, lines, line),
      endLine: endOfBlock(text, lines, line),
    };
  });
}
