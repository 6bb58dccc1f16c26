import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax, scopeAt } from '../index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

const text = `class A {
  m() {
    return 1;
  }
}
function f() {}
const after = 1;
`;

describe('scopeAt', () => {
  it.each([
    [{ line: 2, character: 4 }, ['A', 'm']],
    [{ line: 0, character: 0 }, ['A']],
    [{ line: 3, character: 2 }, ['A', 'm']],
    [{ line: 3, character: 3 }, ['A']],
    [{ line: 4, character: 1 }, []],
    [{ line: 5, character: 14 }, ['f']],
    [{ line: 99, character: 0 }, []],
  ])('names what is around %j, outermost first', async (position, names) => {
    const outline = await syntax.outline('a.ts', text);
    expect(scopeAt(outline, position).map(({ name }) => name)).toEqual(names);
  });

  it('reads the functions and methods of Swift by their own names', async () => {
    const outline = await syntax.outline(
      'a.swift',
      'class A {\n  func m(b c: Int) -> Int { c }\n}\nfunc f() {}\n',
    );
    expect(outline.definitions.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'class A',
      'method m',
      'function f',
    ]);
    expect(scopeAt(outline, { line: 1, character: 30 }).map(({ name }) => name)).toEqual(['A', 'm']);
  });
});
