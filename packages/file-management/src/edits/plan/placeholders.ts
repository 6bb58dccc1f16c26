/** How comments begin, and end where they must, in the languages that are told apart by it. */
const OPENERS = String.raw`(?:\/\/+|#+|--+|;+|%+|'|"{3}|\/\*+|\*|<!--|\{\/\*|\{#|\{-|\(\*|<%--|@\*|\{\{!(?:--)?|rem\b|=begin|dnl\b|!)`;
const CLOSERS = String.raw`(?:\*\/\}?|-->|#\}|-\}|\*\)|--%>|\*@|(?:--)?\}\}|"{3}|=end)?`;

const DOTS = String.raw`(?:\.{3,}|…)`;
const LEFT_OUT = `(?:rest|remainder|remaining|existing|other|previous|unchanged|same|omitted|original|more|keep|leave|here|continue[sd]?|snip(?:ped)?|elided|truncated|unmodified|as before|no changes?)`;
const WHAT = `(?:code|file|function|functions|method|methods|class|content|contents|implementation|lines?|imports?|logic|body|section|tests?|props|fields|properties|config(?:uration)?|rules|styles|routes|definitions?|declarations?|statements?|cases|handlers|script|markup|html|css|module|entries|items|data|block|document|unchanged|same|here|above|below|before|earlier|previously)`;

/** Dots in a comment together with a word for what was left out: before it, or behind it in a few words. */
const DOTS_AND_WORD = new RegExp(
  `^\\s*${OPENERS}\\s*(?:\\[\\s*)?${DOTS}(?! ?and\\b).*\\b${LEFT_OUT}\\b.*$|^\\s*${OPENERS}\\W*(?:[\\w'-]+\\s+){0,2}${LEFT_OUT}\\b[^.]{0,50}\\b${WHAT}\\b[^.]{0,25}${DOTS}\\s*(?:\\]\\s*)?${CLOSERS}\\s*$`,
  'i',
);
/** A comment of nothing but dots; in comments that document something they stand for a part of an example. */
const ONLY_DOTS = new RegExp(
  `^\\s*(?!\\*|\\/{3}|# {2})${OPENERS}\\s*(?:\\[\\s*)?${DOTS}\\s*(?:\\]\\s*)?${CLOSERS}\\s*$`,
  'i',
);
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
/** A comment that is nothing but a short word for what was left out; a line inside a longer comment is prose. */
const ALONE = new RegExp(
  `^\\s*(?!\\*\\s)${OPENERS}[-=<\\[(.\\s…]*(?:${[
    '(?:the )?(?:rest|remainder)(?: of .{1,30})? (?:is |stays? |remains? |are )?(?:unchanged|the same|as (?:is|before))',
    '(?:everything|all) else (?:is|stays|remains) (?:unchanged|the same|as (?:is|before))',
    '(?:your |the |all )?(?:existing|previous|original|unchanged|other) (?:code|methods|functions|implementation|contents?|imports)(?: here)?',
    'same as (?:before|above|(?:the )?original)',
    '(?:code|implementation|body|function|method) (?:is |remains )?(?:unchanged|omitted|continues(?: here)?)',
    'no changes? (?:here|needed|below|above)',
    '(?:keep|leave|continue with) (?:the )?(?:rest|existing code|original code|remaining).{0,30}',
    '(?:\\d+ )?lines? omitted',
    'unchanged',
    'snip(?:ped)?',
  ].join('|')})[-=>\\]).\\s…]*${CLOSERS}\\s*$`,
  'i',
);
const MAY_BE =
  /\.\.\.|…|\b(?:rest|remain|exist|unchanged|other|previous|original|omitted|same|snip|change|continue|keep|leave)|\. \. \./i;

/** Whether a line is a comment that stands for code which was left out. */
export function isPlaceholder(line: string): boolean {
  if (line.length > 300 || !MAY_BE.test(line)) return false;
  return (
    ONLY_DOTS.test(line) ||
    DOTS_AND_WORD.test(line) ||
    WORDS.test(line) ||
    ALONE.test(line) ||
    BRACKETED.test(line)
  );
}

/** Files whose examples show code with dots in it. */
const DOCUMENT = /\.(?:md|mdx|markdown|rst|adoc|txt)$/i;

/** The first placeholder of a text as a 0-based line, leaving out lines that the old text has too. */
export function findPlaceholder(
  lines: readonly string[],
  before: readonly string[],
  path: string,
): number | undefined {
  const example = DOCUMENT.test(path) ? ONLY_DOTS : undefined;
  const marks = lines.flatMap((line, at) =>
    isPlaceholder(line) && example?.test(line) !== true ? [at] : [],
  );
  if (marks.length === 0) return undefined;
  const known = new Set(before.map((line) => line.trim()));
  return marks.find((at) => !known.has((lines[at] ?? '').trim()));
}
