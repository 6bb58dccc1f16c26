import { type Finding, quoteToken } from '../finding.ts';

interface Branching {
  /** Whether the text around the conditional is kept. */
  readonly outer: boolean;
  /** Whether a branch of it was kept. */
  taken: boolean;
}

const directiveOfC = /^\s*(?:#|%:)\s*([a-z]*)\s*(.*)/;

/**
 * Blanks directives and, of each conditional, every branch but the first that can hold.
 *
 * @param directive Matches a line that is a directive, with its name and condition.
 */
export function keepOneBranch(text: string, directive: RegExp = directiveOfC): string {
  const open: Branching[] = [];
  let keep = true;
  const lines: string[] = [];
  for (const { line, found, belongs } of readLines(text, directive)) {
    if (found !== undefined) keep = branch(open, keep, found.name, found.condition);
    lines.push(belongs || !keep ? line.replace(/[^\r\t]/g, ' ') : line);
  }
  return lines.join('\n');
}

/** A line with what it says to the preprocessor. */
interface DirectiveLine {
  readonly line: string;
  /** Where it starts, in UTF-16 code units. */
  readonly start: number;
  /** The directive that begins on it. */
  readonly found: { readonly name: string; readonly condition: string } | undefined;
  /** Whether it belongs to a directive, perhaps of a line before. */
  readonly belongs: boolean;
}

function* readLines(text: string, directive: RegExp): Generator<DirectiveLine> {
  let continued = false;
  let inComment = false;
  let directiveComment = false;
  let start = 0;
  for (const line of text.split('\n')) {
    const match: RegExpExecArray | null = inComment || continued ? null : directive.exec(line);
    const belongs: boolean = continued || directiveComment || match !== null;
    inComment = endsInComment(line, inComment);
    continued = belongs && /\\\s*$/.test(line);
    // A comment that begins in a directive belongs to it to its end.
    directiveComment = belongs && inComment;
    const found = match === null ? undefined : { name: match[1] ?? '', condition: match[2] ?? '' };
    yield { line, start, found, belongs };
    start += line.length + 1;
  }
}

/** Directives that open, by how their names begin, and those that close them. */
const closers: readonly (readonly [opens: RegExp, closes: string])[] = [
  [/^if/, 'endif'],
  [/^region$/, 'endregion'],
];

/** Conditionals and regions that do not close, or close what is not open. */
export function findUnbalanced(text: string, directive: RegExp = directiveOfC): Finding[] {
  // Lines of a string that goes over several look like any others.
  if (!text.includes('#') || /R"|@"|\$"|"""/.test(text)) return [];
  const awaited: string[] = [];
  for (const { start, found, line } of readLines(text, directive)) {
    const name = found?.name ?? '';
    const opened = closers.find(([opens]) => opens.test(name));
    if (opened !== undefined) awaited.push(opened[1]);
    const closes = closers.some(([, closer]) => closer === name);
    if (closes && awaited.pop() !== name) {
      const message = `unexpected ${quoteToken(line.trim())}`;
      return [{ start, end: start + line.length, code: 'unexpected-directive', message }];
    }
  }
  const last = awaited.at(-1);
  if (last === undefined) return [];
  const message = `expected \`#${last}\`, found end of file`;
  return [{ start: text.length, end: text.length, code: 'missing-directive', message }];
}

/** Whether what follows a directive is kept. */
function branch(open: Branching[], keep: boolean, name: string, condition: string): boolean {
  if (name.startsWith('if')) {
    const never = name === 'if' && /^0\b/.test(condition);
    open.push({ outer: keep, taken: !never });
    return keep && !never;
  }
  if (name.startsWith('el')) {
    const last = open.at(-1);
    if (last === undefined) return keep;
    const first = !last.taken;
    last.taken = true;
    return last.outer && first;
  }
  return name === 'endif' ? (open.pop()?.outer ?? true) : keep;
}

const quotedOrComment = /"(?:[^"\\]|\\.)*\\?(?:"|$)|'(?:[^'\\]|\\.){0,20}'|\/\/.*|\/\*/g;

/** Whether a comment is open at the end of a line. */
function endsInComment(line: string, open: boolean): boolean {
  let at = 0;
  for (let inside = open; ; inside = true) {
    if (inside) {
      const end = line.indexOf('*/', at);
      if (end < 0) return true;
      at = end + 2;
    }
    quotedOrComment.lastIndex = at;
    let found = quotedOrComment.exec(line);
    while (found !== null && found[0] !== '/*') found = quotedOrComment.exec(line);
    if (found === null) return false;
    at = quotedOrComment.lastIndex;
  }
}
