import { isEnhancedCodeError } from '@enhanced-code/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax, type Syntax } from './index.ts';

const exact = createSyntax();
const treeOnly = createSyntax({ exactParsers: false });
afterAll(async () => {
  await exact[Symbol.asyncDispose]();
  await treeOnly[Symbol.asyncDispose]();
});

/** Path, a valid text, a broken one, and the 0-based line where the break is first visible. */
const cases: readonly [path: string, valid: string, broken: string, line: number][] = [
  ['a.js', 'export const a = [1, 2];\n', 'const a = 1;\nconst b = [1, 2;\n', 1],
  ['a.jsx', 'export const a = <p>hi</p>;\n', 'const a = <p>hi</p;\nlet b = (;\n', 0],
  ['a.ts', 'type A<T> = T | undefined;\n', 'const a: number = 1;\nlet b: = 2;\n', 1],
  ['a.tsx', 'const a = <A<string> b="c" />;\n', 'const a = <A b=></A>;\n', 0],
  ['a.py', 'def f(a):\n    return a\n', 'x = 1\ny = = 2\n', 1],
  ['a.go', 'package a\n\nfunc f() int { return 1 }\n', 'package a\n\nfunc f( int { return 1 }\n', 2],
  ['a.json', '{"a": [1, true, null]}\n', '{\n  "a": 1,\n}\n', 2],
  ['tsconfig.json', '{\n  // why\n  "a": 1,\n}\n', '{\n  "a" 1\n}\n', 1],
];

describe('check', () => {
  it.each(cases)('accepts a valid %s with every layer', async (path, valid) => {
    for (const syntax of [exact, treeOnly]) {
      expect(await syntax.check(path, valid)).toMatchObject({ status: 'ok', diagnostics: [] });
    }
  });

  it.each(cases)('finds the place of an error in %s with every layer', async (path, _valid, broken, line) => {
    for (const syntax of [exact, treeOnly]) {
      const report = await syntax.check(path, broken);
      expect(report.status).toBe('errors');
      expect(report.diagnostics[0]?.range.start.line).toBe(line);
      expect(report.diagnostics[0]?.message).toMatch(/`.+`|'.+'|end of (file|line)|newline/);
    }
  });

  it('names the parser that decided, and what it cannot see', async () => {
    const text = 'def f():\n    pass\n  x = 1\n';
    const strict = await exact.check('a.py', text);
    expect(strict).toMatchObject({ status: 'errors', validator: 'ruff' });
    expect(strict.blind).toBeUndefined();
    expect(strict.diagnostics[0]).toMatchObject({
      code: 'indentation',
      confidence: 'block',
      severity: 'error',
    });
    expect(await treeOnly.check('a.py', text)).toMatchObject({
      validator: 'tree-sitter',
      blind: ['indentation'],
    });
  });

  it.each([
    ['a.ts', 'oxc-parser'],
    ['a.go', 'gofmt'],
    ['a.json', 'json'],
    ['a.rs', 'tree-sitter'],
  ])('lets the best parser decide on %s', async (path, validator) => {
    expect((await exact.check(path, '1 +')).validator).toBe(validator);
  });

  it('gives positions in UTF-16 code units and offsets in bytes', async () => {
    for (const syntax of [exact, treeOnly]) {
      const { diagnostics } = await syntax.check('a.ts', 'let ä = "💥";\nlet é = "💥", x = ;\n');
      expect(diagnostics[0]).toMatchObject({ range: { start: { line: 1, character: 18 } }, offset: 17 + 21 });
    }
  });

  it('gives the byte columns of gofmt as code units', async () => {
    const { diagnostics } = await exact.check('a.go', 'package a\n\nvar x = "é💥" 1\n');
    expect(diagnostics[0]?.range.start).toEqual({ line: 2, character: 14 });
  });

  it('says what a missing sign is and what stands in its place', async () => {
    const report = await treeOnly.check('A.java', 'class A { void f() { int x = 1 } }\n');
    expect(report.diagnostics.map((diagnostic) => diagnostic.message)).toEqual(['expected `;`, found `}`']);
  });

  it('takes a script, a module and CommonJS for valid', async () => {
    for (const text of ['import a from "a";\nawait a;\n', 'with (a) b();\n', 'return 1;\n']) {
      expect(await exact.check('a.js', text)).toMatchObject({ status: 'ok' });
    }
    expect(await exact.check('a.mjs', 'with (a) b();\n')).toMatchObject({ status: 'errors' });
  });

  it('finds early errors of JavaScript', async () => {
    expect(await exact.check('a.js', 'let a;\nlet a;\n')).toMatchObject({ status: 'errors' });
  });

  it('answers unsupported, never ok, for what it does not know', async () => {
    expect(await exact.check('a.unknown', 'anything')).toEqual({ status: 'unsupported', diagnostics: [] });
    expect(await exact.check('a.html.erb', '<p><%= a %></p>')).toMatchObject({
      status: 'unsupported',
      language: 'erb',
    });
  });

  it('still answers for Go after many calls and after a crash of its parser', async () => {
    const deep = `package a\nvar x = ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`;
    expect(await exact.check('a.go', deep)).toMatchObject({ status: 'ok', validator: 'tree-sitter' });
    for (let call = 0; call < 300; call++) {
      const text = `package a\n\nfunc f() int { return ${call} }\n`;
      expect(await exact.check('a.go', text)).toMatchObject({ status: 'ok', validator: 'gofmt' });
    }
  });
});

