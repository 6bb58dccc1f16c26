import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContextSource, createContext } from './index.ts';
import { memorySource } from './testing.ts';

const FILES: Readonly<Record<string, string>> = {
  'src/cart.ts': 'export class Cart {\n  addItem(item) {\n    return item;\n  }\n}\n',
  'src/price.ts': 'export function priceOf(item) {\n  return item.length;\n}\n',
};

/** Milliseconds of processor time; what other programs do does not count. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  return process.cpuUsage(before).user / 1000;
}

const select = (instruction: string, files = FILES) =>
  createContext({ source: memorySource(files) }).select({ instruction, budgetTokens: 400 });

describe('instructions', () => {
  test('of any characters get an answer within the budget', async () => {
    await using index = createContext({ source: memorySource(FILES) });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (instruction) => {
        const { usedTokens, entries } = await index.select({ instruction, budgetTokens: 60 });
        expect(usedTokens).toBeLessThanOrEqual(60);
        expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['Russian', 'корзина теряет товары', 'корзина'],
    ['Chinese', '购物车丢失商品', '购物车'],
    ['Japanese', '値段が間違っている', '値段'],
    ['Arabic', 'السلة تفقد العناصر', 'السلة'],
    ['Hindi', 'टोकरी में गलती है', 'टोकरी'],
    ['Greek', 'το καλάθι χάνει', 'καλάθι'],
    ['Korean', '장바구니가 비었다', '장바구니'],
  ])('in %s find the file that speaks of it', async (_, instruction, word) => {
    const files = { ...FILES, 'docs/other.ts': `// ${word}\nexport const it = 1;\n` };
    expect((await select(instruction, files)).ranking[0]).toBe('docs/other.ts');
  });

  test.each([
    ['letters', 'a'],
    ['paths', 'a/'],
    ['dots', 'a.'],
    ['back ticks', '`'],
    ['brackets', 'f(('],
    ['signs without a word', '-+*/ '],
    ['line ends', '\n'],
    ['different words', 'abc123 xyz'],
  ])('of a megabyte of %s take no more time than reading them', async (_, text) => {
    const instruction = text.repeat(1_000_000 / text.length);
    let warnings: readonly { kind: string }[] = [];
    const cpu = await cpuOf(async () => {
      warnings = (await select(instruction)).warnings;
    });
    expect(warnings.map(({ kind }) => kind)).toEqual(['instruction-shortened']);
    expect(cpu).toBeLessThan(1500);
  });

  test.each([
    [
      'node',
      'TypeError: x is not a function\n    at Cart.addItem (/srv/app/src/cart.ts:2:5)\n    at run (node:internal/x:1:1)',
    ],
    [
      'Python',
      'Traceback (most recent call last):\n  File "/srv/app/src/cart.ts", line 2, in add_item\nKeyError',
    ],
    ['Go', 'panic: nil\n\ngoroutine 1 [running]:\nmain.f()\n\t/srv/app/src/cart.ts:2 +0x1d'],
    ['Rust', "thread 'main' panicked at src/cart.ts:2:5:\nboom"],
    ['C#', '   at Shop.Cart.Add() in C:\\srv\\app\\src\\cart.ts:line 2'],
  ])('that are only a stack trace of %s name the file', async (_, trace) => {
    const { entries } = await select(trace);
    expect(entries[0]?.path).toBe('src/cart.ts');
    expect(entries[0]?.reasons.map(({ signal }) => signal)).toContain('path');
  });
});

describe('texts made to hold up a pattern', () => {
  test.each([
    ['a.c', 'a**b**c**d**e**f**g**h**i**j**k**l**m**n**o**p**q**r**s**t**u**v**w**x**y**z**'.repeat(20)],
    ['a.java', ` ${'public static '.repeat(3000)}`],
    ['a.ts', `const a: ${'<'.repeat(40_000)}`],
    ['b.ts', `  async ${'get set '.repeat(5000)}`],
    ['a.rs', `impl<${"'a, ".repeat(20_000)}`],
    ['a.py', 'def '.repeat(30_000)],
    ['a.md', `# ${'x'.repeat(90_000)}`],
  ])('%s is indexed in time', async (path, line) => {
    const filler = '// short line\n'.repeat(2500);
    expect(await cpuOf(() => select('cart', { [path]: `${line}\n${filler}${line}` }))).toBeLessThan(2500);
  });
});

