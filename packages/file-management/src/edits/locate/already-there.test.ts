import { describe, expect, it } from 'vitest';
import { apply, block, diff, lines } from '../../../test/edits/lab.ts';

/** A hunk with the counts of its lines. */
function hunk(number: number, ...body: readonly string[]): string[] {
  const count = (marks: string): number => body.filter((line) => marks.includes(line[0] ?? '')).length;
  return [`@@ -${number},${count(' -')} +${number},${count(' +')} @@`, ...body];
}

/** The lines of the file after a diff, or the codes and positions of its refusals. */
function outcome(body: readonly string[], ...file: readonly string[]) {
  const { plan, after } = apply('unified-diff', diff(...body), { 'a.txt': lines(...file) });
  return after === undefined
    ? plan.refusals.map(({ code, positions }) => [code, ...positions])
    : after['a.txt']?.split('\n').slice(0, -1);
}

const DONE = 'EC_EDIT_ALREADY_APPLIED';
const NO_MATCH = [['EC_EDIT_NO_MATCH']];

describe('the result of a hunk whose old lines are nowhere', () => {
  it.each([
    ['stands in the file', ['-old', '+new'], ['one', 'new'], [[DONE, 2]]],
    ['stands there twice', ['-old', '+new'], ['new', 'one', 'new'], [[DONE, 1]]],
    ['stands there with blanks behind it', ['-old', '+new'], ['one', 'two', 'new  '], [[DONE, 3]]],
    ['stands there with blanks and without', ['-old', '+new'], ['new ', 'one', 'new'], [[DONE, 3]]],
    ['has an empty line', ['-old', '+', '+new'], ['one', '', 'new'], [[DONE, 2]]],
    ['stands there with another indentation', ['-old', '+new'], ['one', '  new'], NO_MATCH],
    ['stands there with other punctuation', ['-old', "+'new'"], ['one', '\u2018new\u2019'], NO_MATCH],
    ['is an empty line', ['-old', '+'], ['one', ''], NO_MATCH],
    ['is a blank line', ['-old', '+  '], ['one', '  '], NO_MATCH],
    ['is nothing', ['-old'], ['one'], NO_MATCH],
    ['stands there in part', ['-old', '+one', '+new'], ['one', 'two'], NO_MATCH],
    [
      'stands there with its context',
      [' one', '-old', '+new', ' two'],
      ['x', 'one', 'new', 'two'],
      [[DONE, 2]],
    ],
    [
      'stands there without its context',
      [' one', '-old', '+new', ' two'],
      ['one', 'x', 'new', 'two'],
      NO_MATCH,
    ],
  ])('%s', (_name, body, file, expected) => {
    expect(outcome(hunk(1, ...body), ...file)).toEqual(expected);
  });
});

describe('lines that come in next to context', () => {
  it.each([
    ['behind it', [' one', ' two', '+new', '+more'], 1, ['one', 'two', 'new', 'more', 'end'], [[DONE, 1]]],
    ['before it', ['+new', '+more', ' one'], 3, ['x', 'new', 'more', 'one', 'end'], [[DONE, 4]]],
    ['of which one is blank', ['+new', '+', ' one'], 3, ['new', '', 'one', 'end'], [[DONE, 3]]],
    [
      'before it in part',
      ['+new', '+more', ' one'],
      2,
      ['more', 'one', 'end'],
      ['more', 'new', 'more', 'one', 'end'],
    ],
  ])('are there already: %s', (_name, body, number, file, expected) => {
    expect(outcome(hunk(number, ...body), ...file)).toEqual(expected);
  });

  it.each([
    ['further down', 1, ['one', 'x', 'y', 'new', 'one'], ['new', 'one', 'x', 'y', 'new', 'one']],
    ['further up', 5, ['new', 'one', 'x', 'y', 'one'], ['new', 'one', 'x', 'y', 'new', 'one']],
    ['right above', 3, ['new', 'one', 'one', 'y'], ['new', 'one', 'new', 'one', 'y']],
  ])('may be there at another line of that kind: %s', (_name, number, file, expected) => {
    expect(outcome(hunk(number, '+new', ' one'), ...file)).toEqual(expected);
  });

  it('may be there with more lines that go', () => {
    expect(outcome(hunk(1, '-one', '+new', ' two'), 'one', 'two', 'new', 'two')).toEqual([
      'new',
      'two',
      'new',
      'two',
    ]);
  });
});

describe('blank lines that come in', () => {
  it.each([
    ['at the end that has one', [' one', '+'], ['one', ''], [[DONE, 1]]],
    ['at the end that has one with blanks', [' one', '+'], ['one', '  '], [[DONE, 1]]],
    ['with blanks at the end that has an empty one', [' one', '+  '], ['one', ''], [[DONE, 1]]],
    ['at the end that has two of two', [' one', '+', '+'], ['one', '', ''], [[DONE, 1]]],
    ['at the end that has one of two', [' one', '+', '+'], ['one', ''], ['one', '', '', '']],
    ['at the end that has none', [' one', '+'], ['one'], ['one', '']],
    ['before another line that ends the file', [' one', '+'], ['one', 'two'], ['one', '', 'two']],
    ['between two lines', [' one', '+', ' two'], ['one', 'two'], ['one', '', 'two']],
    ['where the file goes on', [' one', '+'], ['one', '', 'two'], ['one', '', '', 'two']],
  ])('%s', (_name, body, file, expected) => {
    expect(outcome(hunk(1, ...body), ...file)).toEqual(expected);
  });
});

describe('a blank line that comes in before the end', () => {
  it('may come in twice', () => {
    expect(outcome(hunk(2, '+', ' one'), '', 'one')).toEqual(['', '', 'one']);
  });
});

describe('a line that comes in and stands next to its place with a plus sign', () => {
  const lost = (line: number) => [['EC_EDIT_MALFORMED', line]];

  it.each([
    ['is context behind the hunk', ['-one', '+ONE', '+two'], ['one', '+two', 'end'], lost(1)],
    ['is context before the hunk', ['+two', '-one', '+ONE'], ['x', '+two', 'one'], lost(3)],
    ['is not the last of those behind it', [' one', '+two', '+new'], ['one', '+two'], lost(1)],
    [
      'is no context if another line stands there',
      ['-one', '+ONE', '+two'],
      ['one', 'x', '+two'],
      ['ONE', 'two', 'x', '+two'],
    ],
    ['is no context on the other side', ['+two', ' one'], ['one', '+two'], ['two', 'one', '+two']],
    ['is no context on the other side, before it', [' one', '+two'], ['+two', 'one'], ['+two', 'one', 'two']],
    [
      'is no context between old lines',
      ['-one', '+x', ' two'],
      ['+x', 'one', 'two', '+x'],
      ['+x', 'x', 'two', '+x'],
    ],
    ['is none of the lines that go', ['-one', '+ONE'], ['+one', 'one', '+one'], ['+one', 'ONE', '+one']],
    [
      'is none of the lines that stay',
      [' one', '+new', ' two'],
      ['+one', 'one', 'two', '+two'],
      ['+one', 'one', 'new', 'two', '+two'],
    ],
  ])('%s', (_name, body, file, expected) => {
    expect(outcome(hunk(1, ...body), ...file)).toEqual(expected);
  });

  it('is meant as it is in a block, which has no prefixes', () => {
    const { after } = apply('search-replace', block('one', 'one\ntwo'), { 'a.txt': lines('one', '+two') });
    expect(after).toEqual({ 'a.txt': lines('one', 'two', '+two') });
  });
});
