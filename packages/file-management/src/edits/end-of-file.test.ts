import { describe, expect, it } from 'vitest';
import { apply, block, diff, filler, lines } from '../../test/edits/lab.ts';

describe('a diff that was cut off at the end of a file', () => {
  it('is refused where a deletion is its last line and its replacement is owed', () => {
    const edit = diff('@@ -2,2 +2,2 @@', ' two', '-three');
    const { codes } = apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three') });
    expect(codes).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it('is refused where the additions behind the last line of the file are owed', () => {
    const edit = diff('@@ -2,2 +2,4 @@', ' two', ' three');
    const cut = diff('@@ -1,1 +1,1 @@', '-one', '+ONE', '@@ -2,2 +2,4 @@', ' two', ' three');
    for (const one of [edit, cut]) {
      const { codes } = apply('unified-diff', one, { 'a.txt': lines('one', 'two', 'three') });
      expect(codes).toEqual(['EC_EDIT_TRUNCATED']);
    }
  });

  it('is refused where deletions up to the end of the file are owed', () => {
    const edit = diff('@@ -1,4 +1,2 @@', ' one', ' two', '-three');
    const { codes } = apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three', 'four') });
    expect(codes).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it('is refused behind context where exactly the rest of the file is owed', () => {
    const edit = diff('@@ -1,4 +1,3 @@', ' one', '-two', '+TWO', ' three');
    const files = (...rest: string[]) => ({ 'a.txt': lines('one', 'two', 'three', ...rest) });
    expect(apply('unified-diff', edit, files('four')).codes).toEqual(['EC_EDIT_TRUNCATED']);
    expect(apply('unified-diff', edit, files('four', 'five')).codes).toEqual([]);
  });

  it('is a wrong count where context follows and the file goes on', () => {
    const edit = diff('@@ -1,3 +1,9 @@', ' one', '-two', '+TWO', ' three');
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three', 'four') }).after).toEqual({
      'a.txt': lines('one', 'TWO', 'three', 'four'),
    });
  });
});

describe('the marker of a missing final newline', () => {
  const marked = diff('@@ -1,2 +1,3 @@', ' one', '-two', '\\ No newline at end of file', '+two', '+three');

  it('stands for the end of the file', () => {
    expect(apply('unified-diff', marked, { 'a.txt': 'one\ntwo' }).after).toEqual({
      'a.txt': lines('one', 'two', 'three'),
    });
  });

  it('refuses a place behind which the file goes on', () => {
    expect(apply('unified-diff', marked, { 'a.txt': 'one\ntwo\nthree' }).codes).toEqual(['EC_EDIT_NO_MATCH']);
  });
});

describe('lines that would be added twice', () => {
  const search = ['    return true', '  end', 'end', 'return block'].join('\n');
  const replace = [
    '    return true',
    '  end',
    '  if other then',
    '    return true',
    '  end',
    'end',
    'return block',
  ].join('\n');

  it('are refused where the added lines end like the context before them', () => {
    const before = lines('function scan()', ...search.split('\n'));
    const once = apply('search-replace', block(search, replace), { 'a.txt': before }).after;
    expect(once).toEqual({ 'a.txt': lines('function scan()', ...replace.split('\n')) });
    const { codes } = apply('search-replace', block(search, replace), once ?? {});
    expect(codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
  });

  it('are refused in a diff with context on one side', () => {
    const edit = diff('@@ -1,2 +1,4 @@', ' one', ' two', '+three', '+four');
    const files = { 'a.txt': lines('one', 'two', 'three', 'four', 'five') };
    expect(apply('unified-diff', edit, files).codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
  });

  it('may be like lines that stand elsewhere', () => {
    const text = lines('first {', '  log();', '}', 'second {', '}');
    const edit = block('second {\n}', 'second {\n  log();\n}');
    expect(apply('search-replace', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines('first {', '  log();', '}', 'second {', '  log();', '}'),
    });
  });
});

describe('a hunk without context behind its change', () => {
  const edit = diff('@@ -1,2 +1,3 @@', ' }', ' ', '+added();');
  const twice = lines('}', '', ...filler(20), '}', '');

  it('belongs at the end of the file among places that are alike', () => {
    expect(apply('unified-diff', edit, { 'a.txt': twice }).codes).toEqual(['EC_EDIT_AMBIGUOUS']);
    const atEnd = edit.replace('-1,2 +1,3', '-23,2 +23,3');
    expect(apply('unified-diff', atEnd, { 'a.txt': twice }).after).toEqual({
      'a.txt': `${twice}added();\n`,
    });
  });

  it('goes wherever its lines stand once', () => {
    expect(apply('unified-diff', edit, { 'a.txt': lines('}', '', 'rest') }).after).toEqual({
      'a.txt': lines('}', '', 'added();', 'rest'),
    });
  });
});

describe('blank lines behind a hunk whose counts are kept', () => {
  it('do not belong to it', () => {
    const edit = `${diff('@@ -1,2 +1,2 @@', ' one', '-two', '+TWO')} \n\n`;
    expect(apply('unified-diff', edit, { 'a.txt': lines('one', 'two', 'three') }).after).toEqual({
      'a.txt': lines('one', 'TWO', 'three'),
    });
  });
});

describe('a deletion whose result stands at the numbered place', () => {
  const record = (name: string, ...middle: string[]) => [
    `- name: ${name}`,
    '  lazy: false',
    '  quiet: true',
    ...middle,
    '  cache: false',
    '  stream: true',
  ];
  const edit = diff(
    '@@ -2,5 +2,4 @@',
    '   lazy: false',
    '   quiet: true',
    '-  extra: null',
    '   cache: false',
    '   stream: true',
  );

  it('is not made in another record that is alike', () => {
    const done = lines(...record('one'), ...filler(30), ...record('two', '  extra: null'));
    expect(apply('unified-diff', edit, { 'a.txt': done }).codes).toEqual(['EC_EDIT_ALREADY_APPLIED']);
  });

  it('is made where the numbered place holds something else', () => {
    const moved = lines(...filler(30), ...record('two', '  extra: null'));
    expect(apply('unified-diff', edit, { 'a.txt': moved }).after).toEqual({
      'a.txt': lines(...filler(30), ...record('two')),
    });
  });
});

describe('a diff whose results stand at all of its numbered places', () => {
  const buttons = (open: string, close: string) => [
    '<div>',
    '  {icon}',
    `  ${open}`,
    '    when={last}',
    '    style={end}',
    `  ${close}`,
    '</div>',
  ];
  const edit = diff(
    '@@ -2,3 +2,4 @@',
    '   {icon}',
    '-  <Buttons',
    '+  {/* <Buttons',
    '+    off',
    '     when={last}',
    '@@ -5,3 +6,3 @@',
    '     style={end}',
    '-  />',
    '+  /> */}',
    ' </div>',
  );
  const done = [
    '<div>',
    '  {icon}',
    '  {/* <Buttons',
    '    off',
    '    when={last}',
    '    style={end}',
    '  /> */}',
    '</div>',
  ];

  it('is not made in a copy further down', () => {
    const text = lines(...done, ...filler(20), ...buttons('<Buttons', '/>'));
    const { codes } = apply('unified-diff', edit, { 'a.txt': text });
    expect(new Set(codes)).toEqual(new Set(['EC_EDIT_ALREADY_APPLIED']));
  });

  it('is made where the lines have only moved', () => {
    const text = lines(...filler(20), ...buttons('<Buttons', '/>'));
    expect(apply('unified-diff', edit, { 'a.txt': text }).after).toEqual({
      'a.txt': lines(...filler(20), ...done),
    });
  });
});

describe('a diff that ends before its last line does', () => {
  const files = { 'a.txt': lines('one', 'two', 'three', 'four', 'two', 'thirty') };
  const codesOf = (body: string, before = '', after = ''): readonly string[] =>
    apply('unified-diff', `${before}--- a/a.txt\n+++ b/a.txt\n${body}${after}`, files).codes;

  it.each([
    ['an added line may go on', '@@ -5,2 +5,3 @@\n two\n thirty\n+fif'],
    ['an added line between context may go on', '@@ -1,2 +1,2 @@\n one\n-two\n+tw'],
    ['context that decides the place may go on', '@@ -2,2 +2,3 @@\n+new\n two\n three'],
    ['without counts a change at the top may go on', '@@ @@\n-one\n-two\n+1\n'],
  ])('%s, so it is cut off', (_name, body) => {
    expect(codesOf(body)).toEqual(['EC_EDIT_TRUNCATED']);
  });

  it.each([
    ['with its newline', '@@ -5,2 +5,3 @@\n two\n thirty\n+fifty\n'],
    ['in context that the place does not rest on', '@@ -3,2 +3,3 @@\n three\n+new\n four'],
    ['with a fence around it', '@@ @@\n-one\n-two\n+1\n', '```diff\n', '```'],
  ])('it ends %s, so it is whole', (_name, body, before = '', after = '') => {
    expect(codesOf(body, before, after)).toEqual([]);
  });
});
