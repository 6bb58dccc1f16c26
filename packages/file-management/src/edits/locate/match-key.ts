import type { MatchLevel } from '../edit-plan.ts';

// The characters that models write for an ASCII one, and editors put in its place: dashes U+2010 to U+2015
// and the minus sign, quotation marks and primes, the ellipsis, and the spaces of Unicode class Zs.
const FOLDED =
  /[\u2010-\u2015\u2212\u2018-\u201F\u2032\u2033\u2026\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\u200B\uFEFF]/g;
const BEYOND_ASCII = /[^\0-\x7f]/;
const LEADING_BLANKS = /^[ \t]+/;

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code === 0x2026) return '...';
  if (code === 0x200b || code === 0xfeff) return '';
  if ((code >= 0x2010 && code <= 0x2015) || code === 0x2212) return '-';
  if ((code >= 0x201c && code <= 0x201f) || code === 0x2033) return '"';
  if ((code >= 0x2018 && code <= 0x201b) || code === 0x2032) return "'";
  return ' ';
}

/** Writes typographic punctuation and odd spaces as ASCII, and composes letters with their accents. */
export function foldPunctuation(line: string): string {
  return BEYOND_ASCII.test(line) ? line.normalize('NFC').replace(FOLDED, foldCharacter) : line;
}

// A pattern would look at every run of blanks to its end, again from each of its characters.
function dropTrailing(line: string): string {
  let end = line.length;
  while (isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(0, end);
}

/** Blank, tab, vertical tab or form feed. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 11 || code === 12;
}

function dropOuter(line: string): string {
  return dropTrailing(line).replace(LEADING_BLANKS, '');
}

/** What two lines must have in common to be equal at a level. Each level forgives what the stricter ones do. */
export function matchKey(line: string, level: MatchLevel): string {
  switch (level) {
    case 'exact':
      return line;
    case 'trailing-blanks':
      return dropTrailing(line);
    case 'punctuation':
      return dropTrailing(foldPunctuation(line));
    case 'indentation':
      return dropOuter(line);
    case 'punctuation-and-indentation':
      return dropOuter(foldPunctuation(line));
  }
}

/** Whether the level looks at where a line begins. */
export function keepsIndentation(level: MatchLevel): boolean {
  return level !== 'indentation' && level !== 'punctuation-and-indentation';
}
