import { expect, test } from 'vitest';
import { type ContextIndex, type ContextSource, createContext } from './index.ts';
import { memorySource } from './testing.ts';

const FILES = {
  'src/cart.ts': 'export function addToCart(item: string) {\n  return [item];\n}\n',
  'src/price.ts': 'export function priceOf(item: string) {\n  return item.length;\n}\n',
  'src/old.ts': 'export const legacyShipping = 1;\n',
};

/** A source that counts what is read through it. */
function counted(source: ContextSource) {
  const reads: string[] = [];
  const read = (path: string) => {
    reads.push(path);
    return source.read(path);
  };
  return { source: { ...source, list: () => source.list(), read }, reads };
}

/** The files with one changed, one new and one gone, as an open transaction shows them. */
function pendingOver(files: Record<string, string>): ContextSource {
  const pending: Record<string, string | undefined> = {
    'src/price.ts': 'export function voucherOf(item: string) {\n  return item;\n}\n',
    'src/new.ts': 'export class Refund {}\n',
    'src/old.ts': undefined,
  };
  const base = memorySource(files);
  return {
    async list() {
      const kept = (await base.list()).filter(({ path }) => !(path in pending));
      const changed = Object.entries(pending).flatMap(([path, text]) =>
        text === undefined ? [] : [{ path, size: text.length, mtimeMs: 0, hash: `pending ${path}` }],
      );
      return [...kept, ...changed];
    },
    read: async (path) => (path in pending ? pending[path] : base.read(path)),
  };
}

const paths = async (index: ContextIndex, instruction: string, source?: ContextSource) => {
  const options = { instruction, budgetTokens: 500, ...(source === undefined ? {} : { source }) };
  return (await index.select(options)).ranking;
};

test('an answer over another source sees its files, and the next one again those of the index', async () => {
  await using index = createContext({ source: memorySource(FILES) });
  const pending = pendingOver(FILES);
  expect(await paths(index, 'voucher refund')).toEqual([]);
  expect(await paths(index, 'voucher refund', pending)).toEqual(['src/new.ts', 'src/price.ts']);
  expect(await paths(index, 'legacyShipping', pending)).not.toContain('src/old.ts');
  expect(await paths(index, 'legacyShipping')).toEqual(['src/old.ts']);
  expect(await paths(index, 'voucher refund')).toEqual([]);
});

test('entries hold the pending text', async () => {
  await using index = createContext({ source: memorySource(FILES) });
  const source = pendingOver(FILES);
  const { entries } = await index.select({ instruction: 'src/price.ts', budgetTokens: 500, source });
  expect(entries.find(({ path }) => path === 'src/price.ts')?.passages[0]?.text).toContain('voucherOf');
  expect(entries.map(({ path }) => path)).not.toContain('src/old.ts');
});

test('search and outline see pending edits too', async () => {
  await using index = createContext({ source: memorySource(FILES) });
  const source = pendingOver(FILES);
  for (const kind of ['literal', 'regex', 'symbol', 'references'] as const) {
    const found = await index.search({ kind, query: 'voucherOf', source });
    expect(found.matches, kind).toMatchObject([{ path: 'src/price.ts', line: 1 }]);
    expect((await index.search({ kind, query: 'voucherOf' })).matches, kind).toEqual([]);
  }
  expect(await index.outline('src/new.ts', { source })).toMatchObject([{ name: 'Refund' }]);
  expect(await index.outline('src/new.ts')).toBeUndefined();
  expect(await index.outline('src/old.ts', { source })).toBeUndefined();
});

test('only what differs is read, there and back', async () => {
  const own = counted(memorySource(FILES));
  const other = counted(pendingOver(FILES));
  await using index = createContext({ source: own.source });
  await index.refresh();
  own.reads.length = 0;
  await index.search({ kind: 'symbol', query: 'nothing', source: other.source });
  expect(other.reads.toSorted()).toEqual(['src/new.ts', 'src/price.ts']);
  expect(own.reads).toEqual([]);
  await index.search({ kind: 'symbol', query: 'nothing' });
  expect(own.reads.toSorted()).toEqual(['src/old.ts', 'src/price.ts']);
});

test('a source that tells changes is asked for its list again after another one was looked at', async () => {
  const files: Record<string, string> = { ...FILES };
  const plain = memorySource(FILES);
  const told: (string | undefined)[] = [];
  const own: ContextSource = {
    list: () => plain.list(),
    read: async (path) => files[path],
    async changedSince(revision) {
      told.push(revision);
      return { revision: 'r', changed: [], removed: [] };
    },
  };
  await using index = createContext({ source: own });
  await index.refresh();
  await paths(index, 'voucher', pendingOver(FILES));
  told.length = 0;
  expect(await paths(index, 'priceOf')).toEqual(['src/price.ts']);
  expect(told).toEqual([undefined]);
});

test('calls at the same time each see their own source', async () => {
  await using index = createContext({ source: memorySource(FILES) });
  const source = pendingOver(FILES);
  const asked = await Promise.all([
    paths(index, 'voucher refund', source),
    paths(index, 'voucher refund'),
    paths(index, 'voucher refund', source),
    paths(index, 'legacyShipping'),
  ]);
  expect(asked).toEqual([['src/new.ts', 'src/price.ts'], [], ['src/new.ts', 'src/price.ts'], ['src/old.ts']]);
});
