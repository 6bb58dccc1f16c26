import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from './index.ts';

const syntax = createSyntax({ exactParsers: false });
afterAll(() => syntax[Symbol.asyncDispose]());

describe('document', () => {
  it('is checked again after an edit', async () => {
    using document = syntax.open('a.ts', 'let a = 1;\nlet b = 2;\n');
    expect(await document.check()).toMatchObject({ status: 'ok', validator: 'tree-sitter' });
    document.edit({ start: 19, end: 20, newText: '' });
    expect(document.text).toBe('let a = 1;\nlet b = ;\n');
    const report = await document.check();
    expect(report.diagnostics[0]?.range.start).toEqual({ line: 1, character: 8 });
    document.edit({ start: 19, end: 19, newText: '"é💥"' });
    expect(await document.check()).toMatchObject({ status: 'ok' });
  });

  it('reports markers, languages without a parser and what cannot be parsed', async () => {
    using marked = syntax.open('a.ts', 'let a;\n<<<<<<< HEAD\n');
    expect((await marked.check()).diagnostics[0]).toMatchObject({
      code: 'conflict-marker',
      source: 'markers',
    });
    using foreign = syntax.open('a.unknown', 'x');
    expect(await foreign.check()).toMatchObject({ status: 'unsupported' });
    using binary = syntax.open('a.ts', 'x');
    binary.edit({ start: 0, end: 0, newText: '\0' });
    expect(await binary.check()).toMatchObject({ status: 'unknown', error: { code: 'EC_SYNTAX_BINARY' } });
  });

  it.each([
    [-1, 0],
    [2, 1],
    [0, 99],
    [0.5, 1],
    [Number.NaN, 1],
  ])('refuses an edit from %d to %d', (start, end) => {
    using document = syntax.open('a.ts', 'let a;');
    expect(() => document.edit({ start, end, newText: '' })).toThrow(/does not lie in a text of 6/);
    expect(document.text).toBe('let a;');
  });

  it('works beside worker threads', async () => {
    await using threaded = createSyntax({ workers: 1 });
    using document = threaded.open('a.json', '{');
    expect(await document.check()).toMatchObject({ status: 'errors', validator: 'tree-sitter' });
  });

  it('holds: after any edits it says what a fresh check says', async () => {
    const piece = fc.constantFrom(
      'a',
      ' = ',
      '(',
      ')',
      '{',
      '}',
      '\n',
      ';',
      '"',
      'é💥',
      'function f',
      '// x\n',
      '\r\n',
    );
    const edit = fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 6 }),
      newText: fc.array(piece, { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 30 }),
        fc.array(edit, { maxLength: 6 }),
        async (parts, edits) => {
          using document = syntax.open('a.ts', parts.join(''));
          for (const { at, length, newText } of edits) {
            const start = at % (document.text.length + 1);
            document.edit({
              start,
              end: Math.min(document.text.length, start + length),
              newText: newText.join(''),
            });
            const [incremental, fresh] = [await document.check(), await syntax.check('a.ts', document.text)];
            expect(incremental.status).toBe(fresh.status);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads macros of C and at-rules of frameworks as a full check does', async () => {
    for (const [path, text, broken] of [
      ['a.c', 'API_EXPORT\nstatic int f(void) { return 1; }\n', '{'],
      ['a.css', '.a {\n  @apply b/70 [&>c]:d!;\n}\n', '{'],
    ] as const) {
      using document = syntax.open(path, text);
      expect(await document.check()).toMatchObject({ status: 'ok' });
      document.edit({ start: text.length, end: text.length, newText: broken });
      expect(await document.check()).toMatchObject({ status: 'errors' });
    }
  });

  describe('of Python', () => {
    const classes = Array.from(
      { length: 6 },
      (_, at) =>
        `# ${at}\nclass A${at}(B):\n    """Text."""\n\n    x = ${at}\n\n    @property\n    def f(self):\n        if self.x:\n            return (1,\n                    2)\n        return self.x\n\n\ndef g${at}(a, b):\n    return a; b = 1\n\n\n`,
    ).join('');

    it.each([
      ['a statement in a method', '            return (1,', '            a = "é💥"\n', 'ok'],
      ['the first statement of a method', '        if self.x', '        a = 1\n', 'ok'],
      ['a method', '    @property', '    def h(self):\n        return 1\n\n', 'ok'],
      ['a statement between', 'def g', 'a = 1\n', 'ok'],
      ['a bracket', '    x = ', '    y = (\n', 'errors'],
      ['a string without end', 'def g', 'a = """\n', 'errors'],
      ['the head of a class without its colon', 'def g', 'class C\n', 'errors'],
      ['a line that goes on', 'def g', 'a = 1 + \\\n', 'errors'],
    ] as const)('reads %s put in anywhere', async (_name, before, line, status) => {
      for (let from = classes.indexOf(before); from >= 0; from = classes.indexOf(before, from + 1)) {
        using document = syntax.open('a.py', classes);
        expect(await document.check()).toMatchObject({ status: 'ok' });
        document.edit({ start: from, end: from, newText: line });
        const report = await document.check();
        expect(report).toEqual(await syntax.check('a.py', document.text));
        expect(report).toMatchObject({ status, blind: ['indentation'] });
        document.edit({ start: from, end: from + line.length, newText: '' });
        expect(await document.check()).toMatchObject({ status: 'ok' });
      }
    });

    it('holds: after any edits it says what a fresh check says', async () => {
      const piece = fc.constantFrom(
        ...['a', ' = ', '(', ')', '\n', '\n    ', '    def f(self):\n', 'class C:\n', '"""', '\\\n'],
        ...['# x\n', 'else:\n', '1\n', '@b\n', '        return 1\n'],
      );
      const edit = fc.record({
        at: fc.nat(),
        length: fc.nat({ max: 60 }),
        newText: fc.array(piece, { maxLength: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { maxLength: 5 }), async (edits) => {
          using document = syntax.open('a.py', classes);
          await document.check();
          for (const { at, length, newText } of edits) {
            const start = at % (document.text.length + 1);
            const end = Math.min(document.text.length, start + length);
            document.edit({ start, end, newText: newText.join('') });
            if (at % 3 === 0) continue;
            const fresh = await syntax.check('a.py', document.text);
            expect((await document.check()).status).toBe(fresh.status);
          }
        }),
        { numRuns: Number(process.env.RUNS ?? 80) },
      );
    });
  });
});
