import { expect, test } from 'vitest';
import { readLines } from './lines.ts';

async function linesOf(...chunks: readonly string[]): Promise<readonly string[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of readLines(source())) lines.push(line);
  return lines;
}

test('CR and LF in two chunks end one line, not two', async () => {
  expect(await linesOf('a\r', '\nb\r', '\n')).toEqual(['a', 'b']);
  expect(await linesOf('a\r', '', '\n', 'b\n')).toEqual(['a', 'b']);
});

test('empty lines are kept, and a last line without an end is left out', async () => {
  expect(await linesOf('a\n\nb\r\r', 'c\n\r\nd')).toEqual(['a', '', 'b', '', 'c', '']);
});
