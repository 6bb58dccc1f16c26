import { describe, expect, it } from 'vitest';
import { apply, diff, lines } from '../../../test/edits/lab.ts';

/** The line at which a patch with some sections goes in and its hints, or the codes and reasons of its refusals. */
function outcome(sections: readonly string[], body: readonly string[], file: readonly string[]) {
  const heads = sections.map((section) => `@@ ${section}`);
  const patch = lines('*** Begin Patch', '*** Update File: a.txt', ...heads, ...body, '*** End Patch');
  const { plan } = apply('apply-patch', patch, { 'a.txt': lines(...file) });
  return plan.refusals.length > 0
    ? plan.refusals.map(({ code, reason }) => [code, reason])
    : plan.receipts.map(({ line, hints }) => [line, ...hints]);
}

const AMBIGUOUS = [['EC_EDIT_AMBIGUOUS', undefined]];
const OUTSIDE = [['EC_EDIT_WRONG_HINT', 'the lines stand outside the named section']];
const MISSING = [['EC_EDIT_WRONG_HINT', 'the named section is not in the file']];

const python = [
  'class A:',
  '  def f(self):',
  '    one',
  '  def g(self):',
  '    one',
  '    two',
  'class B:',
  '  def f(self):',
  '    one',
  '    three',
  '  def g(self):',
  '    if x:',
  '      one',
  '    one',
  'end',
];
const one = ['-    one', '+    ONE'];

describe('the sections of a hunk', () => {
  it.each([
    ['an outer and an inner one', ['class B:', '  def f(self):'], [[9, 'section']]],
    ['an inner one of another class', ['class A:', '  def g(self):'], [[5, 'section']]],
    ['inner ones without their indentation', ['class A:', 'def f(self):'], [[3, 'section']]],
    ['one that is named twice', ['class A:', 'class A:', 'def g(self):'], [[5, 'section']]],
    ['one with several places', ['class A:'], AMBIGUOUS],
    ['one with two lines', ['def f(self):'], AMBIGUOUS],
    ['one that is no line of the file', ['class C:'], AMBIGUOUS],
    ['an inner one that the outer does not have', ['class A:', '    if x:'], AMBIGUOUS],
    ['none', [], AMBIGUOUS],
  ])('choose among places: %s', (_name, sections, expected) => {
    expect(outcome(sections, sections.length === 0 ? ['@@', ...one] : one, python)).toEqual(expected);
  });

  it.each([
    ['one', ['def f:', '  log(', 'def g:', '  if x:', '    log(', '  log('], [[6, 'section']]],
    ['one above another', ['def f:', '  log(', 'def g:', '  log(', '  if x:', '    log('], [[4, 'section']]],
    ['two', ['def f:', '  log(', 'def g:', '  log(', '  if x:', '    log(', '  log('], AMBIGUOUS],
    ['none of two', ['def g:', '  if x:', '    log(', '  if y:', '    log('], AMBIGUOUS],
  ])('prefer what is right inside: %s', (_name, file, expected) => {
    expect(outcome(['def g:'], ['-log(', '+LOG('], file)).toEqual(expected);
  });

  it('choose a place deep inside if it is the only one', () => {
    const file = ['def f:', '  if x:', '    log(', 'def f:', '  pass', 'end:', '    log('];
    expect(outcome(['def f:'], ['-    log(', '+    LOG('], file)).toEqual([[3, 'section']]);
  });

  it.each([
    ['the first behind it', ['# one', 'x', '# two', 'x', 'y', 'x'], '# two', [[4, 'section']]],
    ['the first behind it, with another before it', ['x', 'x', '# two', 'y', 'x'], '# two', [[5, 'section']]],
    ['none behind it', ['x', 'y', 'x', '# two'], '# two', AMBIGUOUS],
    ['none behind two of them', ['x', '# two', 'x', '# two', 'x'], '# two', AMBIGUOUS],
  ])('that open no block choose %s', (_name, file, section, expected) => {
    expect(outcome([section], ['-x', '+X'], file)).toEqual(expected);
  });
});