describe('checkFiles', () => {
  const texts: Record<string, string | undefined> = {
    'a.json': '{}',
    'b.json': '{',
    'c.png': undefined,
    'd.x': '',
  };
  const read = async (path: string): Promise<string | undefined> => texts[path];

  async function statuses(syntax: Syntax, concurrency: number): Promise<string[]> {
    const found: string[] = [];
    for await (const { path, report } of syntax.checkFiles(Object.keys(texts), read, { concurrency })) {
      found.push(`${path} ${report.status}`);
    }
    return found;
  }

  it('reports in the order of the paths and leaves out what cannot be read as text', async () => {
    const expected = ['a.json ok', 'b.json errors', 'd.x unsupported'];
    expect(await statuses(exact, 1)).toEqual(expected);
    expect(await statuses(exact, 100)).toEqual(expected);
  });

  it('ends when its signal does', async () => {
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const _ of exact.checkFiles(['a.json', 'b.json', 'd.x'], read, {
        concurrency: 1,
        signal: controller.signal,
      })) {
        controller.abort();
      }
    };
    await expect(run()).rejects.toThrow(/abort/i);
  });

  it('rejects with the error of the reader', async () => {
    const failing = async (): Promise<string> => Promise.reject(new TypeError('no such file'));
    const run = async (): Promise<void> => {
      for await (const _ of exact.checkFiles(['a', 'b'], failing)) throw new TypeError('not reached');
    };
    await expect(run()).rejects.toThrow('no such file');
  });
});

