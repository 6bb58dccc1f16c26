import { describe, expect, it } from 'vitest';
import { matchLevels } from '../edit-plan.ts';
import { foldPunctuation, keepsIndentation, matchKey } from './match-key.ts';

describe('what two lines must have in common', () => {
  it.each([
    ['  a \u2019 ', ['  a \u2019 ', '  a \u2019', "  a '", 'a \u2019', "a '"]],
    ['\t a', ['\t a', '\t a', '\t a', 'a', 'a']],
    ['a \t\v\f', ['a \t\v\f', 'a', 'a', 'a', 'a']],
    ['\v\fa', ['\v\fa', '\v\fa', '\v\fa', '\v\fa', '\v\fa']],
    ['a\u00a0', ['a\u00a0', 'a\u00a0', 'a', 'a\u00a0', 'a']],
    ['\u00a0a', ['\u00a0a', '\u00a0a', ' a', '\u00a0a', 'a']],
    ['a\r', ['a\r', 'a\r', 'a\r', 'a\r', 'a\r']],
    [' \t ', [' \t ', '', '', '', '']],
    ['', ['', '', '', '', '']],
    ['a  b', ['a  b', 'a  b', 'a  b', 'a  b', 'a  b']],
    ['caf\u0065\u0301', ['cafe\u0301', 'cafe\u0301', 'caf\u00e9', 'cafe\u0301', 'caf\u00e9']],
  ])('by level for %j', (line, expected) => {
    expect(matchLevels.map((level) => matchKey(line, level))).toEqual(expected);
  });

  it('is the indentation too, up to the level that forgives it', () => {
    expect(matchLevels.filter(keepsIndentation)).toEqual(['exact', 'trailing-blanks', 'punctuation']);
  });
});

describe('characters that stand for an ASCII one', () => {
  const from = (first: number, last = first): string[] =>
    Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at));

  it.each([
    ['-', [...from(0x2010, 0x2015), '\u2212']],
    ["'", [...from(0x2018, 0x201b), '\u2032']],
    ['"', [...from(0x201c, 0x201f), '\u2033']],
    ['...', ['\u2026']],
    ['', ['\u200b', '\ufeff']],
    [' ', ['\u00a0', '\u1680', ...from(0x2000, 0x200a), '\u202f', '\u205f', '\u3000']],
  ])('are written as %j', (ascii, characters) => {
    for (const character of characters) {
      const code = character.charCodeAt(0).toString(16);
      expect(foldPunctuation(`a${character}b${character}`), code).toBe(`a${ascii}b${ascii}`);
    }
  });

  it.each(['\u200c', '\u200d', '\u2016', '\u2017', '\u2020', '\u2024', '\u2027', '\u2031', '\u2034', '«'])(
    'do not include %j',
    (character) => {
      expect(foldPunctuation(character)).toBe(character);
    },
  );
});
