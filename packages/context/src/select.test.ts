import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ContextSelection,
  contextErrors,
  createContext,
  type EntryContent,
  estimateEntryCost,
} from './index.ts';
import { memorySource } from './testing.ts';

const body = (name: string, lines: number) =>
  Array.from({ length: lines }, (_, line) => `  const ${name}${line} = compute(${line});`).join('\n');

const FILES = {
  'src/session/session-store.ts': `import { openFile } from '../io.ts';\n\n/** Keeps sessions. */\nexport class SessionStore {\n  expire(session) {\n${body('expiry', 12)}\n  }\n\n  rotate(session) {\n${body('rotation', 90)}\n  }\n}\n`,
  'src/io.ts': `export function openFile(path: string) {\n  return path;\n}\n`,
  'src/render.ts': `export function renderPage() {\n${body('page', 40)}\n}\n`,
  'src/colour.ts': `export const colour = 'red';\n`,
  'test/session-store.test.ts': `import { SessionStore } from '../src/session/session-store.ts';\ntest('expire a session', () => new SessionStore().expire(1));\n`,
  'docs/sessions.md': `# Sessions\n\nHow sessions expire.\n`,
};

function select(instruction: string, budgetTokens = 4000, files: Record<string, string> = FILES) {
  return createContext({ source: memorySource(files) }).select({ instruction, budgetTokens });
}

const pathsOf = (selection: ContextSelection) => selection.entries.map(({ path }) => path);

describe('ranking', () => {
  test('the file that an instruction is about comes first, before its test and its documentation', async () => {
    const { ranking } = await select('Sessions do not expire in the session store');
    expect(ranking[0]).toBe('src/session/session-store.ts');
    expect(ranking.indexOf('src/session/session-store.ts')).toBeLessThan(
      ranking.indexOf('test/session-store.test.ts'),
    );
  });

  test('a test is asked for by the word', async () => {
    const about = (text: string) =>
      select(text).then(({ entries }) => entries.find(({ path }) => path.startsWith('test/')));
    const [plain, asked] = await Promise.all([about('expire session'), about('test: expire session')]);
    expect(asked?.score).toBeGreaterThan(plain?.score ?? 1);
  });

  test('a path in the instruction wins over words', async () => {
    const { entries } = await select('The session store expires sessions. Change src/colour.ts');
    expect(entries[0]?.path).toBe('src/colour.ts');
    expect(entries[0]?.reasons[0]).toMatchObject({ signal: 'path', detail: 'named: src/colour.ts' });
  });

  test('a stack frame with an absolute path finds its file', async () => {
    const trace = 'Error: oops\n    at renderPage (/home/me/work/shop/src/render.ts:12:7)';
    const { entries } = await select(trace);
    expect(entries[0]?.path).toBe('src/render.ts');
  });

  test('a frame brings the definition around its line', async () => {
    const trace = 'Error\n    at rotate (src/session/session-store.ts:40:7)';
    const { entries } = await select(trace, 900);
    const shown = entries.find(({ path }) => path === 'src/session/session-store.ts');
    expect(shown?.passages.some(({ startLine, endLine }) => startLine <= 40 && endLine >= 40)).toBe(true);
  });

  test('a symbol in backticks brings its one definer', async () => {
    const { entries } = await select('Rename `openFile`');
    expect(entries[0]?.path).toBe('src/io.ts');
    expect(entries[0]?.reasons.map(({ signal }) => signal)).toContain('symbol');
  });

  test('the base name counts more than a word in the text', async () => {
    const files = {
      'a/parser.ts': 'export {}\n',
      'a/other.ts': '// parser\n',
      'a/third.ts': 'const x = 1;\n',
    };
    expect((await select('parser', 500, files)).ranking[0]).toBe('a/parser.ts');
  });

  test('words of other scripts are found', async () => {
    const files = {
      'a.ts': '// ошибка соединения\n',
      'b.ts': '// 接続エラーを処理する\n',
      'c.ts': '// none\n',
    };
    expect((await select('ошибка', 500, files)).ranking).toEqual(['a.ts']);
    expect((await select('接続エラー', 500, files)).ranking).toEqual(['b.ts']);
  });

  test('scores are likelihoods in falling order', async () => {
    const { entries } = await select('expire sessions');
    const scores = entries.map(({ score }) => score);
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
  });
});