describe('bad input', () => {
  it('calls binary and oversized texts unknown, with the reason', async () => {
    const binary = await exact.check('a.ts', 'a\0b');
    expect(binary).toMatchObject({
      status: 'unknown',
      language: 'typescript',
      error: { code: 'EC_SYNTAX_BINARY' },
    });
    await using small = createSyntax({ maxLength: 10 });
    const large = await small.check('a.ts', 'const a = 1;');
    expect(large).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_TOO_LARGE' } });
    expect(await small.outline('a.ts', 'const a = 1;')).toMatchObject({ status: 'unknown', definitions: [] });
  });

  it('calls a text unknown whose parse runs out of time', async () => {
    let time = 0;
    await using hurried = createSyntax({ exactParsers: false, timeLimitMs: 5, now: () => (time += 10) });
    const text = 'const a = [1, 2, 3];\n'.repeat(5_000);
    const report = await hurried.check('a.ts', text);
    expect(report).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_TIMEOUT' } });
  });

  it('calls a text unknown whose grammar is missing or corrupt, and tries again later', async () => {
    let calls = 0;
    await using syntax = createSyntax({
      exactParsers: false,
      grammars: async () => {
        calls += 1;
        return new Uint8Array([0, 97, 115, 109, 1, 2, 3]);
      },
    });
    for (const expected of [1, 2]) {
      const report = await syntax.check('a.ts', 'let a;');
      expect(report).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_GRAMMAR' } });
      expect(calls).toBe(expected);
    }
  });

  it.each([
    ['parentheses', 'a.ts', `let a = ${'('.repeat(10_000)}1${')'.repeat(10_000)};\n`],
    ['open brackets', 'a.js', '['.repeat(10_000)],
    ['arrows', 'a.js', `${'x=>'.repeat(10_000)}1`],
    ['else branches', 'a.js', `if(a){}${'else if(a){}'.repeat(10_000)}`],
    ['conditionals', 'a.ts', `${'a?b:'.repeat(10_000)}c`],
    ['templates', 'a.js', `${'`${'.repeat(10_000)}1${'}`'.repeat(10_000)}`],
    ['type arguments', 'a.ts', `let a: ${'A<'.repeat(10_000)}B${'>'.repeat(10_000)};`],
    ['prefixes', 'a.ts', `${'new '.repeat(10_000)}A`],
    ['labels', 'a.js', `${Array.from({ length: 10_000 }, (_, at) => `a${at}:`).join('')};`],
    ['assignments', 'a.js', `${'a='.repeat(10_000)}1`],
    ['brackets of Python', 'a.py', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
    ['arrays of JSON', 'a.json', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
  ])('survives 10,000 nested %s', async (_what, path, text) => {
    const report = await exact.check(path, text);
    expect(['ok', 'errors', 'unknown']).toContain(report.status);
    if (report.status === 'unknown') expect(isEnhancedCodeError(report.error)).toBe(true);
    expect(await exact.check(path, path === 'a.json' ? '1' : 'a = 1')).toMatchObject({
      validator: report.validator === 'tree-sitter' ? expect.any(String) : report.validator,
    });
  });

  it('reads lone surrogates, replacement characters and a byte order mark', async () => {
    for (const text of ['const a = "\ud800";\n', '// \ufffd\n', '\ufeffconst a = 1;\n']) {
      for (const syntax of [exact, treeOnly])
        expect(await syntax.check('a.ts', text)).toMatchObject({ status: 'ok' });
    }
  });

  it('reads one line of five million characters in bounded time', async () => {
    const text = `{"a":"${'x'.repeat(5_000_000)}"}`;
    expect(await exact.check('a.json', text)).toMatchObject({ status: 'ok' });
  });
});

describe('life', () => {
  it('answers no question after disposal', async () => {
    const syntax = createSyntax();
    await syntax[Symbol.asyncDispose]();
    await expect(syntax.check('a.json', '{}')).rejects.toMatchObject({ code: 'EC_SYNTAX_DISPOSED' });
    await expect(syntax.compare('a.json', '{}', '{}')).rejects.toMatchObject({ code: 'EC_SYNTAX_DISPOSED' });
    await expect(syntax.outline('a.json', '{}')).rejects.toMatchObject({ code: 'EC_SYNTAX_DISPOSED' });
  });

  it('asks for a grammar on first use, and once', async () => {
    const asked: string[] = [];
    const { installedGrammars } = await import('./tree/grammar-source.ts');
    await using syntax = createSyntax({
      exactParsers: false,
      grammars: (grammar) => {
        asked.push(grammar);
        return installedGrammars(grammar);
      },
    });
    expect(asked).toEqual([]);
    await Promise.all([syntax.check('a.go', 'package a\n'), syntax.check('b.go', 'package b\n')]);
    await syntax.outline('c.go', 'package c\n');
    expect(asked).toEqual(['go']);
  });
});

describe('the time limit', () => {
  /** A clock that stands still until so many have looked at it, and is then far beyond every limit. */
  const clock = (looks: number) => {
    let left = looks;
    return () => (left-- > 0 ? 0 : 1e9);
  };
  const python = 'def f():\n    return 1\n\n\n'.repeat(200);

  it('holds for an outline, from its parse to its last definition', async () => {
    const outcomes = new Set<string>();
    for (const looks of [1, 3, 10, 60, 150, 300, 500, 5_000]) {
      await using syntax = createSyntax({ now: clock(looks) });
      const { status, error, definitions } = await syntax.outline('a.py', python);
      outcomes.add(status);
      expect(definitions).toHaveLength(status === 'ok' ? 200 : 0);
      expect(error?.code).toBe(status === 'ok' ? undefined : 'EC_SYNTAX_TIMEOUT');
    }
    expect(outcomes).toEqual(new Set(['unknown', 'ok']));
  });

  it('leaves a text that an exact parser would not read in time to the grammar, which says what it misses', async () => {
    await using hasty = createSyntax({ now: () => 0, timeLimitMs: 5 });
    expect(await hasty.check('a.py', python)).toMatchObject({
      status: 'ok',
      validator: 'tree-sitter',
      blind: ['indentation'],
    });
    expect(await hasty.check('a.py', 'a = 1\n')).toMatchObject({ status: 'ok', validator: 'ruff' });
    expect(await hasty.check('a.rb', 'def f; end\n'.repeat(200))).toMatchObject({ validator: 'tree-sitter' });
  });
});
