import { type Component, LIFE } from './component.ts';
import type { AnyToken } from './token.ts';

/** All registered components by token. */
export type Components = ReadonlyMap<AnyToken, Component>;

/** What a walk along all dependencies found. */
export interface Graph {
  /** Everything that is wrong: missing tokens, too short lives, then cycles with their path. */
  readonly problems: string[];
  /** All components, each after what it depends on. */
  readonly order: readonly Component[];
}

/** Walks along all dependencies, depth first, and names each way back that it meets. */
export function readGraph(components: Components): Graph {
  const problems: string[] = [];
  const cycles: string[] = [];
  const order = new Set<Component>();
  const path = new Set<Component>();
  const visit = (component: Component): void => {
    if (order.has(component)) return;
    if (path.has(component)) {
      const names = [...path, component].map(({ token }) => token.name);
      cycles.push(`${names.slice(names.indexOf(component.token.name)).join(' → ')} is a cycle`);
      return;
    }
    path.add(component);
    const tokens = tokensOf(component);
    for (const token of tokens) problems.push(...edgeProblems(component, token, components.get(token)));
    for (const token of tokens) {
      const next = components.get(token);
      if (next !== undefined) visit(next);
    }
    path.delete(component);
    order.add(component);
  };
  for (const component of components.values()) visit(component);
  return { problems: [...problems, ...cycles], order: [...order] };
}

/** What a component depends on. */
export function tokensOf(component: Component): AnyToken[] {
  return Object.values(component.definition.dependencies);
}

const NONE: readonly string[] = [];

function edgeProblems(from: Component, token: AnyToken, to: Component | undefined): readonly string[] {
  const { name } = from.token;
  if (to === undefined) return [`${name} needs ${token.name}, which is not registered`];
  const [life, needed] = [from.definition.scope, to.definition.scope];
  if (LIFE.indexOf(needed) <= LIFE.indexOf(life)) return NONE;
  return [`${name} (${life}) needs ${token.name}, which only lives as long as a ${needed}`];
}