describe('the only place of a hunk', () => {
  it.each([
    ['inside of its section', ['def f:', '  x', 'def g:', '  y'], ['def f:'], [[2]]],
    [
      'inside of the outer one alone',
      ['class A:', '  def f:', '    y', '  z', '  x'],
      ['class A:', 'def f:'],
      OUTSIDE,
    ],
    ['in another section', ['def f:', '  y', 'def g:', '  x'], ['def f:'], OUTSIDE],
    ['above its section', ['  x', 'def f:', '  y'], ['def f:'], OUTSIDE],
    ['inside of one of two sections of that name', ['def f:', '  y', 'def f:', '  x'], ['def f:'], [[4]]],
    [
      'outside of two sections of that name',
      ['def f:', '  y', 'def f:', '  z', 'def g:', '  x'],
      ['def f:'],
      OUTSIDE,
    ],
    ['behind a section that opens no block', ['# part', 'y', '  x'], ['# part'], [[3]]],
    ['above a section that opens no block', ['  x', 'y', '# part'], ['# part'], OUTSIDE],
    ['behind the first of two that open none', ['# part', '  x', '# part'], ['# part'], [[2]]],
    ['behind the second of two that open none', ['# part', 'y', '# part', '  x'], ['# part'], [[4]]],
    ['above two that open none', ['  x', '# part', 'y', '# part'], ['# part'], OUTSIDE],
    [
      'outside of what opens a block in one of two lines',
      ['f(1)', 'def f(1)', 'end', '  x'],
      ['f(1)'],
      [[4]],
    ],
    ['in a file without its section', ['def g:', '  x'], ['def f:'], MISSING],
    ['in a file with one of its sections', ['class A:', '  x'], ['class A:', 'def f:'], MISSING],
    ['in a file with a longer section line', ['def f(a, b):', '  x'], ['def f('], [[2]]],
    ['in a file where another line ends like its section', ['async def f:', '  x'], ['def f:'], MISSING],
  ])('stands %s', (_name, file, sections, expected) => {
    expect(outcome(sections, ['-  x', '+  X'], file)).toEqual(expected);
  });

  it('is inside up to the line that begins something else', () => {
    const file = ['def f:', '  y', '', 'x', 'end', 'z'];
    expect(outcome(['def f:'], ['+new', ' x'], file)).toEqual([[4]]);
    expect(outcome(['def f:'], ['+new', ' end'], file)).toEqual(OUTSIDE);
  });

  it('is judged by the header of a diff only where it has no number, and the file has that line', () => {
    const files = { 'a.txt': lines('def f:', '  x', 'def g:', '  y') };
    const codes = (header: string) => apply('unified-diff', diff(header, '-  x', '+  X'), files).codes;
    expect(codes('@@ -2,1 +2,1 @@ def g:')).toEqual([]);
    expect(codes('@@ def h: @@')).toEqual([]);
    expect(codes('@@ def f: @@')).toEqual([]);
    expect(codes('@@ def g: @@')).toEqual(['EC_EDIT_WRONG_HINT']);
  });
});

describe('a section line', () => {
  const twice = (first: string, second: string): string[] => [first, '  x', 'between', second, '  x'];

  it.each([
    ['exactly', twice('def f:', 'def f: '), 'def f:', 2],
    ['but for blanks behind it', twice('  def f:', 'def f:  '), 'def f: ', 5],
    ['but for its indentation', twice('def g:', '    def f(\u2019a\u2019):'), "def f('a'):", 5],
  ])('is the one that agrees %s', (_name, file, section, line) => {
    expect(outcome([section], ['-  x', '+  X'], file)).toEqual([[line, 'section']]);
  });
});

it('a hunk may begin with the line that it names as its section', () => {
  const file = ['def f:', '  y', 'def g:', '  x'];
  expect(outcome(['def g:'], [' def g:', '-  x', '+  X'], file)).toEqual([[3]]);
  expect(outcome(['def f:'], [' def f:', '-  y', '+  Y'], file)).toEqual([[1]]);
});
