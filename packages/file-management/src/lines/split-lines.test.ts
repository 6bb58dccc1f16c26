import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAtLineFeeds, splitLines } from './split-lines.ts';

const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', 'é', '\u{1f600}') });

test.each([
  ['', []],
  ['\n', ['\n']],
  ['\r', ['\r']],
  ['a', ['a']],
  ['a\n', ['a\n']],
  ['a\r\nb', ['a\r\n', 'b']],
  ['a\rb\nc\r\nd\r', ['a\r', 'b\n', 'c\r\n', 'd\r']],
  ['\r\r\n\n\r', ['\r', '\r\n', '\n', '\r']],
  ['a\u2028b\n', ['a\u2028b\n']],
])('%j has the lines %j', (text, lines) => {
  expect(splitLines(text)).toEqual(lines);
});

test('git sees lines end at line feeds only', () => {
  expect(splitAtLineFeeds('a\rb\r\nc')).toEqual(['a\rb\r\n', 'c']);
  expect(splitAtLineFeeds('')).toEqual([]);
  expect(splitAtLineFeeds('\n\n')).toEqual(['\n', '\n']);
});

test('joined lines are the text, and each but the last has exactly one ending', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = splitLines(text);
      expect(lines.join('')).toBe(text);
      lines.forEach((line, at) => {
        const body = line.replace(/\r\n$|[\r\n]$/, '');
        expect(body).not.toMatch(/[\r\n]/);
        if (at < lines.length - 1) expect(line.length).toBeGreaterThan(body.length);
      });
    }),
  );
});

test('both ways to split agree on texts without carriage returns', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const plain = text.replaceAll('\r', '');
      expect(splitAtLineFeeds(plain)).toEqual(splitLines(plain));
      expect(splitAtLineFeeds(text).join('')).toBe(text);
    }),
  );
});
