/** Any folders, or none: two stars and a slash. */
export const FOLDERS = '(?:.*/)?';
/** Anything at all: two stars at the end. */
export const REST = '.*';
/** Anything inside a name: one star. */
export const WITHIN_NAME = '[^/]*';

/** One line of an ignore file, read as gitignore(5) says. */
export interface IgnorePattern {
  /** Whether it brings back what an earlier line left out. */
  readonly negated: boolean;
  /** Whether it speaks of folders only. */
  readonly folderOnly: boolean;
  /** Whether it is compared with the last name of a path, wherever that is; else with the whole path. */
  readonly byName: boolean;
  /** What it is made of, in order: sources of regular expressions. */
  readonly steps: readonly string[];
  /** The name itself, when the pattern has nothing but plain characters. */
  readonly literal?: string;
}

/** The patterns of an ignore file without a byte order mark, in order; lines that are empty, comments or malformed have none. */
export function parsePatterns(content: string): readonly IgnorePattern[] {
  const lines = content.split('\n');
  return lines.map((line) => parseLine(line.replace(/\r$/, ''))).filter((pattern) => pattern !== undefined);
}

function parseLine(line: string): IgnorePattern | undefined {
  if (line.startsWith('#')) return undefined;
  const trimmed = withoutTrailingBlanks(line);
  const negated = trimmed.startsWith('!');
  let body = negated ? trimmed.slice(1) : trimmed;
  const folderOnly = body.endsWith('/');
  if (folderOnly) body = body.slice(0, -1);
  if (body === '') return undefined;
  const byName = !body.includes('/');
  if (body.startsWith('/')) body = body.slice(1);
  const steps = translate(body);
  if (steps === undefined) return undefined;
  const plain = byName && !/[*?[\\]/.test(body);
  return { negated, folderOnly, byName, steps, ...(plain ? { literal: body } : {}) };
}

/** Blanks at the end are no part of a pattern, unless a backslash stands before them. */
function withoutTrailingBlanks(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ' ') continue;
    if (line[at] === '\\') at++;
    end = at + 1;
  }
  return line.slice(0, end);
}

/** The steps of a glob; undefined when the glob is malformed and so matches nothing. */
function translate(glob: string): readonly string[] | undefined {
  // Git compares plain characters at the start apart, and so takes stars right behind them for stars at the start.
  const plain = /[*?[\\]/.exec(glob)?.index ?? glob.length;
  const steps: string[] = [];
  for (let at = 0; at < glob.length; ) {
    const part = glob[at] === '*' ? translateStars(glob, at, at === plain) : translatePart(glob, at);
    if (part === undefined) return undefined;
    steps.push(part.source);
    at = part.end;
  }
  return steps;
}

interface Part {
  readonly source: string;
  readonly end: number;
}

function translatePart(glob: string, at: number): Part | undefined {
  const character = glob[at] ?? '';
  if (character === '?') return { source: '[^/]', end: at + 1 };
  if (character === '[') return translateSet(glob, at + 1);
  if (character !== '\\') return { source: quoted(character), end: at + 1 };
  return at + 1 < glob.length ? { source: quoted(glob[at + 1] ?? ''), end: at + 2 } : undefined;
}

/** Two stars cross folders only where they stand alone between slashes; otherwise they are like one. */
function translateStars(glob: string, at: number, starts: boolean): Part {
  let end = at + 1;
  while (glob[end] === '*') end++;
  const alone = end - at > 1 && (starts || glob[at - 1] === '/');
  if (alone && glob[end] === '/') return { source: FOLDERS, end: end + 1 };
  if (alone && end === glob.length) return { source: REST, end };
  return { source: WITHIN_NAME, end };
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

/** A set in square brackets, from behind the opening one; a slash is never in it. */
function translateSet(glob: string, start: number): Part | undefined {
  const negated = glob[start] === '!' || glob[start] === '^';
  let at = negated ? start + 1 : start;
  let members = '';
  for (let first = true; first || glob[at] !== ']'; first = false) {
    const member = setMember(glob, at);
    if (member === undefined) return undefined;
    members += member.source;
    at = member.end;
  }
  const source = negated ? `[^${members}/]` : members === '' ? '(?!)' : `(?!/)[${members}]`;
  return { source, end: at + 1 };
}

function setMember(glob: string, at: number): Part | undefined {
  const named = /^\[:([a-z]+):\]/.exec(glob.slice(at));
  if (named !== null) {
    const members = CLASSES[named[1] ?? ''];
    return members === undefined ? undefined : { source: members, end: at + named[0].length };
  }
  const low = setCharacter(glob, at);
  if (low === undefined || glob[low.end] !== '-' || (glob[low.end + 1] ?? ']') === ']')
    return low && { source: member(low.source), end: low.end };
  const high = setCharacter(glob, low.end + 1);
  if (high === undefined) return undefined;
  const empty = low.source > high.source;
  return { source: empty ? '' : `${member(low.source)}-${member(high.source)}`, end: high.end };
}

/** One character of a set as it is, with its escape taken off. */
function setCharacter(glob: string, at: number): Part | undefined {
  const escaped = glob[at] === '\\';
  const source = glob[escaped ? at + 1 : at];
  return source === undefined ? undefined : { source, end: at + (escaped ? 2 : 1) };
}

// Outside of a set an escaped dash is no valid expression, inside an unescaped one means a range.
function member(character: string): string {
  return character === '-' ? '\\-' : quoted(character);
}

function quoted(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
