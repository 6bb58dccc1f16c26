import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ContextSelection, createContext, type EntryContent } from './index.ts';
import { memorySource } from './testing.ts';

const WORDS = 'cart price session token query cache route parse render filter'.split(' ');
const word = fc.constantFrom(...WORDS);
const extension = fc.constantFrom('ts', 'py', 'go', 'rs', 'java', 'md', 'txt', 'rb', 'css');
const folder = fc.constantFrom('src', 'src/core', 'test', 'docs', 'lib', 'dist', 'ünï');
const path = fc
  .tuple(folder, word, fc.constantFrom('', '.test', '_test', '-util'), extension)
  .map(([above, name, mark, end]) => `${above}/${name}${mark}.${end}`);
const line = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(word, word).map(([left, right]) => `  ${left}(${right});`) },
  { weight: 2, arbitrary: word.map((name) => `export function ${name}Of(item) {`) },
  { weight: 1, arbitrary: word.map((name) => `import { ${name} } from './${name}.ts';`) },
  { weight: 1, arbitrary: fc.constantFrom('}', '', '// größe 値段', '\tif (x) {') },
);
const text = fc
  .tuple(fc.array(line, { maxLength: 120, size: 'max' }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isClosed]) => lines.join(end) + (isClosed ? end : ''));
const tree = fc.dictionary(path, text, { minKeys: 1, maxKeys: 14 });
const asked = fc
  .array(fc.oneof(word, path, fc.constant('`priceOf`'), fc.constant('"cart(price);"')), { maxLength: 6 })
  .map((parts) => parts.join(' '));

/** Costs as renderers have them: so much for each entry, each passage and each character. */
const price = fc
  .record({ entry: fc.nat(60), passage: fc.nat(20), divisor: fc.integer({ min: 1, max: 8 }) })
  .map(
    ({ entry, passage, divisor }) =>
      ({ passages }: EntryContent) =>
        passages.reduce((sum, each) => sum + passage + Math.ceil(each.text.length / divisor), entry),
  );

const linesOf = (all: string) => all.split('\n').map((each) => each.replace(/\r$/, ''));

function expectFaithful({ entries }: ContextSelection, files: Record<string, string>): void {
  for (const { path: name, tier, passages } of entries) {
    const all = files[name] ?? expect.unreachable(name);
    if (tier === 'whole') expect(passages.map((each) => each.text)).toEqual([all]);
    if (tier === 'name') expect(passages).toEqual([]);
    let before = 0;
    for (const { startLine, endLine, text: shown } of tier === 'whole' ? [] : passages) {
      expect(startLine).toBeGreaterThan(before);
      expect(endLine).toBeGreaterThanOrEqual(startLine);
      expect(linesOf(shown)).toEqual(linesOf(all).slice(startLine - 1, endLine));
      before = endLine;
    }
  }
}

