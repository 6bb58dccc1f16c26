import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextErrors, createContext, type SearchOptions } from '../index.ts';
import { memorySource } from '../testing.ts';

const FILES: Readonly<Record<string, string>> = {
  'src/cart.ts':
    "import { priceOf } from './price.ts';\n\nexport class Cart {\n  addItem(item) {\n    return priceOf(item);\n  }\n}\n",
  'src/price.ts': '// The price.\r\nexport function priceOf(item) {\r\n  return item.length;\r\n}\r\n',
  'test/cart.test.ts': "test('priceOf', () => priceOf('a'));\n",
  'docs/guide.md': '# Prices\n\nCall priceOf(item).\n',
  'src/unpriced.ts': 'const priceOfMany = 1;\n',
};

const search = (options: SearchOptions, files = FILES) =>
  createContext({ source: memorySource(files) }).search(options);
const places = async (options: SearchOptions) => {
  const { matches } = await search(options);
  return matches.map(({ path, line }) => `${path}:${line}`);
};

describe('literal', () => {
  test('finds lines in sources before tests and documentation', async () => {
    expect(await places({ kind: 'literal', query: 'priceOf(' })).toEqual([
      'src/cart.ts:5',
      'src/price.ts:2',
      'test/cart.test.ts:1',
      'docs/guide.md:3',
    ]);
  });

  test('tells where in the line, and what is defined there', async () => {
    const { matches } = await search({ kind: 'literal', query: 'priceOf(item) {' });
    const text = 'export function priceOf(item) {';
    expect(matches).toEqual([{ path: 'src/price.ts', line: 2, character: 16, text, defines: 'priceOf' }]);
  });

  test('tells upper from lower case unless it is asked not to', async () => {
    expect(await places({ kind: 'literal', query: 'PRICES' })).toEqual([]);
    expect(await places({ kind: 'literal', query: 'PRICES', caseSensitive: false })).toEqual([
      'docs/guide.md:1',
    ]);
  });

  test('is limited to folders', async () => {
    expect(await places({ kind: 'literal', query: 'priceOf(', within: ['docs/', 'test/'] })).toEqual([
      'test/cart.test.ts:1',
      'docs/guide.md:3',
    ]);
  });

  test('says when there was more', async () => {
    const result = await search({ kind: 'literal', query: 'priceOf', maxMatches: 2 });
    expect(result).toMatchObject({ isTruncated: true, matches: [{}, {}] });
    expect((await search({ kind: 'literal', query: 'addItem', maxMatches: 1 })).isTruncated).toBe(false);
  });

  test('cuts long lines around the match', async () => {
    const { matches } = await search(
      { kind: 'literal', query: 'needle' },
      { 'a.ts': `${'x '.repeat(190)}needle${' y'.repeat(190)}\n` },
    );
    expect(matches[0]?.text.length).toBe(200);
    expect(matches[0]?.text).toContain('needle');
    expect(matches[0]?.character).toBe(380);
  });

  test('misses no line that a plain scan finds', async () => {
    const word = fc.constantFrom(
      'foo',
      'fooBar',
      'bar_baz',
      'é',
      '$x',
      '404',
      'a',
      '  ',
      '.',
      '(',
      '\n',
      '-',
      'ü.foo',
    );
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''));
    const query = fc
      .array(word, { minLength: 1, maxLength: 4 })
      .map((words) => words.join('').replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 4 }), query, async (texts, wanted) => {
        fc.pre(wanted !== '');
        const files = Object.fromEntries(texts.map((each, at): [string, string] => [`f${at}.ts`, each]));
        const { matches } = await search({ kind: 'literal', query: wanted }, files);
        const expected = texts.flatMap((each, at) =>
          each
            .split('\n')
            .flatMap((line, index) => (line.includes(wanted) ? [`f${at}.ts:${index + 1}`] : [])),
        );
        expect(matches.map(({ path, line }) => `${path}:${line}`)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

describe('regex', () => {
  test('matches line by line, without the line end', async () => {
    expect(await places({ kind: 'regex', query: '^export (class|function) \\w+.*\\{$' })).toEqual([
      'src/cart.ts:3',
      'src/price.ts:2',
    ]);
    expect(await places({ kind: 'regex', query: 'CART', caseSensitive: false, within: ['src/'] })).toEqual([
      'src/cart.ts:3',
    ]);
  });

  test('a pattern that backtracks without end is stopped', async () => {
    const files = { 'a.ts': `${'a'.repeat(60)}!\n` };
    const failure = await search({ kind: 'regex', query: '^(a+)+$' }, files).catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_PATTERN_SLOW')).toBe(true);
  });

  test('a pattern that is slow in each of many files is stopped too', async () => {
    const slow = `${'a'.repeat(20)}!\n`;
    const files = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`f${at}.ts`, slow]));
    const start = performance.now();
    const options = { kind: 'regex', query: '^(a+)+$', timeoutMs: 300 } as const;
    const failure = await search(options, files).catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_PATTERN_SLOW')).toBe(true);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test.each([
    ['(', 'not a regular expression'],
    ['', 'empty'],
    ['a'.repeat(1001), 'too long'],
  ])('the pattern %j is refused', async (query, reason) => {
    const failure = await search({ kind: 'regex', query }).catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_PATTERN_INVALID') && failure.details.reason).toBe(reason);
  });

  test('a pattern cannot reach out of its sandbox', async () => {
    const files = { 'a.ts': 'constructor.constructor("return process")()\n' };
    const { matches } = await search({ kind: 'regex', query: 'constructor\\("return process"\\)' }, files);
    expect(matches.length).toBe(1);
  });
});

