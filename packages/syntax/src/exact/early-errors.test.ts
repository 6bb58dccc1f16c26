import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const exact = createSyntax();
const treeOnly = createSyntax({ exactParsers: false });
afterAll(async () => {
  await exact[Symbol.asyncDispose]();
  await treeOnly[Symbol.asyncDispose]();
});

describe('regular expressions of JavaScript', () => {
  it.each([
    ['a.js', 'const a = /a**/;\n', 10, 'Nothing to repeat'],
    ['a.ts', 'f(/(?<b>c)(?<b>d)/)\n', 2, 'Duplicate capture group name'],
    ['a.tsx', 'const a = <p>{/[b-a]/}</p>;\n', 14, 'Range out of order'],
    ['a.js', 'if (a) return /(/.test(b);\n', 14, 'Unterminated group'],
    ['a.mjs', 'export default {\n  a: /b/gg,\n};\n', 9, 'flag'],
    ['a.js', 'const a = [/\\u{110000}/u, /b/];\n', 11, 'Invalid Unicode escape'],
  ])('are read to their end in %s: %j', async (path, text, character, problem) => {
    const { diagnostics } = await exact.check(path, text);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.range.start.character).toBe(character);
    expect(diagnostics[0]?.message.toLowerCase()).toContain(problem.toLowerCase());
    expect(diagnostics[0]?.source).toBe('oxc-parser');
  });

  it.each([
    'const a = b / c / d, e = f++ / g / h;\n',
    '// see a/(b/c\nlet a = "/(/"; /* = /(/ */\n',
    'const a = /[/(]\\/(?<b>c)\\k<b>(?=d)(?<!e)\\p{Lu}/u, f = /]/, g = /{/;\n',
    'const a = `\u0024{b}/(/\u0024{c}`;\n',
    'const a = /[\\p{L}--[a-z]]/v;\n',
  ])('are not seen where there are none, and pass where they are right: %j', async (text) => {
    expect(await exact.check('a.js', text)).toMatchObject({ status: 'ok', diagnostics: [] });
  });

  it('only advise where the engine does not know the name of a property', async () => {
    const { diagnostics } = await exact.check('a.js', 'const a = /\\p{Script=Future}/u;\n');
    expect(diagnostics).toMatchObject([{ code: 'regular-expression', confidence: 'advise' }]);
  });
});

describe('a package clause of Go', () => {
  it.each(['', '// note\n', 'func f() {}\n', 'import "a"\n\nfunc f() {}\n', '/* package a */\n'])(
    'is missed by every layer in %j',
    async (text) => {
      for (const syntax of [exact, treeOnly]) {
        const { status, diagnostics } = await syntax.check('a.go', text);
        expect(status).toBe('errors');
        expect(diagnostics[0]?.message).toMatch(/package/);
      }
    },
  );

  it.each(['package a', '\uFEFF// note\n/* b\n */ package a // c\n', '//go:build x\n\npackage é\n'])(
    'is found in %j',
    async (text) => {
      for (const syntax of [exact, treeOnly])
        expect(await syntax.check('a.go', text)).toMatchObject({ status: 'ok' });
    },
  );
});

describe('statements of Java', () => {
  const inMethod = (body: string): string => `class A {\n  int f() {\n    ${body}\n    return 1;\n  }\n}\n`;

  it.each(['a;', 'a.b;', 'a + 1;', '"b";', 'if (a) { c[0]; }', '(d);', 'this;'])(
    'have to do something: %j',
    async (body) => {
      const { status, diagnostics } = await exact.check('A.java', inMethod(body));
      expect([status, diagnostics[0]?.range.start.line]).toEqual(['errors', 2]);
    },
  );

  it.each([
    'a();',
    'a.b();',
    'a++;',
    '--a;',
    'a = b;',
    'new A();',
    'int c = switch (a) { case 1 -> b; default -> d.e; };',
    'Runnable r = () -> { g(); };',
    ';',
  ])('may be %j', async (body) => {
    expect(await exact.check('A.java', inMethod(body))).toMatchObject({ status: 'ok', diagnostics: [] });
  });
});

describe('an edit of a text that its grammar rejects as written', () => {
  it.each([
    ['a.swift', 'func f<each T>(_ a: repeat each T) {\n  g { h() }\n}\n', 'h() }', 'h()'],
    ['a.c', 'API_BEGIN\nint f(void) API_END\n{\n  return g(1);\n}\n', 'g(1)', 'g(1'],
    ['a.cpp', 'class API A {\n  int f() const API_X { return g[0]; }\n};\n', 'g[0]', 'g[0'],
  ])('is at fault in %s where it takes a bracket from its partner', async (path, before, old, fresh) => {
    const syntax = exact;
    expect(await syntax.compare(path, before, before.replace(old, fresh))).toMatchObject({
      status: 'errors',
    });
    expect(await syntax.compare(path, before, before.replace(old, `${old} `))).toMatchObject({
      status: 'ok',
    });
  });
});
