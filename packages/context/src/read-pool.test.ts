import { describe, expect, test } from 'vitest';
import { FileReader } from './index/file-reader.ts';
import { createContext } from './index.ts';
import { ReadPool } from './read-pool.ts';
import { memorySource } from './testing.ts';

const FILES = [
  { path: 'src/cart.ts', text: 'export class Cart {\n  addItem(item) {\n    return item;\n  }\n}\n' },
  { path: 'ünïcode/päth\n.py', text: 'def größe():\n    return "値段"\n' },
  { path: 'empty.txt', text: '' },
];

describe('threads', () => {
  test('make the records that this thread would make', async () => {
    await using pool = new ReadPool(2);
    const reader = new FileReader();
    const expected = FILES.map(({ path, text }) => reader.read(path, text));
    expect(await Promise.all([pool.read(FILES), pool.read(FILES)])).toEqual([expected, expected]);
  });

  test('that are gone say so instead of waiting', async () => {
    const pool = new ReadPool(1);
    const asked = pool.read(FILES);
    await pool[Symbol.asyncDispose]();
    const answer = await asked;
    expect(answer === undefined || answer.length === FILES.length).toBe(true);
    expect(await pool.read(FILES)).toBeUndefined();
    expect(await new ReadPool(0).read(FILES)).toBeUndefined();
  });

  test('of a large tree lead to the answer of a small one', async () => {
    const line = '  const total = sumOfPrices(cart, session, currency);\n';
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, at): [string, string] => [
        `src/part${at}.ts`,
        `export function part${at}(cart) {\n${line.repeat(1400)}}\n`,
      ]),
    );
    const ask = { instruction: 'part7 must round the total', budgetTokens: 30_000 };
    await using large = createContext({ source: memorySource(files) });
    await large.refresh();
    const growing = memorySource({});
    await using grown = createContext({ source: growing });
    for (const [path, text] of Object.entries(files)) {
      growing.set(path, text);
      if (path.endsWith('9.ts')) await grown.refresh();
    }
    expect(JSON.stringify(await grown.select(ask))).toBe(JSON.stringify(await large.select(ask)));
  });
});
