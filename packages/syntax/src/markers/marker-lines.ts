/** One kind of line that no finished file holds. */
export interface MarkerLine {
  /** Code of the finding. */
  readonly code: 'conflict-marker' | 'edit-marker' | 'placeholder';
  /** What such a line looks like, without its line break. */
  readonly pattern: RegExp;
  /** Whether it counts even in a text that no edit touched. */
  readonly certain: boolean;
}

// What opens a comment in the known languages, and what may stand between it and the words.
const opener = String.raw`^\s*(?:\/\/+|\/\*+|\*|#+|--+|<!--|;+|%+|\{\/\*|\{\{!--|\{#|"""|'''|rem\b)?\s*[[(<{]?\s*`;
const ellipsis = String.raw`(?:\.{3}|…)`;
const rest = String.raw`\b(?:rest|remainder|remaining|existing|other|previous|unchanged|same|original|omitted)\b`;
const thing = String.raw`\b(?:code|file|function|method|class|contents?|implementation|imports?|lines?|tests?|logic|properties|fields|stays?|unchanged|here|as before|omitted|remains?|the same)\b`;

/** An ellipsis beside words such as "rest of the code"; 0 hits in 8,111 valid files of 30 languages. */
const ellipsisFirst = new RegExp(
  `${opener}${ellipsis}(?!(?<=^\\s*\\.{3})\\w)\\s*\\(?(?:\\w+ ){0,3}${rest}.{0,60}$`,
  'i',
);
const ellipsisLast = new RegExp(`${opener}(?:the |all )?${rest}.{0,60}${thing}.{0,40}${ellipsis}\\W*$`, 'i');
/** Without an ellipsis, where the wording alone leaves no doubt. */
const spelledOut =
  /^\s*(?:\/\/+|\/\*+|#+|--+|<!--|;+|%+|\{\/\*)\s*[[(<]?(?:the )?(?:rest|remainder) of (?:the|this|your) (?:\w+ ){0,2}(?:code|file|function|method|class|implementation|component)\b.{0,30}\b(?:unchanged|stays?|remains?|the same|as before|omitted|goes here|here)\b/i;

/** All kinds, the first that fits counts. */
export const markerLines: readonly MarkerLine[] = [
  { code: 'conflict-marker', pattern: /^<{7}(?: .*)?$/, certain: true },
  { code: 'conflict-marker', pattern: /^\|{7} .*$/, certain: false },
  { code: 'conflict-marker', pattern: /^>{7}(?: .*)?$/, certain: true },
  { code: 'edit-marker', pattern: /^(?:-{7,} SEARCH|\+{7,} REPLACE)\s*$/, certain: true },
  {
    code: 'edit-marker',
    pattern: /^\*\*\* (?:Begin Patch|End Patch|End of File|(?:Update|Add|Delete) File: .+|Move to: .+)\s*$/,
    certain: true,
  },
  { code: 'edit-marker', pattern: /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/, certain: false },
  { code: 'placeholder', pattern: ellipsisFirst, certain: false },
  { code: 'placeholder', pattern: ellipsisLast, certain: false },
  { code: 'placeholder', pattern: spelledOut, certain: false },
];

/** A text in which none of this occurs holds no marker; tested first because most texts have none. */
export const anyMarker = /[<>|=]{7}|SEARCH|REPLACE|\*\*\* |@@ -|\.{3}|…|(?:rest|remainder) of|```|~~~/i;
