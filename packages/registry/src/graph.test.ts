import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { token } from '../test/sample.ts';
import { type Components, readGraph, tokensOf } from './graph.ts';
import { component, type ScopeKind, type Token } from './index.ts';

type Edges = Readonly<Record<string, readonly string[]>>;

/** A graph from names; a name before `:` may carry its scope, as in `turn:run`. */
function graph(edges: Edges): Components {
  const scopes = new Map(Object.keys(edges).map((key) => key.split(':') as [string, ScopeKind | undefined]));
  const tokens = new Map<string, Token<string>>();
  const tokenOf = (name: string) => {
    const known = tokens.get(name) ?? token(name);
    tokens.set(name, known);
    return known;
  };
  return new Map(
    Object.entries(edges).map(([key, needs]) => {
      const name = key.split(':')[0] ?? key;
      const dependencies = Object.fromEntries(needs.map((need) => [need, tokenOf(need)]));
      const scope = scopes.get(name) ?? 'app';
      return [tokenOf(name), component(tokenOf(name), { dependencies, scope, create: () => name })];
    }),
  );
}

describe('problems', () => {
  test.each<[string, Edges, string[]]>([
    ['none', { a: [], b: ['a'], c: ['a', 'b'] }, []],
    ['a diamond is no cycle', { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }, []],
    ['itself', { a: ['a'] }, ['a → a is a cycle']],
    ['two', { a: ['b'], b: ['a'] }, ['a → b → a is a cycle']],
    [
      'only the cycle is named, not the way to it',
      { a: ['b'], b: ['c'], c: ['d'], d: ['b'] },
      ['b → c → d → b is a cycle'],
    ],
    ['apart', { a: ['b'], b: ['a'], c: ['c'] }, ['a → b → a is a cycle', 'c → c is a cycle']],
    [
      'missing',
      { a: ['x', 'y'] },
      ['a needs x, which is not registered', 'a needs y, which is not registered'],
    ],
    [
      'lives',
      { 'a:app': ['s', 'r'], 's:session': ['r'], 'r:run': ['s', 'r2'], 'r2:run': [] },
      [
        'a (app) needs s, which only lives as long as a session',
        'a (app) needs r, which only lives as long as a run',
        's (session) needs r, which only lives as long as a run',
        's → r → s is a cycle',
      ],
    ],
  ])('%s', (_, edges, problems) => {
    expect(readGraph(graph(edges)).problems).toEqual(problems);
  });
});

test('a graph has a cycle exactly if its components cannot be put in order', () => {
  const edges = fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 2 }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(edges, (all) => {
      const named = Object.fromEntries(
        all.map((needs, at) => [`n${at}`, [...new Set(needs)].map((n) => `n${n}`)]),
      );
      const components = graph(named);
      const problems = readGraph(components).problems;
      expect(problems.length > 0).toBe(!canBeOrdered(components));
      for (const problem of problems) {
        const path = problem.replace(/ is a cycle$/, '').split(' → ');
        path.slice(1).forEach((name, at) => {
          expect(named[path[at] ?? '']).toContain(name);
        });
        expect(path.at(-1)).toBe(path[0]);
      }
    }),
    { numRuns: 300 },
  );
});

function canBeOrdered(components: Components): boolean {
  const left = new Map(components);
  for (let removed = true; removed; ) {
    removed = false;
    for (const [key, each] of left) {
      if (tokensOf(each).some((need) => left.has(need))) continue;
      left.delete(key);
      removed = true;
    }
  }
  return left.size === 0;
}

test('long chains are no problem', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, at) => [`n${at}`, at === 0 ? [] : [`n${at - 1}`]]),
  );
  expect(readGraph(graph(chain)).problems).toEqual([]);
});
