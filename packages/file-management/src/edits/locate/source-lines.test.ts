import { describe, expect, it } from 'vitest';
import { contentEndOf, endingOf, endsWithNewline, lineAt, startOf, toSourceLines } from './source-lines.ts';

describe('a text cut into lines', () => {
  it.each([
    ['', [], []],
    ['\n', [''], ['\n']],
    ['a', ['a'], ['']],
    ['a\n', ['a'], ['\n']],
    ['a\nb', ['a', 'b'], ['\n', '']],
    ['\n\na\n', ['', '', 'a'], ['\n', '\n', '\n']],
    ['a\r\nb\r\n', ['a', 'b'], ['\r\n', '\r\n']],
    ['\r\n\r\nb', ['', '', 'b'], ['\r\n', '\r\n', '']],
    ['a\r\nb\nc', ['a', 'b', 'c'], ['\r\n', '\n', '']],
    ['a\rb\n', ['a\rb'], ['\n']],
    ['a\r\r\nb', ['a\r', 'b'], ['\r\n', '']],
    ['a\nb\r', ['a', 'b\r'], ['\n', '']],
    ['a\rb', ['a', 'b'], ['\r', '']],
    ['a\r\rb\r', ['a', '', 'b'], ['\r', '\r', '\r']],
    ['\r', [''], ['\r']],
  ])('%j has lines and their endings', (text, contents, endings) => {
    const source = toSourceLines(text);
    expect(source.contents).toEqual(contents);
    expect(contents.map((_content, line) => endingOf(source, line))).toEqual(endings);
    expect(source.contents.map((content, line) => content + endingOf(source, line)).join('')).toBe(text);
    const starts = contents.map((_content, line) => startOf(source, line));
    expect(starts.map((start, line) => text.slice(start, contentEndOf(source, line)))).toEqual(contents);
    expect(endsWithNewline(source)).toBe(endings.at(-1) !== '');
  });

  it('has nothing where there is no line', () => {
    const source = toSourceLines('one\ntwo\n');
    for (const line of [-1, 2, 3]) {
      expect(startOf(source, line)).toBe(8);
      expect(contentEndOf(source, line)).toBe(8);
      expect(endingOf(source, line)).toBe('');
    }
  });

  it.each([
    ['', [0]],
    ['a', [0, 0]],
    ['ab\nc\n\nd', [0, 0, 0, 1, 1, 2, 3, 3]],
    ['a\r\nb\r\n', [0, 0, 0, 1, 1, 1, 1]],
    ['\n\n\n\n\n', [0, 1, 2, 3, 4, 4]],
  ])('%j tells the line of every offset', (text, expected) => {
    const source = toSourceLines(text);
    expect(expected.map((_line, offset) => lineAt(source, offset))).toEqual(expected);
  });
});
