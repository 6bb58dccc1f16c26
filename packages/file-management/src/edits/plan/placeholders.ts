/** How comments begin, and end where they must, in the languages that are told apart by it. */
const OPENERS = String.raw`(?:\/\/+|#+|--+|;+|%+|'|"{3}|\/\*+|\*|<!--|\{\/\*|\{#|\{-|\(\*|<%--|@\*|\{\{!(?:--)?|rem\b|=begin|dnl\b|!)`;
const CLOSERS = String.raw`(?:\*\/\}?|-->|#\}|-\}|\*\)|--%>|\*@|(?:--)?\}\}|"{3}|=end)?`;

const DOTS = String.raw`(?:\.{3,}|…)`;
const LEFT_OUT = `(?:rest|remainder|remaining|existing|other|previous|unchanged|same|omitted|original|more|keep|leave|here|continue[sd]?|snip(?:ped)?|elided|truncated|unmodified|as before|no changes?)`;
const WHAT = `(?:code|file|function|functions|method|methods|class|content|contents|implementation|lines?|imports?|logic|body|section|tests?|props|fields|properties|config(?:uration)?|rules|styles|routes|definitions?|declarations?|statements?|cases|handlers|script|markup|html|css|module|entries|items|data|block|document|unchanged|same|here|above|below|before|earlier|previously)`;

/** Dots in a comment together with a word for what was left out. */
const DOTS_AND_WORD = new RegExp(
  `^\\s*${OPENERS}\\s*(?:\\[\\s*)?${DOTS}.*\\b${LEFT_OUT}\\b.*$|^\\s*${OPENERS}.*\\b(?:${LEFT_OUT}|${WHAT})\\b.*${DOTS}\\s*(?:\\]\\s*)?${CLOSERS}\\s*$`,
  'i',
);
/** A comment of nothing but dots. */
const ONLY_DOTS = new RegExp(`^\\s*${OPENERS}\\s*(?:\\[\\s*)?${DOTS}\\s*(?:\\]\\s*)?${CLOSERS}\\s*$`, 'i');
/** A comment that says in words that code stands here. */
const WORDS = new RegExp(
  `^\\s*${OPENERS}\\s*[[(<]?\\s*(?:the\\s+)?(?:rest|remainder)\\s+of\\s+(?:the\\s+|this\\s+|your\\s+)?(?:[\\w.\`'"-]+\\s+)?${WHAT}\\b|^\\s*${OPENERS}\\s*[[(<]?\\s*(?:all\\s+)?(?:the\\s+)?(?:existing|remaining|other|previous|original|unchanged)\\s+(?:[\\w.\`'"-]+\\s+)?${WHAT}\\b.*\\b(?:here|unchanged|same|above|below|remains?|stays?|as\\s+(?:is|before)|goes?)\\b`,
  'i',
);
/** The same without a comment, between brackets. */
const BRACKETED = new RegExp(
  `^\\s*[[(<]\\s*${DOTS}?\\s*(?:the\\s+)?(?:rest|remainder|remaining|existing|unchanged|omitted|previous)\\b.*[\\])>]\\s*$`,
  'i',
);
const MAY_BE = /\.\.\.|…|\b(?:rest|remain|exist|unchanged|other|previous|original|omitted)/i;

/** Whether a line is a comment that stands for code which was left out. */
export function isPlaceholder(line: string): boolean {
  if (line.length > 300 || !MAY_BE.test(line)) return false;
  return ONLY_DOTS.test(line) || DOTS_AND_WORD.test(line) || WORDS.test(line) || BRACKETED.test(line);
}

/** The first placeholder of a text as a 0-based line, leaving out lines that the old text has too. */
export function findPlaceholder(lines: readonly string[], before: readonly string[]): number | undefined {
  const at = lines.findIndex((line) => isPlaceholder(line));
  if (at === -1) return undefined;
  const known = new Set(before.map((line) => line.trim()));
  const found = lines.findIndex((line) => isPlaceholder(line) && !known.has(line.trim()));
  return found === -1 ? undefined : found;
}
