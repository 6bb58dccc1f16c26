import type { Scope } from '../scope.ts';
import { type ComponentDescription, describeScope } from './describe.ts';

/**
 * What started in a registry or a scope, in which order, how long it took and what it waited for. A component
 * stands below what needs it; where it appears again, `↑` points to its first place.
 */
export function bootTree(scope: Scope): string {
  const { components, scope: kind, state, durationMs } = describeScope(scope);
  const needed = new Set(components.flatMap(({ dependencies }) => dependencies));
  const byName = new Map(components.map((component) => [component.name, component]));
  const roots = components.filter(({ name }) => !needed.has(name));
  const count = components.length === 1 ? '1 component' : `${components.length} components`;
  const head = `${kind} ${state}, ${count} in ${durationMs} ms`;
  return [head, ...renderBranch(roots, '', byName, new Set())].join('\n');
}

type ByName = ReadonlyMap<string, ComponentDescription>;

function renderBranch(
  components: readonly ComponentDescription[],
  indent: string,
  byName: ByName,
  shown: Set<string>,
): string[] {
  return components.flatMap((component, at) => {
    const last = at === components.length - 1;
    const line = indent + (last ? '└─ ' : '├─ ');
    if (shown.has(component.name)) return [`${line}${component.name} ↑`];
    shown.add(component.name);
    const below = component.dependencies.flatMap((name) => byName.get(name) ?? []);
    return [
      line + describe(component),
      ...renderBranch(below, indent + (last ? '   ' : '│  '), byName, shown),
    ];
  });
}

function describe(component: ComponentDescription): string {
  const { name, state, order, durationMs, waitedMs, waitedFor, error } = component;
  const waited = waitedFor === undefined ? '' : `, waited ${waitedMs} ms for ${waitedFor}`;
  const place = order === 0 ? name : `${order}. ${name} ${durationMs} ms${waited}`;
  const shownState = state === 'running' ? '' : ` (${error ?? state})`;
  return place + shownState;
}
