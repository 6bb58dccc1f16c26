import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from './index.ts';

const exact = createSyntax();
const treeOnly = createSyntax({ exactParsers: false });
const layers = [exact, treeOnly];
afterAll(async () => {
  for (const syntax of layers) await syntax[Symbol.asyncDispose]();
});

const broken = 'const a = 1;\nconst b = [1, 2;\nfunction f() { return a; }\n';

describe('compare', () => {
  it('says ok of an edit that adds nothing', async () => {
    for (const syntax of layers) {
      const result = await syntax.compare('a.ts', 'let a = 1;\n', 'let a = 2;\n');
      expect(result).toMatchObject({ status: 'ok', language: 'typescript', added: [] });
    }
  });

  it('reports what the edit broke, at its place in the new text', async () => {
    for (const syntax of layers) {
      const result = await syntax.compare(
        'a.ts',
        'let a = 1;\nlet b = 2;\n',
        '// new\nlet a = 1;\nlet b = ;\n',
      );
      expect(result.status).toBe('errors');
      expect(result.added[0]?.range.start).toEqual({ line: 2, character: 8 });
    }
  });

  it('never blocks for an error that was there, wherever its line went', async () => {
    const edits = [
      broken,
      `// a\n// b\n${broken}`,
      `${broken}\n// end\n`,
      broken.replace('const a = 1;', 'const a = 2;'),
    ];
    for (const syntax of layers) {
      for (const after of edits)
        expect(await syntax.compare('a.ts', broken, after)).toMatchObject({ status: 'ok', added: [] });
    }
  });

  it('says ok of an edit that repairs the text', async () => {
    for (const syntax of layers) {
      expect(await syntax.compare('a.ts', broken, broken.replace('2;', '2];'))).toMatchObject({
        status: 'ok',
      });
    }
  });

  it('does not hold a second old error against an edit that repairs the first', async () => {
    const before = 'const a = [1;\nconst x = 1;\nconst c = (2;\nconst y = 2;\n';
    const after = before.replace('[1;', '[1];');
    for (const syntax of layers)
      expect(await syntax.compare('a.ts', before, after)).toMatchObject({ status: 'ok' });
  });

  it('reports a new error beside an old one', async () => {
    for (const syntax of layers) {
      const result = await syntax.compare('a.ts', broken, `${broken}let c = ;\n`);
      expect(result.status).toBe('errors');
      expect(result.added.every((diagnostic) => diagnostic.range.start.line === 3)).toBe(true);
    }
  });

  it('treats a new file as new throughout and a deleted one as nothing', async () => {
    expect(await exact.compare('a.json', undefined, '{')).toMatchObject({
      status: 'errors',
      added: [expect.anything()],
    });
    expect(await exact.compare('a.json', '{', undefined)).toEqual({ status: 'ok', added: [] });
  });

  it('reports new markers in any file, and only new ones', async () => {
    const marked = 'a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> main\n';
    const result = await exact.compare('notes.xyz', 'a\n', marked);
    expect(result.status).toBe('errors');
    expect(result.added.map((diagnostic) => diagnostic.range.start.line)).toEqual([1, 3, 5]);
    expect(await exact.compare('notes.xyz', marked, `${marked}d\n`)).toMatchObject({
      status: 'unsupported',
      added: [],
    });
  });

  it('reports a placeholder that an edit put in place of code', async () => {
    const before = 'function f() {\n  return 1;\n}\n';
    const after = 'function f() {\n  // ... rest of the code unchanged\n}\n';
    const result = await exact.compare('a.js', before, after);
    expect(result).toMatchObject({ status: 'errors', added: [{ code: 'placeholder', source: 'markers' }] });
    expect(await exact.compare('a.js', after, `${after}f();\n`)).toMatchObject({ status: 'ok' });
  });

  it('gives no verdict where there was none', async () => {
    expect(await exact.compare('a.ts', 'let a;', 'let a;\0')).toMatchObject({
      status: 'unknown',
      error: { code: 'EC_SYNTAX_BINARY' },
    });
    expect(await exact.compare('a.zsh', 'a', 'b')).toMatchObject({ status: 'unsupported', language: 'zsh' });
  });

  it('holds: no edit is blamed for a text that it leaves as it is', async () => {
    const piece = fc.constantFrom(
      'let a = 1;',
      'f(',
      ')',
      '}',
      '{',
      'class A {',
      '"',
      '// x',
      '<<<<<<< a',
      '```',
      '',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(text, async (same) => {
        for (const syntax of layers) expect((await syntax.compare('a.ts', same, same)).added).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('holds: what is added to a sound text is exactly what a check finds', async () => {
    const text = fc.array(fc.constantFrom('let a = 1;', 'f(', '}', 'class A {', '// x'), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        const after = lines.join('\n');
        const { diagnostics } = await exact.check('a.ts', after);
        expect((await exact.compare('a.ts', 'let a = 1;\n', after)).added).toEqual(diagnostics);
      }),
      { numRuns: 40 },
    );
  });
});
