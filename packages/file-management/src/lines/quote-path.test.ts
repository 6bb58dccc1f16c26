import { expect, test } from 'vitest';
import { git, scratchFolder, writeFiles } from '../../test/line-cases.ts';
import { quotePath } from './quote-path.ts';

test.each([
  ['src/a b.ts', 'src/a b.ts'],
  ["it's~fine[1]{2}", "it's~fine[1]{2}"],
  ['tab\there', '"tab\\there"'],
  ['\x07\b\t\n\v\f\r', '"\\a\\b\\t\\n\\v\\f\\r"'],
  ['"', '"\\""'],
  ['back\\slash', '"back\\\\slash"'],
  ['ü', '"\\303\\274"'],
  ['\x01\x1f\x7f', '"\\001\\037\\177"'],
  ['a/\u{1f600}', '"a/\\360\\237\\230\\200"'],
])('%j is written as %s', (path, quoted) => {
  expect(quotePath(path)).toBe(quoted);
});

test('git quotes names of files in the same way', () => {
  const names = [
    'plain',
    'with space',
    'tab\t',
    'line\nfeed',
    'qu"ote',
    'back\\slash',
    'ünï',
    '漢字',
    '\u{1f600}',
    '\x01',
    'del\x7f',
    '~!@#$%^&()',
  ];
  using folder = scratchFolder();
  writeFiles(folder.path, Object.fromEntries(names.map((name) => [name, ''])));
  git(folder.path, ['init', '-q', '.']);
  const listed = git(folder.path, ['ls-files', '--others']).stdout.trimEnd().split('\n');
  expect(listed.toSorted()).toEqual(names.map(quotePath).toSorted());
});
