import { afterAll, describe, expect, it } from 'vitest';
import { createSyntax, type Outline } from '../index.ts';

const syntax = createSyntax();
afterAll(() => syntax[Symbol.asyncDispose]());

const named = (outline: Outline): string[] =>
  outline.definitions.map(({ kind, name, containers }) => `${kind} ${[...containers, name].join('.')}`);

describe('outline', () => {
  it('reads TypeScript', async () => {
    const outline = await syntax.outline(
      'a.ts',
      `import { b } from './b.ts';
/** Says hello. */
export class A extends B implements C {
  #x = 1;
  /** How. */
  async hello(name: string): Promise<void> { this.#x; greet(name); }
}
interface I { p: T; m(): void }
type T = string;
enum E { One }
export const f = (a: number) => a + 1, g = 2;
function* gen() { const local = 1; }
namespace N { export function inner() {} }
`,
    );
    expect(outline).toMatchObject({ status: 'ok', language: 'typescript', validator: 'tree-sitter' });
    expect(named(outline)).toEqual([
      'class A',
      'field A.#x',
      'method A.hello',
      'interface I',
      'property I.p',
      'method I.m',
      'type T',
      'enum E',
      'function f',
      'variable g',
      'function gen',
      'namespace N',
      'function N.inner',
    ]);
    expect(outline.definitions[0]).toMatchObject({
      signature: 'export class A extends B implements C',
      doc: 'Says hello.',
      nameRange: { start: { line: 2, character: 13 }, end: { line: 2, character: 14 } },
      range: { end: { line: 6, character: 1 } },
    });
    expect(outline.definitions[2]?.doc).toBe('How.');
    expect(outline.imports.map(({ target }) => target)).toEqual(['./b.ts']);
    const uses = outline.references.map(({ kind, name }) => `${kind} ${name}`);
    expect(uses).toEqual(expect.arrayContaining(['call greet', 'type C', 'type T', 'name b', 'name B']));
    expect(uses).not.toContain('name hello');
  });

  it('reads JavaScript with JSX, require and functions in objects', async () => {
    const outline = await syntax.outline(
      'a.jsx',
      `const x = require('x');
module.exports.run = function () { return <Panel title={x} />; };
const api = { get: () => 1, put() {} };
class A { static y = 1; get z() {} }
export { q } from 'q';
import('late');
`,
    );
    expect(named(outline)).toEqual([
      'variable x',
      'function run',
      'variable api',
      'method api.get',
      'method api.put',
      'class A',
      'field A.y',
      'method A.z',
    ]);
    expect(outline.imports.map(({ target }) => target)).toEqual(['x', 'q', 'late']);
    expect(outline.references.map(({ name }) => name)).toContain('Panel');
  });

  it('reads Python', async () => {
    const outline = await syntax.outline(
      'a.py',
      `import os.path as p, sys
from .pkg import name
LIMIT = 3
class A(Base):
    """Doc of A."""
    size: int = 1
    @property
    def m(self) -> Other:
        def inner(): pass
        return p.join(name)
# Before f.
async def f(): pass
`,
    );
    expect(named(outline)).toEqual([
      'variable LIMIT',
      'class A',
      'field A.size',
      'method A.m',
      'function A.m.inner',
      'function f',
    ]);
    expect(outline.imports.map(({ target }) => target)).toEqual(['os.path', 'sys', '.pkg']);
    expect(outline.definitions[1]?.doc).toBe('Doc of A.');
    expect(outline.definitions[5]).toMatchObject({ doc: 'Before f.', signature: 'async def f(): pass' });
    const uses = outline.references.map(({ kind, name }) => `${kind} ${name}`);
    expect(uses).toEqual(expect.arrayContaining(['call join', 'type Other', 'type Base']));
  });

  it('reads Go', async () => {
    const outline = await syntax.outline(
      'a.go',
      `package a

import (
	"fmt"
	x "example.com/x"
)

const Limit = 3

// T is a type.
type T struct { Size int }
type I interface { M() }
type N = int
func (t *T) M() { fmt.Println(x.Y) }
func F() {}
`,
    );
    expect(named(outline)).toEqual([
      'constant Limit',
      'struct T',
      'field T.Size',
      'interface I',
      'method I.M',
      'type N',
      'method M',
      'function F',
    ]);
    expect(outline.imports.map(({ target }) => target)).toEqual(['fmt', 'example.com/x']);
    expect(outline.definitions[1]?.doc).toBe('T is a type.');
    expect(outline.references).toContainEqual(expect.objectContaining({ kind: 'call', name: 'Println' }));
  });

  it('still reads what is whole in a broken text, and says so', async () => {
    const outline = await syntax.outline('a.ts', 'function a() {}\nconst c = f(1;\nfunction b() {}\n');
    expect(outline.status).toBe('errors');
    expect(named(outline)).toEqual(expect.arrayContaining(['function a', 'function b']));
  });

  it('answers unsupported where it has no query', async () => {
    const nothing = { definitions: [], references: [], imports: [] };
    expect(await syntax.outline('a.json', '{}')).toEqual({
      status: 'unsupported',
      language: 'json',
      ...nothing,
    });
    expect(await syntax.outline('a.xyz', '')).toEqual({ status: 'unsupported', ...nothing });
  });
});
