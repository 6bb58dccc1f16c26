import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSyntax } from '../index.ts';

const syntax = createSyntax();
const messageOf = async (path: string, text: string): Promise<string | undefined> =>
  (await syntax.check(path, text)).diagnostics[0]?.message;

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('JSON', () => {
  it.each([
    ['{"a": 1,}', 'expected a property name in double quotes, found `}`'],
    ['{"a" 1}', 'expected `:`, found `1`'],
    ['[1 2]', 'expected `,` or `]`, found `2`'],
    ['[1', 'expected `,` or `]`, found end of file'],
    ['{} {}', 'expected the end of the file, found `{`'],
    ['', 'expected a value, found end of file'],
    ['[01]', 'expected a value, found `01`'],
    ['["a]', 'expected `"` at the end of the string, found end of line'],
    ['["\\q"]', 'string with an unknown escape or a control character, found `"`'],
    ['// x\n1', 'expected a value, found `/`'],
  ])('says of %j what is wrong', async (text, message) => {
    expect(await messageOf('a.json', text)).toBe(message);
  });

  it('allows comments and trailing commas where the name says so', async () => {
    const relaxed = '// a\n{"a": [1, /* b */ 2,], // c\n}\n// d';
    expect(await messageOf('tsconfig.build.json', relaxed)).toBeUndefined();
    expect(await messageOf('.vscode/settings.json', relaxed)).toBeUndefined();
    expect(await messageOf('package.json', relaxed)).toBe('expected a value, found `/`');
    expect(await messageOf('a.jsonc', '[1,,]')).toBe('expected a value, found `,`');
    expect(await messageOf('a.jsonc', '[1 /* 2]')).toBe('expected `,` or `]`, found `/`');
    expect(await messageOf('a.jsonc', '// nothing else')).toBeUndefined();
  });

  it('holds: it accepts what JSON.parse accepts, and nothing else', async () => {
    const sign = fc.constantFrom(
      ...'{}[],:"\\/bu0129eE+-.tfn \n\t',
      'true',
      'null',
      '"a"',
      '\\u00e9',
      '{"a":',
      '[1,',
    );
    const damaged = fc
      .tuple(fc.json(), fc.array(fc.tuple(fc.nat(), fc.boolean(), sign), { maxLength: 2 }))
      .map(([json, edits]) => edits.reduce(damage, json));
    const anything = fc.oneof(
      damaged,
      fc.array(sign, { maxLength: 12 }).map((signs) => signs.join('')),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (text) => {
        expect((await syntax.check('a.json', text)).status === 'ok').toBe(parses(text));
      }),
      { numRuns: 1_000 },
    );
  });
});

function damage(text: string, [place, insert, sign]: readonly [number, boolean, string]): string {
  const at = place % (text.length + 1);
  return text.slice(0, at) + (insert ? sign : '') + text.slice(insert ? at : at + 1);
}
