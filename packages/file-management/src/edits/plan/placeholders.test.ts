import { describe, expect, it } from 'vitest';
import { findPlaceholder, isPlaceholder } from './placeholders.ts';

const styles = [
  ['// ', ''],
  ['# ', ''],
  ['/* ', ' */'],
  ['<!-- ', ' -->'],
  ['-- ', ''],
  ['; ', ''],
  ['% ', ''],
  ['{/* ', ' */}'],
  ['""" ', ' """'],
  ['(* ', ' *)'],
  ['{# ', ' #}'],
  ["' ", ''],
] as const;
const words = [
  '... existing code ...',
  '... rest of code ...',
  'rest of the file remains unchanged',
  '... (rest of the code stays the same) ...',
  '... other methods ...',
  'existing code here',
  '... unchanged ...',
  'remaining code unchanged',
  '[... rest of implementation ...]',
  '...',
  'rest of your code here',
  '... keep the existing imports ...',
  'other functions remain the same',
  '\u2026 existing code \u2026',
  'rest of the implementation',
  '... same as before ...',
  '... previous code ...',
];

describe('a placeholder', () => {
  it.each(styles)('is found in comments that begin with %s', (open, close) => {
    const missed = words.filter((word) => !isPlaceholder(`    ${open}${word}${close}`));
    expect(missed).toEqual([]);
  });

  it.each([
    'const rest = code;',
    '// the rest is history',
    '// Wait ...',
    'foo(...args);',
    '# loads the existing file',
    '// see other methods',
    '    ...',
    '// remaining items are sorted',
    '/* previous value */',
    '# TODO later...',
    'print("... existing code ...")',
    '- ... and the rest of the code',
    '// existing code paths are tested elsewhere by the suite',
  ])('is not seen in %s', (line) => {
    expect(isPlaceholder(line)).toBe(false);
  });

  it('is none where the file had the same comment before', () => {
    expect(findPlaceholder(['a', '// ...'], ['  // ...'], 'a.ts')).toBeUndefined();
    expect(findPlaceholder(['a', '// ...'], ['b'], 'a.ts')).toBe(1);
  });

  it('takes lone dots in the examples of a document for what they are', () => {
    expect(findPlaceholder(['a', '// ...'], [], 'guide.md')).toBeUndefined();
    expect(findPlaceholder(['a', '<!-- rest of the document unchanged -->'], [], 'guide.md')).toBe(1);
    expect(findPlaceholder(['a', '// ...'], [], 'guide.ts')).toBe(1);
  });

  it.each([
    '[Previous code]',
    'existing code',
    'The rest is unchanged',
    'everything else stays the same',
    '(unchanged)',
  ])('knows a comment of nothing but %s', (words) => {
    expect(isPlaceholder(`  // ${words}`)).toBe(true);
    expect(isPlaceholder(`  # ${words}`)).toBe(true);
    expect(isPlaceholder(` * ${words}`)).toBe(false);
  });

  it.each([
    '// Previous task parked, use a new task...',
    '* ...and many more.',
    '///   ...',
    '#     ...',
    '// included in the handlers chain for every single request. Even 404, 405, static files...',
  ])('leaves the prose %s alone', (line) => {
    expect(isPlaceholder(line)).toBe(false);
  });
});
