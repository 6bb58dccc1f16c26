import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

async function firstError(path: string, text: string): Promise<string> {
  const { status, diagnostics } = await syntax.check(path, text);
  const first = diagnostics[0];
  return first === undefined
    ? status
    : `${first.range.start.line}:${first.range.start.character} ${first.message}`;
}

describe('style sheets', () => {
  it.each([
    [
      'at-rules of frameworks',
      '@theme inline {\n  --a: 1px;\n}\n@utility tab-* {\n  tab-size: --value(integer);\n}\n',
    ],
    ['utilities', '.a {\n  @apply bg-b/70 **:data-[c$=-d]:e! [&>f]:g;\n}\n'],
    ['variants', '@custom-variant dark (&:is(.dark *));\n.a {\n  @variant dark {\n    color: red;\n  }\n}\n'],
    ['hacks', '@-moz-document url-prefix() {\n  [type=date], a:is(b > c, .d:not([e])) { f: g }\n}\n'],
    ['nesting', '.a {\n  .dark & { b: c }\n  > d, ~ e { f: g; }\n  &:hover { h: i };\n}\n'],
    ['custom properties', ':root {\n  --a: { b: c };\n  --d:;\n}\n'],
    ['addresses', '.a { b: url(/c.png) d, url(data:image/png;base64,a+b//c==); }\n@import "a" layer(b);\n'],
    ['escapes', '.a\\:b\\/2, .\\31 0 { content: "\\"}"; }\n/* } */\n'],
    ['frames', '@keyframes a {\n  from, 6.5% { b: c }\n  to { d: e }\n}\n'],
    ['counts', 'a:nth-child(2n + 1 of .b), c:nth-of-type(odd)::before { d: e }\n'],
    ['the last statement without its sign', '@charset "utf-8";\n.a{b:c}\n'],
  ])('accepts %s', async (_what, text) => {
    expect(await firstError('a.css', text)).toBe('ok');
  });

  it.each([
    ['a block that does not end', '.a {\n  b: c;\n', '2:0 expected `}`, found end of file'],
    ['a block too many', '.a { b: c }\n}\n', '1:0 unexpected `}`'],
    [
      'a string that does not end',
      '.a {\n  content: "b;\n}\n',
      '1:11 expected `"` at the end of the string, found end of line',
    ],
    [
      'a comment that does not end',
      '.a {}\n/* b',
      '1:0 expected `*/` at the end of the comment, found end of file',
    ],
    ['a parenthesis that does not end', '.a { b: calc(1px + 2px; }\n', '0:24 expected `)`, found `}`'],
    ['a wrong bracket', '.a { b: c(d]; }\n', '0:11 expected `)`, found `]`'],
    ['a forgotten semicolon', '.a {\n  b: c\n  d: e;\n}\n', '1:6 expected `;`, found end of line'],
    ['a declaration without a colon', '.a {\n  b c;\n}\n', '1:4 expected `:`, found `c`'],
    ['a declaration without a value', '.a { b: ; }\n', '0:8 expected a value, found `;`'],
    ['a declaration outside', 'b: c;\n', '0:1 expected `{`, found `:`'],
    ['a selector without a block', '.a, .b\n', '0:6 expected `{`, found end of file'],
    ['a comma too many', '.a, { b: c }\n', '0:4 expected a selector, found `{`'],
    ['a combinator too many', '.a > > .b { c: d }\n', '0:5 expected a selector, found `>`'],
    ['a class without a name', '. a { b: c }\n', '0:0 expected a selector, found `.`'],
    [
      'an empty pseudo-class',
      'a:not() { b: c }\n',
      '0:6 expected something between the parentheses, found `)`',
    ],
    ['a count that is none', 'a:nth-child(x) { b: c }\n', '0:12 expected a number or `2n + 1`, found `x`'],
    [
      'a query with an end missing',
      '@media (a: b) and { c { d: e } }\n',
      '0:14 expected a query, found `and`',
    ],
    [
      'a name without its dashes',
      '@property a { b: c }\n',
      '0:10 expected a name that begins with `--`, found `a`',
    ],
  ])('rejects %s', async (_what, text, expected) => {
    expect(await firstError('a.css', text)).toBe(expected);
  });

  it.each([
    ['modules', '@use "a" as b;\n.c { d: b.$e; @include b.f($g...) { h: i } }\n'],
    ['maps', '$a: (\n  "b": (1px, 2px),\n  c: d,\n) !default;\n'],
    ['interpolation', '.a-#{$b}:nth-child(#{$c}) { #{$d}-left: calc(1px + #{$e}); }\n'],
    ['control', '@each $a, $b in $c {\n  @if $a == b { .d { e: f } } @else { .g { h: i } }\n}\n'],
    ['line comments', "// it's\n.a { b: c } // }\n"],
    ['nested properties and placeholders', '%a { font: { family: b; size: c } }\n.d { @extend %a; }\n'],
    ['loose combinators', '.a {\n  > b,\n  ~ * .c { d: e }\n}\n'],
  ])('accepts %s of Sass', async (_what, text) => {
    expect(await firstError('a.scss', text)).toBe('ok');
  });

  it('finds lost brackets in Sass and Less', async () => {
    expect(await firstError('a.scss', '$a: (b: c;\n.d { e: f }\n')).toMatch(/^\d+:\d+ expected `\)`/);
    expect(await firstError('a.scss', '.a { b: #{$c; }\n')).toBe('1:0 expected `}`, found end of file');
    expect(await firstError('a.less', '.a() { .b;\n')).toBe('1:0 expected `}`, found end of file');
  });

  it('holds: whatever stands between braces that match, one brace more is an error', async () => {
    const rule = fc.constantFrom(
      '.a { b: c }',
      '@media print { d { e: "}" } }',
      '/* { */',
      '@x y;',
      'f{g:h(i)}',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(rule, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('{', '}'),
        async (rules, brace) => {
          const text = rules.join('\n');
          expect((await syntax.check('a.css', text)).status).toBe('ok');
          expect((await syntax.check('a.css', `${text}\n${brace}`)).status).toBe('errors');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('holds: it ends on any text', async () => {
    const sign = fc.constantFrom(
      'a',
      ':',
      ';',
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '"',
      "'",
      '/*',
      '*/',
      '@x',
      '#{',
      '\\',
      '\n',
      'url(',
      '&',
      '.',
      '--a',
      ' ',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(sign, { maxLength: 30 }),
        fc.constantFrom('a.css', 'a.scss', 'a.less'),
        async (signs, path) => {
          const { status, diagnostics } = await syntax.check(path, signs.join(''));
          expect(status === 'errors').toBe(diagnostics.length > 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('reads a large sheet in time that follows its length', async () => {
    const rule = '.a:not(.b) > c { color: rgb(1 2 3 / 50%); background: url(d.png) }\n';
    const report = await syntax.check('a.scss', rule.repeat(20_000));
    expect(report).toMatchObject({ status: 'ok', validator: 'css' });
  });
});