describe('trees', () => {
  test('of 100,000 files are listed, ranked and searched', async () => {
    const files = Array.from({ length: 100_000 }, (_, at) => ({
      path: `src/f${at % 300}/part${at}.ts`,
      size: 20,
      mtimeMs: 1,
    }));
    const source: ContextSource = { list: async () => files, read: async (path) => `use(${path.length});\n` };
    await using index = createContext({ source });
    const { entries, usedTokens, leftOut } = await index.select({
      instruction: 'src/f77/part77777.ts is wrong, part4242 too',
      budgetTokens: 500,
    });
    expect(entries[0]?.path).toBe('src/f77/part77777.ts');
    expect([usedTokens <= 500, leftOut.length]).toEqual([true, 100]);
    const { matches } = await index.search({ kind: 'literal', query: 'use(', maxMatches: 5 });
    expect(matches.length).toBe(5);
  });

  test('whose files vanish while they are read keep the others', async () => {
    const memory = memorySource(FILES);
    const read = async (path: string) => {
      if (path === 'src/price.ts') memory.set(path, undefined);
      return memory.read(path);
    };
    await using index = createContext({ source: { ...memory, read } });
    const answer = await index.select({ instruction: 'cart and priceOf', budgetTokens: 400 });
    expect(answer.entries.flatMap(({ passages }) => passages.map(({ text }) => text)).join()).toContain(
      'addItem',
    );
    expect((await index.select({ instruction: 'priceOf', budgetTokens: 400 })).ranking).not.toContain(
      'src/price.ts',
    );
  });

  test('whose file could not be read show it as soon as it can be', async () => {
    const memory = memorySource(FILES);
    let isLocked = true;
    const read = async (path: string) => {
      if (isLocked && path === 'src/price.ts') throw new RangeError('locked');
      return memory.read(path);
    };
    await using index = createContext({ source: { ...memory, read } });
    const find = async () => (await index.search({ kind: 'literal', query: 'length' })).matches.length;
    expect(await find()).toBe(0);
    isLocked = false;
    expect(await find()).toBe(1);
  });

  test('that name a file twice or strangely are taken as they are', async () => {
    const memory = memorySource({ 'a\nb.ts': 'const cart = 1;\n', ' ': 'cart\n', 'ü/ß.ts': 'cart\n' });
    const list = async () => [...(await memory.list()), ...(await memory.list())];
    await using index = createContext({ source: { ...memory, list } });
    const { matches } = await index.search({ kind: 'literal', query: 'cart' });
    expect(matches.map(({ path }) => path).sort()).toEqual([' ', 'a\nb.ts', 'ü/ß.ts']);
  });
});

describe('a kept index', () => {
  const ask = { instruction: 'addItem of the cart', budgetTokens: 400 };

  async function answer(stateFolder: string) {
    await using index = createContext({ source: memorySource(FILES), stateFolder });
    return await index.select(ask);
  }

  test('cut anywhere gives the right answer and says that it was rebuilt', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'context-cut-'));
    const { entries } = await answer(stateFolder);
    const path = join(stateFolder, 'context-index.bin');
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 17) {
      writeFileSync(path, whole.subarray(0, length));
      const again = await answer(stateFolder);
      expect(again.entries, `cut at ${length}`).toEqual(entries);
      expect(
        again.warnings.map(({ kind }) => kind),
        `cut at ${length}`,
      ).toEqual(['index-rebuilt']);
    }
    expect((await answer(stateFolder)).warnings).toEqual([]);
    rmSync(stateFolder, { recursive: true });
  });

  test('is shared by processes that write at once', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'context-two-'));
    const { entries } = await select(ask.instruction);
    const program = `
      import { createContext } from ${JSON.stringify(new URL('./index.ts', import.meta.url).href)};
      import { memorySource } from ${JSON.stringify(new URL('./testing.ts', import.meta.url).href)};
      for (let round = 0; round < 15; round += 1) {
        const source = memorySource({ ...${JSON.stringify(FILES)}, ['src/own' + process.pid + round + '.ts']: 'own\\n' });
        const index = createContext({ source, stateFolder: ${JSON.stringify(stateFolder)} });
        const { warnings } = await index.select(${JSON.stringify(ask)});
        await index[Symbol.asyncDispose]();
        if (warnings.length > 0) process.exitCode = 1;
      }`;
    const flags = ['--conditions=@enhanced-code/source', '--input-type=module', '-e', program];
    const children = [0, 1].map(() => spawn(process.execPath, flags, { stdio: 'inherit' }));
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    expect(readdirSync(stateFolder)).toEqual(['context-index.bin']);
    const after = await answer(stateFolder);
    expect(after).toMatchObject({ entries, warnings: [] });
    rmSync(stateFolder, { recursive: true });
  });
});
