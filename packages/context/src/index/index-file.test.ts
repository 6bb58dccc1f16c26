import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createContext } from '../index.ts';
import type { SourceFile } from '../source.ts';
import { memorySource } from '../testing.ts';

let stateFolder = '';
const indexPath = () => join(stateFolder, 'context-index.bin');

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'context-state-'));
});

afterEach(() => rmSync(stateFolder, { recursive: true, force: true }));

const FILES = {
  'src/cart.ts': 'export function addToCart() {}\n',
  'src/price.ts': 'export function priceOf() {}\n',
  'readme.md': '# Cart\n',
};
const QUESTION = { instruction: 'price of the cart', budgetTokens: 200 };

async function indexOnce(source = memorySource(FILES)) {
  await using index = createContext({ source, stateFolder });
  const selection = await index.select(QUESTION);
  return { selection, reads: source.reads };
}

describe('a kept index', () => {
  test('spares the second process the reading and gives the same answer', async () => {
    const first = await indexOnce();
    const source = memorySource(FILES);
    await using index = createContext({ source, stateFolder });
    await index.refresh();
    expect(source.reads).toEqual([]);
    expect(await index.select(QUESTION)).toEqual(first.selection);
  });

  test('reads again what changed in between, and forgets what is gone', async () => {
    await indexOnce();
    const source = memorySource({
      'src/cart.ts': 'export const trolley = 1;\n',
      'readme.md': FILES['readme.md'],
    });
    await using index = createContext({ source, stateFolder });
    await index.refresh();
    expect(source.reads).toEqual(['src/cart.ts']);
    expect((await index.select({ instruction: 'trolley', budgetTokens: 90 })).ranking).toEqual([
      'src/cart.ts',
    ]);
    expect((await index.select({ instruction: 'priceOf', budgetTokens: 90 })).ranking).not.toContain(
      'src/price.ts',
    );
  });

  test('is rebuilt when it was cut, and says so once', async () => {
    const { selection } = await indexOnce();
    writeFileSync(indexPath(), readFileSync(indexPath()).subarray(0, 100));
    const source = memorySource(FILES);
    const index = createContext({ source, stateFolder });
    const { warnings, ...rest } = await index.select(QUESTION);
    expect(warnings).toEqual([{ kind: 'index-rebuilt', detail: 'The saved index is damaged.' }]);
    expect({ ...rest, warnings: [] }).toEqual(selection);
    expect((await index.select(QUESTION)).warnings).toEqual([]);
    await index[Symbol.asyncDispose]();
    expect((await indexOnce()).selection.warnings).toEqual([]);
  });

  test('is rebuilt when it is no index at all', async () => {
    writeFileSync(indexPath(), 'nonsense');
    expect((await indexOnce()).selection.warnings).toMatchObject([{ kind: 'index-rebuilt' }]);
  });

  test('may be deleted at any time', async () => {
    await indexOnce();
    rmSync(stateFolder, { recursive: true });
    expect((await indexOnce()).selection.warnings).toEqual([]);
    expect(readdirSync(stateFolder)).toEqual(['context-index.bin']);
  });

  test('that cannot be written is a warning', async () => {
    rmSync(stateFolder, { recursive: true });
    writeFileSync(stateFolder, 'a file where the folder should be');
    const many = Object.fromEntries(
      Array.from({ length: 501 }, (_, at) => [`cart${at}.ts`, `const cart = ${at};\n`]),
    );
    const { selection } = await indexOnce(memorySource(many));
    expect(selection.warnings.map(({ kind }) => kind)).toContain('index-not-saved');
    expect(selection.entries.length).toBeGreaterThan(0);
  });

  test('is not trusted for a file that changed just before it was written and has no hash', async () => {
    const plain = (mtimeMs: number) => {
      const source = memorySource(FILES);
      const list = async (): Promise<SourceFile[]> =>
        (await memorySource(FILES).list()).map(({ path, size }) => ({ path, size, mtimeMs }));
      return { ...source, list };
    };
    const now = 1_700_000_000;
    await indexOnce(plain(now * 1000));
    utimesSync(indexPath(), now, now);
    expect((await indexOnce(plain(now * 1000))).reads.length).toBeGreaterThanOrEqual(3);
    utimesSync(indexPath(), now + 60, now + 60);
    const trusted = plain(now * 1000);
    const index = createContext({ source: trusted, stateFolder });
    await index.refresh();
    expect(trusted.reads).toEqual([]);
  });

  test('of two processes is one of theirs, never a mixture', async () => {
    const sources = Array.from({ length: 6 }, () => memorySource(FILES));
    await Promise.all(sources.map((source) => indexOnce(source)));
    const source = memorySource(FILES);
    await using index = createContext({ source, stateFolder });
    await index.refresh();
    expect(source.reads).toEqual([]);
    expect(readdirSync(stateFolder)).toEqual(['context-index.bin']);
  });
});
