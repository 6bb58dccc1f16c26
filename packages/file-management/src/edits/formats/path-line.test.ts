import { describe, expect, it } from 'vitest';
import { apply, lines } from '../../../test/edits/lab.ts';

const files = {
  'src/app.ts': lines('one', 'two'),
  'src/other.ts': lines('three'),
  'My notes/to do.md': lines('one', 'two'),
  'Documents/Changes between version 1 and version 2.md': lines('one', 'two'),
};
const block = (search: string, replace: string): string =>
  lines('<<<<<<< SEARCH', search, '=======', replace, '>>>>>>> REPLACE');

/** The files that a block changes behind some lines. */
function changedBehind(...head: string[]): string[] | string {
  const { plan, codes } = apply('search-replace', lines(...head) + block('two', '2'), files);
  return codes[0] ?? plan.files.map(({ path }) => path);
}

describe('the line before a block', () => {
  it.each([
    'src/app.ts',
    './src/app.ts',
    '**src/app.ts**',
    '### `src/app.ts`',
    '### 1. `src/app.ts`',
    'File: src/app.ts',
    '# src/app.ts',
    '// src/app.ts',
    '<!-- src/app.ts -->',
    '<path>src/app.ts</path>',
    'Now update the file src/app.ts:',
    'First I will fix the counting in src/app.ts',
    'In `src/app.ts`, change the second line:',
    '`src/app.ts` (changed)',
  ])('names a file as %s', (line) => {
    expect(changedBehind(line)).toEqual(['src/app.ts']);
    expect(changedBehind(line, '```ts')).toEqual(['src/app.ts']);
  });

  it('may be a path with blanks', () => {
    expect(changedBehind('My notes/to do.md')).toEqual(['My notes/to do.md']);
    const long = 'Documents/Changes between version 1 and version 2.md';
    expect(changedBehind(long)).toEqual([long]);
  });

  it.each(['Like `src/app.ts` and `src/other.ts`:', 'Change this:', 'It is faster, see src/app.ts.'])(
    'names no file as %s',
    (line) => {
      expect(changedBehind(line)).toBe('EC_EDIT_NO_PATH');
    },
  );

  it('does not take a file that is quoted in passing for the one that was named before', () => {
    const edit = `${lines('src/app.ts')}${block('one', '1')}\nAs \`src/other.ts\` does it:\n${block('two', '2')}`;
    expect(apply('search-replace', edit, files).after?.['src/app.ts']).toBe(lines('1', '2'));
  });

  it('does not make a file of a sentence', () => {
    const edit = lines('Create the file src/new.ts', '```', 'new', '```');
    expect(apply('whole-file', edit, {}).codes).toEqual(['EC_EDIT_NO_PATH']);
    expect(apply('whole-file', edit.replace('Create the file ', ''), {}).after).toEqual({
      'src/new.ts': lines('new'),
    });
  });

  it('names a whole file where it quotes one', () => {
    const edit = lines('Here is the new `src/other.ts`:', '', '```ts', 'four', '```');
    expect(apply('whole-file', edit, files).after?.['src/other.ts']).toBe(lines('four'));
  });
});
