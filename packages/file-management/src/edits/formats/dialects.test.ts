import { describe, expect, it } from 'vitest';
import { apply, diff, lines } from '../../../test/edits/lab.ts';

const patch = (...body: string[]): string =>
  ['*** Begin Patch', '*** Update File: a.txt', ...body, '*** End Patch', ''].join('\n');

describe('the patch language', () => {
  const files = { 'a.txt': lines('head', 'one', 'tail') };

  it('puts lines behind a bare `@@` at the end, if they are the last of their file', () => {
    expect(apply('apply-patch', patch('@@', '+new'), files).after).toEqual({
      'a.txt': lines('head', 'one', 'tail', 'new'),
    });
    const first = patch('@@', '+new', '@@', '-one', '+two');
    expect(apply('apply-patch', first, files).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('refuses a section that is no line of the file', () => {
    expect(apply('apply-patch', patch('@@ def gone():', '-one', '+two'), files).codes).toEqual([
      'EC_EDIT_WRONG_HINT',
    ]);
    expect(apply('apply-patch', patch('@@ def gone():', '+two'), files).codes).toEqual(['EC_EDIT_NO_PLACE']);
  });

  it('takes a section that leaves the end of its line out', () => {
    const held = { 'a.txt': lines('class A(Base):', '    x = 1') };
    expect(apply('apply-patch', patch('@@ class A', '-    x = 1', '+    x = 2'), held).after).toEqual({
      'a.txt': lines('class A(Base):', '    x = 2'),
    });
  });

  it('chooses the place whose nearest outer line is the section', () => {
    const held = lines(
      'f {',
      '  loop {',
      '    }',
      '  }',
      '}',
      'g {',
      ' loop {',
      '  if {',
      '    }',
      '  }',
      '}',
    );
    const { after } = apply('apply-patch', patch('@@ loop {', '     }', '+    new', '   }'), {
      'a.txt': held,
    });
    expect(after?.['a.txt']).toBe(held.replace('    }\n', '    }\n    new\n'));
  });

  it('ends a file with a newline of which nothing stays', () => {
    const held = { 'a.txt': 'only line' };
    expect(apply('apply-patch', patch('@@', '-only line', '+first', '+second'), held).after).toEqual({
      'a.txt': 'first\nsecond\n',
    });
    const rest = { 'a.txt': 'stays\nlast' };
    expect(apply('apply-patch', patch('@@', '-last', '+end'), rest).after).toEqual({ 'a.txt': 'stays\nend' });
  });

  it('drops blank lines between two section lines', () => {
    expect(apply('apply-patch', patch('@@', '', '@@', '-one', '+two'), files).after).toEqual({
      'a.txt': lines('head', 'two', 'tail'),
    });
  });
});

describe('blocks with dashes', () => {
  const files = { 'a.txt': lines('one') };
  const dashed = (search: string, divider: string): string =>
    `a.txt\n${search}\none\n${divider}\ntwo\n+++++++ REPLACE\n`;

  it('take their marks as they are', () => {
    expect(apply('search-replace', dashed('------- SEARCH', '======='), files).after).toEqual({
      'a.txt': lines('two'),
    });
  });

  it.each([
    ['a mark without its blank', '-------SEARCH', '======='],
    ['a divider with a blank behind it', '------- SEARCH', '======= '],
  ])('are refused with %s', (_name, search, divider) => {
    expect(apply('search-replace', dashed(search, divider), files).after).toBeUndefined();
  });
});

describe('unified diffs', () => {
  it('that were printed in reverse have their prefixes the other way round', () => {
    const edit = [
      'diff --git b/a.txt a/a.txt',
      '--- b/a.txt',
      '+++ a/a.txt',
      '@@ -1 +1 @@',
      '-one',
      '+two',
      '',
    ];
    expect(apply('unified-diff', edit.join('\n'), { 'a.txt': lines('one') }).after).toEqual({
      'a.txt': lines('two'),
    });
  });

  it('that call a file new change it where they show its lines', () => {
    const edit = diff('@@ -1 +1 @@', '-one', '+two').replace('--- a/a.txt', '--- /dev/null');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one') }).after).toEqual({ 'a.txt': lines('two') });
    expect(apply('unified-diff', edit, {}).codes).toEqual(['EC_EDIT_FILE_MISSING']);
  });
});

describe('context that agrees', () => {
  it('has its prefix, so a deleted line with one blank too many is not explained by a lost one', () => {
    const edit = diff('@@ -1,3 +1,3 @@', ' function f() {', '-   return 1;', '+  return 2;', ' }');
    const files = { 'a.txt': lines('function f() {', '  return 1;', '}') };
    expect(apply('unified-diff', edit, files).codes).toEqual(['EC_EDIT_INDENTATION']);
  });
});

describe('text for text', () => {
  const call = (old: string, text: string, more = {}): string =>
    JSON.stringify({ path: 'a.txt', old_str: old, new_str: text, ...more });

  it('replaces every occurrence from the left where all are asked for', () => {
    expect(apply('str-replace', call('aa', 'b', { replace_all: true }), { 'a.txt': 'aaaaa' }).after).toEqual({
      'a.txt': 'bba',
    });
    expect(apply('str-replace', call('aa', 'b'), { 'a.txt': 'aaa' }).codes).toEqual(['EC_EDIT_AMBIGUOUS']);
  });

  it('refuses new text that is indented already where the old text was not', () => {
    const files = { 'a.txt': lines('// note', '', '  function old() {}') };
    expect(apply('str-replace', call('\nfunction old() {}', '\n  function made() {}'), files).codes).toEqual([
      'EC_EDIT_INDENTATION',
    ]);
  });

  it('refuses new lines next to a line that the file indents otherwise', () => {
    const files = { 'a.txt': lines('if (x) {', '    init();', '}') };
    const edit = call('if (x) {\ninit();\n}', 'if (x) {\ninit();\ncheck();\n}');
    expect(apply('str-replace', edit, files).codes).toEqual(['EC_EDIT_INDENTATION']);
  });

  it('says that an edit which only indents is there already', () => {
    const files = { 'a.txt': lines('    x = 1;') };
    expect(apply('str-replace', call('        x = 1;\n', '    x = 1;\n'), files).codes).toEqual([
      'EC_EDIT_ALREADY_APPLIED',
    ]);
  });
});

describe('numbers in front of the lines that are searched', () => {
  const files = { 'a.txt': lines('head', 'one', 'two') };
  const numbered = (first: number): string =>
    `a.txt\n<<<<<<< SEARCH\n${first} | one\n${first + 1} | two\n=======\nONE\n>>>>>>> REPLACE\n`;

  it('are dropped if they are the right ones, although the new lines have none', () => {
    const { after, plan } = apply('search-replace', numbered(2), files);
    expect(after).toEqual({ 'a.txt': lines('head', 'ONE') });
    expect(plan.receipts[0]?.relaxations).toEqual(['line-gutter']);
  });

  it('are a reason to refuse if they are wrong', () => {
    expect(apply('search-replace', numbered(3), files).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });
});