describe('whatever the tree, the instruction, the budget and the costs', () => {
  const input = fc.record({
    files: tree,
    instruction: asked,
    budgetTokens: fc.integer({ min: 1, max: 3000 }),
    cost: price,
    pinned: fc.array(path, { maxLength: 2 }),
  });

  test('the sum of the costs is what is said to be used and never above the budget', async () => {
    await fc.assert(
      fc.asyncProperty(input, async ({ files, ...options }) => {
        const { entries, usedTokens } = await createContext({ source: memorySource(files) }).select(options);
        expect(entries.map(({ tokens }) => tokens)).toEqual(entries.map((entry) => options.cost(entry)));
        expect(usedTokens).toBe(entries.reduce((sum, { tokens }) => sum + tokens, 0));
        expect(usedTokens).toBeLessThanOrEqual(options.budgetTokens);
      }),
      { numRuns: 60 },
    );
  });

  test('entries hold what the files hold, each file once', async () => {
    await fc.assert(
      fc.asyncProperty(input, async ({ files, ...options }) => {
        const selection = await createContext({ source: memorySource(files) }).select(options);
        const paths = selection.entries.map((entry) => entry.path);
        expect(new Set(paths).size).toBe(paths.length);
        expectFaithful(selection, files);
      }),
      { numRuns: 60 },
    );
  });

  test('each entry has reasons, the strongest first, and what is left out has one too', async () => {
    await fc.assert(
      fc.asyncProperty(input, async ({ files, ...options }) => {
        const { entries, leftOut, ranking } = await createContext({
          source: memorySource(files),
        }).select(options);
        for (const { reasons, score } of entries) {
          const scores = reasons.filter(({ signal }) => signal !== 'pinned').map((each) => each.score);
          expect(reasons.length).toBeGreaterThan(0);
          expect(scores).toEqual(scores.toSorted((left, right) => right - left));
          expect(reasons.every(({ detail }) => detail !== '')).toBe(true);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
        }
        const shown = new Set(entries.map((entry) => entry.path));
        expect(leftOut.filter((each) => shown.has(each.path))).toEqual([]);
        const missing = new Set(options.pinned.filter((each) => files[each] === undefined));
        const unknown = leftOut.filter(({ reason }) => reason === 'not found').map((each) => each.path);
        expect(new Set(unknown)).toEqual(missing);
        // Every file that something speaks for is either shown or left out by name.
        const named = new Set([...shown, ...leftOut.map((each) => each.path)]);
        expect(ranking.filter((each) => !named.has(each))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('the second answer of an index is its first one again', async () => {
    await fc.assert(
      fc.asyncProperty(input, asked, async ({ files, ...options }, other) => {
        const index = createContext({ source: memorySource(files) });
        const first = await index.select(options);
        for (let round = 0; round < 3; round += 1) {
          await index.select({ instruction: other, budgetTokens: 900 });
          expect(await index.select(options)).toEqual(first);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('a budget that can be filled', () => {
  const lines = (name: string, count: number) =>
    Array.from({ length: count }, (_, at) => `  ${name}${at}(cart, ${at});`).join('\n');
  const large = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [
      `src/part${at}.ts`,
      Array.from(
        { length: 6 },
        (_, each) => `export function cart${at}x${each}() {\n${lines('step', 12)}\n}\n`,
      ).join('\n'),
    ]),
  );

  test.each([500, 1000, 2000, 4000, 8000])(
    'of %s tokens is used to nineteen twentieths or more',
    async (budgetTokens) => {
      const index = createContext({ source: memorySource(large) });
      for (const instruction of [
        'cart',
        'the step of cart3x2 is wrong',
        'src/part7.ts:20 fails in cart7x1()',
      ]) {
        const { usedTokens } = await index.select({ instruction, budgetTokens });
        expect(usedTokens / budgetTokens).toBeGreaterThanOrEqual(0.95);
      }
    },
  );

  test('a larger budget never shows fewer of the files that are wanted most', async () => {
    const index = createContext({ source: memorySource(large) });
    const first = async (budgetTokens: number) => {
      const { entries } = await index.select({ instruction: 'cart5x1 cart5x2', budgetTokens });
      return entries.find((entry) => entry.path === 'src/part5.ts')?.passages.length ?? 0;
    };
    expect(await first(200)).toBeGreaterThan(0);
    const { entries } = await index.select({ instruction: 'cart5x1 cart5x2', budgetTokens: 16_000 });
    expect(entries[0]).toMatchObject({ path: 'src/part5.ts', tier: 'whole' });
  });
});

describe('a test that belongs to a chosen source', () => {
  const cases = Array.from(
    { length: 40 },
    (_, at) =>
      `test('case ${at}', () => {\n${Array.from({ length: 12 }, () => '  check();').join('\n')}\n});\n`,
  ).join('\n');
  const files = {
    'src/cart.ts': 'export function addToCart(item) {\n  return item;\n}\n',
    'test/cart.test.ts': `import { addToCart } from '../src/cart.ts';\n\n${cases}`,
    'test/other.test.ts': cases,
  };

  test('shows its end, where new tests are written, with its imports', async () => {
    const { entries } = await createContext({ source: memorySource(files) }).select({
      instruction: 'addToCart must refuse an empty item',
      budgetTokens: 400,
    });
    const shown = entries.find((entry) => entry.path === 'test/cart.test.ts');
    const last = files['test/cart.test.ts'].split('\n').length - 1;
    expect(shown?.tier).toBe('passages');
    expect(shown?.passages.at(-1)?.endLine).toBe(last);
    expect(shown?.passages[0]?.text).toContain('import { addToCart }');
    expect(shown?.reasons.find(({ signal }) => signal === 'pair')?.detail).toBe('tests src/cart.ts');
  });

  test('comes before a test that has nothing to do with it', async () => {
    const { entries } = await createContext({ source: memorySource(files) }).select({
      instruction: 'addToCart must refuse an empty item',
      budgetTokens: 400,
    });
    const paths = entries.filter(({ tier }) => tier !== 'name').map((entry) => entry.path);
    expect(paths.slice(0, 2)).toEqual(['src/cart.ts', 'test/cart.test.ts']);
  });
});