describe('history', () => {
  const commits = [
    { id: '2', message: 'Make the hue brighter', paths: ['src/colour.ts'] },
    { id: '1', message: 'Unrelated words', paths: ['src/io.ts'] },
  ];

  test('a past message brings the files that its commit changed', async () => {
    const index = createContext({ source: memorySource({ ...FILES, 'src/hue.md': 'hue\n' }, commits) });
    const { entries } = await index.select({ instruction: 'The hue is too dark', budgetTokens: 2000 });
    const colour = entries.find(({ path }) => path === 'src/colour.ts');
    expect(colour?.reasons.find(({ signal }) => signal === 'history')?.detail).toContain(
      'Make the hue brighter',
    );
  });

  test('votes follow a file through its renames', async () => {
    const renamed = [
      {
        id: '3',
        message: 'Move files',
        paths: ['src/colour.ts'],
        renames: [{ from: 'old/paint.ts', to: 'src/colour.ts' }],
      },
      { id: '2', message: 'Make the hue brighter', paths: ['old/paint.ts'] },
    ];
    const index = createContext({ source: memorySource({ ...FILES, 'src/hue.md': 'hue\n' }, renamed) });
    expect((await index.select({ instruction: 'hue', budgetTokens: 2000 })).ranking).toContain(
      'src/colour.ts',
    );
  });

  test('a history that fails is given up with a warning', async () => {
    const source = { ...memorySource(FILES), history: () => Promise.reject(new TypeError('no git')) };
    const { entries, warnings } = await createContext({ source }).select({
      instruction: 'session',
      budgetTokens: 2000,
    });
    expect(entries.length).toBeGreaterThan(0);
    expect(warnings).toMatchObject([{ kind: 'history-unavailable' }]);
  });
});

describe('budget', () => {
  test('is never passed, whatever the cost function says', async () => {
    const index = createContext({ source: memorySource(FILES) });
    const factor = fc.double({ min: 0.1, max: 20, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6000 }), factor, async (budgetTokens, weight) => {
        const cost = (entry: EntryContent) => estimateEntryCost(entry) * weight;
        const { entries, usedTokens } = await index.select({
          instruction: 'session page colour',
          budgetTokens,
          cost,
        });
        const sum = entries.reduce((total, entry) => total + cost(entry), 0);
        expect(sum).toBeLessThanOrEqual(budgetTokens + 1e-9);
        expect(usedTokens).toBeCloseTo(sum, 6);
      }),
      { numRuns: 60 },
    );
  });

  test('is filled when there is more that matches', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `src/part${at}.ts`,
        `export function session${at}() {\n${body('s', 30)}\n}\n`,
      ]),
    );
    for (const budgetTokens of [1000, 4000, 9000]) {
      const { usedTokens } = await select('session', budgetTokens, files);
      expect(usedTokens / budgetTokens).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('is filled by many small files too', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 900 }, (_, at) => [`src/part${at}.ts`, `export const session${at} = ${at};\n`]),
    );
    const { usedTokens, entries } = await select('session', 12_000, files);
    expect(usedTokens / 12_000).toBeGreaterThanOrEqual(0.95);
    expect(entries.length).toBeGreaterThan(500);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'a budget of %s is refused',
    async (budgetTokens) => {
      const failure = await select('session', budgetTokens).catch((error: unknown) => error);
      expect(contextErrors.is(failure, 'EC_CONTEXT_BUDGET_INVALID')).toBe(true);
    },
  );

  test.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('a cost of %s is refused', async (tokens) => {
    const index = createContext({ source: memorySource(FILES) });
    const failure = await index
      .select({ instruction: 'session', budgetTokens: 1000, cost: () => tokens })
      .catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_COST_INVALID')).toBe(true);
  });
});

