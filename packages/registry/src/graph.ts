import type { Component, ScopeKind } from './component.ts';
import type { AnyToken } from './token.ts';

/** All registered components by token. */
export type Components = ReadonlyMap<AnyToken, Component>;

/** Scopes from the longest life to the shortest. */
const LIFE: readonly ScopeKind[] = ['app', 'session', 'run'];

/** Everything that is wrong with the dependencies: missing ones, too short lives, cycles with their path. */
export function findGraphProblems(components: Components): string[] {
  const problems: string[] = [];
  for (const component of components.values()) {
    for (const token of tokensOf(component)) {
      const problem = edgeProblem(component, token, components);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return [...problems, ...findCycles(components)];
}

/** What a component depends on. */
export function tokensOf(component: Component): AnyToken[] {
  return Object.values(component.definition.dependencies);
}

function edgeProblem(from: Component, token: AnyToken, components: Components): string | undefined {
  const name = from.token.name;
  const to = components.get(token);
  if (to === undefined) return `${name} needs ${token.name}, which is not registered`;
  const [life, needed] = [from.definition.scope, to.definition.scope];
  if (LIFE.indexOf(needed) <= LIFE.indexOf(life)) return undefined;
  return `${name} (${life}) needs ${token.name}, which only lives as long as a ${needed}`;
}

/** One line for each way back that a depth-first walk meets. */
function findCycles(components: Components): string[] {
  const problems: string[] = [];
  const done = new Set<Component>();
  const path: Component[] = [];
  const visit = (component: Component): void => {
    if (done.has(component)) return;
    const start = path.indexOf(component);
    if (start >= 0) {
      const names = [...path.slice(start), component].map(({ token }) => token.name);
      problems.push(`${names.join(' → ')} is a cycle`);
      return;
    }
    path.push(component);
    for (const token of tokensOf(component)) {
      const next = components.get(token);
      if (next !== undefined) visit(next);
    }
    path.pop();
    done.add(component);
  };
  for (const component of components.values()) visit(component);
  return problems;
}
