// Patterns of ignore files (gitignore), matched without regular expressions: the time is bounded by the length of
// pattern times that of the path, whatever a repository writes into such a file.

type Token =
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'any' | 'star' }
  | { readonly kind: 'class'; readonly test: (character: string) => boolean };

/** A part of a pattern between two slashes: exact text, tokens, or `**`. */
export type GlobPart = string | readonly Token[] | null;

function parseClass(text: string, start: number): { token: Token; end: number } | undefined {
  const isNegated = text[start + 1] === '!' || text[start + 1] === '^';
  const first = start + (isNegated ? 2 : 1);
  const end = text.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const inner = text.slice(first, end);
  const test = (character: string) => isInClass(inner, character) !== isNegated;
  return { token: { kind: 'class', test }, end };
}

function isInClass(inner: string, character: string): boolean {
  for (let at = 0; at < inner.length; at += 1) {
    const low = inner[at] ?? '';
    const high = inner[at + 2];
    if (inner[at + 1] === '-' && high !== undefined) {
      if (low <= character && character <= high) return true;
      at += 2;
    } else if (low === character) {
      return true;
    }
  }
  return false;
}

function parseTokens(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    const found = character === '[' ? parseClass(text, at) : undefined;
    if (found !== undefined) {
      tokens.push(found.token);
      at = found.end;
    } else if (character === '*') {
      if (tokens.at(-1)?.kind !== 'star') tokens.push({ kind: 'star' });
    } else if (character === '?') {
      tokens.push({ kind: 'any' });
    } else {
      if (character === '\\' && at + 1 < text.length) at += 1;
      tokens.push({ kind: 'character', text: text[at] ?? '' });
    }
  }
  return tokens;
}

/** Reads one part of a pattern. */
export function parsePart(text: string): GlobPart {
  if (text === '**') return null;
  return /[*?[\\]/.test(text) ? parseTokens(text) : text;
}

/**
 * Matches a list against one that holds wildcards. Only the last wildcard is ever tried again, which suffices, since
 * an earlier one that took more would leave less to all that follow.
 */
function matchList<Item, Each>(
  pattern: readonly Item[],
  list: ArrayLike<Each>,
  isWild: (item: Item) => boolean,
  matches: (item: Item, each: Each) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let wild = -1;
  let retry = 0;
  while (next < list.length) {
    const item = pattern[at];
    const each = list[next];
    if (item !== undefined && isWild(item)) {
      wild = at;
      at += 1;
      retry = next;
    } else if (item !== undefined && each !== undefined && matches(item, each)) {
      at += 1;
      next += 1;
    } else {
      if (wild < 0) return false;
      at = wild + 1;
      retry += 1;
      next = retry;
    }
  }
  while (at < pattern.length && isWild(pattern[at] as Item)) at += 1;
  return at === pattern.length;
}

function matchCharacter(token: Token, character: string): boolean {
  if (token.kind === 'class') return token.test(character);
  return token.kind === 'any' || (token.kind === 'character' && token.text === character);
}

function matchPart(part: GlobPart, name: string): boolean {
  if (part === null) return true;
  if (typeof part === 'string') return part === name;
  return matchList(part, name, ({ kind }) => kind === 'star', matchCharacter);
}

/** Whether a pattern matches the parts of a path as a whole. */
export function matchParts(pattern: readonly GlobPart[], parts: readonly string[]): boolean {
  return matchList(pattern, parts, (part) => part === null, matchPart);
}
