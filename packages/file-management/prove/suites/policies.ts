import type { SuiteCase } from './suite-case.ts';

const LITERAL = 'text is taken as it is written as long as it stands in the file so';
const ENDINGS = 'the file keeps its line endings';
const LAST_LINE = 'the file keeps its missing last newline unless the edit marks it';

/** Cases that this engine applies otherwise than the other tool, on purpose. */
const APPLIED: readonly (readonly [suite: string, test: RegExp, why: string])[] = [
  ['copilot-parser', /always normalizes explicit/, LITERAL],
  ['copilot-replace', /CRLF to LF/, ENDINGS],
  ['roo-chunks', /trailing newline in result/, LAST_LINE],
  ['cline', /replace then delete/, LAST_LINE],
  ['cline', /line-trimmed match/, 'new lines take the indentation that the old ones have in the file'],
];

/** Why a refusal is one, by its code. */
const REFUSED: Readonly<Record<string, string>> = {
  EC_EDIT_AMBIGUOUS: 'one of several equal places is never chosen without evidence',
  EC_EDIT_FILE_EXISTS: 'a file that is there is not written over',
  EC_EDIT_INDENTATION: 'no one rule turns the indentation of the edit into that of the file',
  EC_EDIT_MALFORMED: 'lines that fit no part of the format are not guessed at',
  EC_EDIT_NO_CHANGE: 'an edit that changes nothing is not called a success',
  EC_EDIT_NO_MATCH: 'lines that differ in more than blanks at their edges and punctuation are not the same',
  EC_EDIT_NO_PLACE: 'nothing in the edit says where the new lines go',
  EC_EDIT_OVERLAP: 'two edits of one line are not put in an order',
  EC_EDIT_TRUNCATED: 'an edit without its end is cut off',
};

/** Why this engine does not do what another tool's test expects, where that is on purpose. */
export function policyFor({ suite, name }: SuiteCase, codes: string): string | undefined {
  const [first = ''] = codes.split(', ');
  return codes === ''
    ? APPLIED.find(([suites, tests]) => suites === suite && tests.test(name))?.[2]
    : REFUSED[first];
}
