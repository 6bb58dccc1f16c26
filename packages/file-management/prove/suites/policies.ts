import type { SuiteCase } from './suite-case.ts';

const LITERAL = 'text is taken as it is written as long as it stands in the file so';
const ENDINGS = 'the file keeps its line endings';
const LAST_LINE = 'the file keeps its missing last newline unless the edit marks it';
const PLACES = 'one of several equal places is never chosen without evidence';
const SIMILAR = 'similar lines are not the same: likeness may suggest a place, and never applies an edit';
const INNER_BLANKS = 'blanks inside a line are part of it: in strings and texts they mean something';
const UNEVEN = 'no one rule turns the indentation of the edit into that of the file';
const CUT_OFF = 'an edit without its end, or with fewer lines than it promises, is cut off';
const NOTHING = 'an edit that changes nothing is not called a success';
const BLANK_EDGE = 'blank lines at an edge are dropped only where both sides have them';
const NO_LINE = 'a line number or nothing at all is no place: some line of the file has to be shown';
const STATED_END = 'an edit that says where the file ends is not for one that goes on';
const ABSENT =
  'text that is to be replaced must be there, also if the other tool was told that the file is new';
const REPLACE_ALL = 'every occurrence is replaced only of text that stands there as it is written';

type Policy = readonly [suite: string, test: RegExp, why: string];

/** Cases that this engine applies otherwise than the other tool, on purpose. */
const APPLIED: readonly Policy[] = [
  ['copilot-parser', /always normalizes explicit/, LITERAL],
  ['copilot-replace', /CRLF to LF/, ENDINGS],
  ['roo-chunks', /trailing newline in result/, LAST_LINE],
  ['cline', /replace then delete/, LAST_LINE],
  ['cline', /line-trimmed match/, 'new lines take the indentation that the old ones have in the file'],
];

/** Cases that this engine refuses on purpose. */
const REFUSED: readonly Policy[] = [
  ['aider-editblock', /multiple_matches/, PLACES],
  ['aider-editblock', /including_blank_line/, BLANK_EDGE],
  ['copilot-parser', /edit distance/, SIMILAR],
  ['copilot-parser', /missing patch end/, CUT_OFF],
  ['copilot-replace', /empty replacement/, NOTHING],
  ['copilot-replace', /empty file with LF/, ABSENT],
  ['copilot-replace', /similar/, SIMILAR],
  ['roo', /mixed indentation/, UNEVEN],
  ['roo', /middle out/, PLACES],
  ['roo-fuzzy', /small differences/, SIMILAR],
  ['roo-fuzzy', /extra whitespace/, INNER_BLANKS],
  ['cline', /missing final REPLACE/, CUT_OFF],
  ['gemini', /isNewFile/, ABSENT],
  ['gemini', /whitespace-insensitive|starts with a blank line/, UNEVEN],
  ['gemini', /intra-line whitespace|preceded by a blank line/, INNER_BLANKS],
  ['gemini', /fuzzy/, SIMILAR],
  ['gemini', /allow_multiple/, REPLACE_ALL],
  ['continue', /[wW]hitespace/, INNER_BLANKS],
  ['continue', /empty old_string/, NO_LINE],
  ['continue-udiff', /add line/, CUT_OFF],
  ['jsdiff', /zero context/, NO_LINE],
  ['jsdiff', /no newline at EOF/, STATED_END],
  ['jsdiff-fuzz', /./, SIMILAR],
];

/** Why this engine does not do what another tool's test expects, where that is on purpose. */
export function policyFor({ suite, name }: SuiteCase, refused: boolean): string | undefined {
  const policies = refused ? REFUSED : APPLIED;
  return policies.find(([suites, tests]) => suites === suite && tests.test(name))?.[2];
}