describe('tiers', () => {
  test('a large file gives whole definitions with imports and the class around them', async () => {
    const { entries } = await select('session expire expiry', 450);
    const store = entries.find(({ path }) => path === 'src/session/session-store.ts');
    expect(store?.tier).toBe('passages');
    const text = store?.passages.map((passage) => passage.text).join('\n') ?? '';
    expect(text).toContain("import { openFile } from '../io.ts';");
    expect(text).toContain('export class SessionStore {');
    expect(text).toContain('expiry0');
    expect(text).toContain('expiry11');
    expect(text).not.toContain('rotation5 ');
  });

  test('passages are verbatim lines of the file', async () => {
    const { entries } = await select('session expire expiry', 450);
    for (const { path, passages, tier } of entries) {
      if (tier === 'whole') continue;
      const lines = FILES[path as keyof typeof FILES].split('\n');
      for (const { startLine, endLine, text } of passages) {
        expect(text).toBe(lines.slice(startLine - 1, endLine).join('\n'));
      }
    }
  });

  test('a whole file is its exact text', async () => {
    const crlf = 'const session = 1;\r\nconst b = 2;\r\n';
    const { entries } = await select('session', 500, { 'a.ts': crlf });
    expect(entries[0]).toMatchObject({ tier: 'whole', passages: [{ startLine: 1, endLine: 2, text: crlf }] });
  });

  test('with little room only names are left', async () => {
    const { entries } = await select('session', 14);
    expect(entries.map(({ tier }) => tier)).toEqual(['name']);
  });

  test('a likely file brings its test before an unrelated file', async () => {
    const files = {
      'src/parser.ts': `export function parseTemplate() {\n${body('template', 20)}\n}\n`,
      'test/parser.test.ts': `import '../src/parser.ts';\n${body('check', 20)}\n`,
      'test/zebra.test.ts': `// template\n${body('stripe', 20)}\n`,
    };
    const { entries } = await select('parseTemplate loses the last template', 420, files);
    const whole = entries.filter(({ tier }) => tier === 'whole');
    expect(whole.map(({ path }) => path)).toEqual(['src/parser.ts', 'test/parser.test.ts']);
    expect(whole[1]?.reasons).toContainEqual(
      expect.objectContaining({ signal: 'pair', detail: 'tests src/parser.ts' }),
    );
  });

  test('a pinned file that does not fit gives its best passages', async () => {
    const index = createContext({ source: memorySource(FILES) });
    const pinned = ['src/session/session-store.ts'];
    const { entries } = await index.select({ instruction: 'expire', budgetTokens: 450, pinned });
    expect(entries[0]).toMatchObject({ path: pinned[0], tier: 'passages', score: 1 });
    expect(entries[0]?.reasons[0]?.signal).toBe('pinned');
  });

  test('pinned files come first', async () => {
    const index = createContext({ source: memorySource(FILES) });
    const pinned = ['src/colour.ts', 'missing.ts'];
    const selection = await index.select({ instruction: 'expire sessions', budgetTokens: 2000, pinned });
    expect(selection.entries[0]).toMatchObject({ path: 'src/colour.ts', tier: 'whole', score: 1 });
    expect(selection.leftOut).toContainEqual({ path: 'missing.ts', reason: 'not found', score: 1 });
  });
});

describe('what cannot be shown', () => {
  test('binary, huge and minified files are left out with the reason', async () => {
    const files = {
      'session.bin.ts': 'session\0',
      'session.huge.ts': 'session\n'.repeat(200_000),
      'session.min.ts': `session=${'a+'.repeat(3000)}1\n`,
    };
    const { entries, leftOut } = await select('session', 60, files);
    expect(entries.filter(({ tier }) => tier !== 'name')).toEqual([]);
    const reasons = new Map(leftOut.map(({ path, reason }) => [path, reason]));
    for (const { path } of entries) reasons.delete(path);
    expect([...reasons.values()].every((reason) => reason !== 'over budget')).toBe(true);
  });

  test('a file that fits nowhere is over budget', async () => {
    const { leftOut } = await select('session', 14);
    expect(leftOut.length).toBeGreaterThan(0);
    expect(leftOut.every(({ reason }) => reason === 'over budget')).toBe(true);
  });

  test('an empty tree and an empty instruction give an empty answer', async () => {
    expect(await select('session', 100, {})).toMatchObject({
      entries: [],
      leftOut: [],
      usedTokens: 0,
      ranking: [],
    });
    expect((await select('', 100)).entries).toEqual([]);
  });

  test('an instruction of a megabyte is shortened and says so', async () => {
    const { entries, warnings } = await select(`session store\n${'noise '.repeat(180_000)}`, 1000);
    expect(entries[0]?.path).toBe('src/session/session-store.ts');
    expect(warnings).toMatchObject([{ kind: 'instruction-shortened' }]);
  });
});