describe('symbols', () => {
  test('the same name first, then those that resemble it', async () => {
    const { matches } = await search({ kind: 'symbol', query: 'priceOf' });
    expect(matches.map(({ defines }) => defines)).toEqual(['priceOf', 'priceOfMany']);
    expect(matches[0]).toMatchObject({
      path: 'src/price.ts',
      line: 2,
      text: 'export function priceOf(item) {',
    });
  });

  test('case and the order of the parts do not matter', async () => {
    expect((await search({ kind: 'symbol', query: 'additem' })).matches[0]?.defines).toBe('addItem');
    expect((await search({ kind: 'symbol', query: 'item_add' })).matches[0]?.defines).toBe('addItem');
    expect((await search({ kind: 'symbol', query: 'nowhere' })).matches).toEqual([]);
  });
});

describe('references', () => {
  test('whole words only, the definition marked', async () => {
    const { matches } = await search({ kind: 'references', query: 'priceOf' });
    expect(matches.map(({ path, line, defines }) => [path, line, defines])).toEqual([
      ['src/cart.ts', 1, undefined],
      ['src/cart.ts', 5, undefined],
      ['src/price.ts', 2, 'priceOf'],
      ['test/cart.test.ts', 1, undefined],
      ['docs/guide.md', 3, undefined],
    ]);
  });
});

describe('outline', () => {
  test('names what a file defines, with its lines', async () => {
    const index = createContext({ source: memorySource(FILES) });
    expect(await index.outline('src/cart.ts')).toEqual([
      { name: 'Cart', line: 3, startLine: 3, endLine: 7, text: 'export class Cart {' },
      { name: 'addItem', line: 4, startLine: 4, endLine: 6, text: '  addItem(item) {' },
    ]);
    expect(await index.outline('missing.ts')).toBeUndefined();
  });
});

describe('what cannot be searched', () => {
  test('is named', async () => {
    const files = { 'a.ts': 'word\n', 'huge.ts': 'word\n'.repeat(250_000) };
    const source = memorySource({ ...files, 'b.ts': 'word\n' });
    const read = source.read.bind(source);
    const index = createContext({ source });
    await index.refresh();
    source.read = (path) => (path === 'b.ts' ? Promise.resolve(undefined) : read(path));
    const { skipped, matches } = await index.search({ kind: 'literal', query: 'word' });
    expect(matches.map(({ path }) => path)).toEqual(['a.ts']);
    expect(skipped).toEqual([
      { path: 'b.ts', reason: 'binary or unreadable' },
      { path: 'huge.ts', reason: 'too large' },
    ]);
  });

  test('minified text is searched too', async () => {
    const { matches } = await search(
      { kind: 'literal', query: 'needle' },
      { 'a.js': `${'a,'.repeat(3000)}needle\n` },
    );
    expect(matches.length).toBe(1);
  });

  test('an aborted search is a typed error', async () => {
    const failure = await search({ kind: 'literal', query: 'a', signal: AbortSignal.abort() }).catch(
      (error: unknown) => error,
    );
    expect(contextErrors.is(failure, 'EC_CONTEXT_ABORTED')).toBe(true);
  });
});

test('a search sees what changed since the last one', async () => {
  const source = memorySource(FILES);
  const index = createContext({ source });
  await index.refresh();
  source.set('src/new.ts', 'export const turquoise = 1;\n');
  expect((await index.search({ kind: 'symbol', query: 'turquoise' })).matches[0]?.path).toBe('src/new.ts');
});