describe('freshness', () => {
  test('only what changed is read again, and the change is seen', async () => {
    const source = memorySource(FILES);
    const index = createContext({ source });
    await index.refresh();
    expect(source.reads.length).toBe(6);
    source.reads.length = 0;
    source.set('src/colour.ts', "export const turquoise = 'blue';\n");
    await index.refresh();
    expect(source.reads).toEqual(['src/colour.ts']);
    const { entries } = await index.select({ instruction: 'turquoise', budgetTokens: 500 });
    expect(entries[0]?.passages[0]?.text).toContain('turquoise');
  });

  test('a file that is gone is forgotten', async () => {
    const source = memorySource(FILES);
    const index = createContext({ source });
    await index.refresh();
    source.set('src/io.ts', undefined);
    const { ranking } = await index.select({ instruction: 'openFile', budgetTokens: 500 });
    expect(ranking).not.toContain('src/io.ts');
  });

  test('an index that was changed step by step answers like a new one', async () => {
    const source = memorySource({});
    const index = createContext({ source });
    const step = fc.record({
      path: fc.constantFrom('a.ts', 'b/c.ts', 'b/d.py', 'e.md'),
      words: fc.option(
        fc.array(fc.constantFrom('session', 'store', 'expireNow', 'colour', 'if'), { maxLength: 6 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        for (const { path, words } of steps) source.set(path, words === null ? undefined : words.join('\n'));
        const question = { instruction: 'expire the session store', budgetTokens: 300 };
        const fresh = await createContext({ source }).select(question);
        expect(await index.select(question)).toEqual(fresh);
      }),
      { numRuns: 60 },
    );
  });

  test('a file that changes while it is indexed is shown as it is', async () => {
    const source = memorySource(FILES);
    const index = createContext({ source });
    await index.refresh();
    const grown = `// new first line\n${FILES['src/session/session-store.ts']}`;
    const listed = await source.list();
    source.set('src/session/session-store.ts', grown);
    source.list = async () => listed;
    const { entries } = await index.select({ instruction: 'expire the session store', budgetTokens: 5000 });
    const store = entries.find(({ path }) => path === 'src/session/session-store.ts');
    expect(store).toMatchObject({ tier: 'whole', passages: [{ text: grown }] });
  });

  test('a source that knows what changed is not asked for a full list again', async () => {
    const source = memorySource(FILES);
    let lists = 0;
    let changed = false;
    const watching = {
      ...source,
      list: () => {
        lists += 1;
        return source.list();
      },
      async changedSince(revision: string | undefined) {
        if (!changed || revision === undefined) return { revision: '1', changed: [], removed: [] };
        const files = await source.list();
        return {
          revision: '2',
          changed: files.filter(({ path }) => path === 'src/colour.ts'),
          removed: ['src/io.ts'],
        };
      },
    };
    const index = createContext({ source: watching });
    await index.refresh();
    source.set('src/colour.ts', 'export const turquoise = 1;\n');
    changed = true;
    const selection = await index.select({ instruction: 'turquoise', budgetTokens: 500 });
    expect(lists).toBe(1);
    expect(pathsOf(selection)[0]).toBe('src/colour.ts');
    expect(selection.ranking).not.toContain('src/io.ts');
  });
});

describe('repeatability', () => {
  test('the order and the times of a listing change nothing', async () => {
    const source = memorySource(FILES);
    const shuffled = {
      ...source,
      list: async () => (await source.list()).toReversed().map((file) => ({ ...file, mtimeMs: 7 })),
    };
    const question = { instruction: 'expire sessions on the page', budgetTokens: 700 };
    const [one, two] = await Promise.all(
      [source, shuffled].map((each) => createContext({ source: each }).select(question)),
    );
    expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  });
});

describe('failures', () => {
  test('a source that cannot list gives a typed error and the next call works', async () => {
    const source = memorySource(FILES);
    const { list } = source;
    source.list = () => Promise.reject(new TypeError('gone'));
    const index = createContext({ source });
    const failure = await index.refresh().catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_SOURCE_FAILED')).toBe(true);
    source.list = list;
    await expect(index.refresh()).resolves.toBeUndefined();
  });

  test('a file that cannot be read is known by its name', async () => {
    const source = memorySource(FILES);
    const read = source.read.bind(source);
    source.read = (path) => (path === 'src/io.ts' ? Promise.reject(new TypeError('EACCES')) : read(path));
    const { leftOut, entries } = await createContext({ source }).select({
      instruction: 'io session',
      budgetTokens: 5000,
    });
    expect(entries.find(({ path }) => path === 'src/io.ts')?.tier ?? 'name').toBe('name');
    expect(leftOut.filter(({ path }) => path !== 'src/io.ts')).toEqual([]);
  });

  test('an aborted call is a typed error', async () => {
    const index = createContext({ source: memorySource(FILES) });
    const signal = AbortSignal.abort();
    const failure = await index
      .select({ instruction: 'x', budgetTokens: 10, signal })
      .catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_ABORTED')).toBe(true);
  });

  test('a disposed index refuses', async () => {
    const index = createContext({ source: memorySource(FILES) });
    await index[Symbol.asyncDispose]();
    const failure = await index.refresh().catch((error: unknown) => error);
    expect(contextErrors.is(failure, 'EC_CONTEXT_DISPOSED')).toBe(true);
  });
});

test('room that is left is filled with files that nothing speaks for, neighbours of the best match first', async () => {
  const files = {
    'src/near/match.ts': 'export const zebra = 1;\n',
    'src/near/neighbour.ts': 'export const other = 2;\n',
    'src/far/stranger.ts': 'export const third = 3;\n',
    'docs/page.md': 'Nothing of it here.\n',
    'dist/bundle.min.js': 'var a=1;\n',
  };
  await using context = createContext({ source: memorySource(files) });
  const { entries, usedTokens, ranking } = await context.select({ instruction: 'zebra', budgetTokens: 2000 });
  expect(entries.map(({ path }) => path)).toEqual([
    'src/near/match.ts',
    'src/near/neighbour.ts',
    'src/far/stranger.ts',
    'docs/page.md',
  ]);
  expect(entries[1]?.reasons).toEqual([{ signal: 'room', detail: 'room was left in the budget', score: 0 }]);
  expect(ranking).toEqual(['src/near/match.ts']);
  expect(usedTokens).toBeLessThanOrEqual(2000);
  const unmatched = await context.select({ instruction: 'qqq', budgetTokens: 2000 });
  expect(unmatched.entries.map(({ path }) => path)).toContain('src/near/match.ts');
});

describe('many candidates', () => {
  const many = Object.fromEntries(
    Array.from({ length: 900 }, (_, at): [string, string] => [
      `src/part${at}/${at % 90 === 0 ? 'invoice' : 'other'}${at}.ts`,
      `export const value${at} = 'invoice';\n`,
    ]),
  );

  test('the best come first whatever the budget, and a large one shows them all', async () => {
    await using index = createContext({ source: memorySource(many) });
    const ask = (budgetTokens: number) => index.select({ instruction: 'the invoice', budgetTokens });
    const [small, large] = [await ask(300), await ask(100_000)];
    const named = small.ranking.slice(0, 10);
    expect(named.every((path) => path.includes('invoice'))).toBe(true);
    expect(large.ranking.slice(0, 10)).toEqual(named);
    expect(large.entries.length).toBe(900);
    expect(large.entries.every(({ tier }) => tier === 'whole')).toBe(true);
  });

  test('answers are cut at a hundred, the entries are not', async () => {
    await using index = createContext({ source: memorySource(many) });
    const { leftOut, ranking } = await index.select({ instruction: 'the invoice', budgetTokens: 50 });
    expect([leftOut.length, ranking.length]).toEqual([100, 100]);
  });
});
