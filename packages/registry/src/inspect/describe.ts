import { isEnhancedCodeError } from '@enhanced-code/errors';
import type { ScopeKind } from '../component.ts';
import type { LifecycleState } from '../event-types.ts';
import type { Scope } from '../scope.ts';
import { inside } from '../scope-node.ts';
import { nameOf, type Slot } from '../slot.ts';

/** One component, as far as it may be shown: no instance, no configuration, no foreign text. */
export interface ComponentDescription {
  /** Name of its token. */
  readonly name: string;
  /** Where it is in its life. */
  readonly state: LifecycleState;
  /** Whether it starts only when something needs it. */
  readonly lazy: boolean;
  /** Names of what it depends on. */
  readonly dependencies: readonly string[];
  /** Position in the order of starting, from 1; 0 if it never began. */
  readonly order: number;
  /** Milliseconds of its own start. */
  readonly durationMs: number;
  /** Milliseconds that it waited for its dependencies. */
  readonly waitedMs: number;
  /** The dependency that was ready last; absent if it waited for none. */
  readonly waitedFor?: string;
  /** Code of the error with which it failed to start; absent if it did not fail. */
  readonly error?: string;
}

/** One scope and the components in it, JSON-safe. */
export interface ScopeDescription {
  /** What it is the lifetime of. */
  readonly scope: ScopeKind;
  /** Where it is in its life. */
  readonly state: LifecycleState;
  /** Milliseconds of its start. */
  readonly durationMs: number;
  /** In the order of starting; those that never began come last. */
  readonly components: readonly ComponentDescription[];
}

/**
 * State, order, durations and waits of a registry's or a scope's components. Secrets cannot appear, since
 * neither instances nor configurations are looked at.
 */
export function describeScope(scope: Scope): ScopeDescription {
  const { kind, state, durationMs, slots } = scope[inside]();
  const rank = ({ order }: Slot) => (order === 0 ? Number.MAX_SAFE_INTEGER : order);
  const sorted = [...slots.values()].sort((one, two) => rank(one) - rank(two));
  return {
    scope: kind,
    state,
    durationMs,
    components: sorted.map(describeSlot),
  };
}

function describeSlot(slot: Slot): ComponentDescription {
  const { component, state, order, durationMs, error } = slot;
  const { dependencies, lazy = false } = component.definition;
  return {
    name: nameOf(slot),
    state,
    lazy,
    dependencies: Object.values(dependencies).map(({ name }) => name),
    order,
    durationMs,
    ...waitOf(slot),
    ...(isEnhancedCodeError(error) && { error: error.code }),
  };
}

/** What a component that began to start waited for before. */
function waitOf({ askedAt, needs = [], order }: Slot): {
  waitedMs: number;
  waitedFor?: string;
} {
  const latest = Math.max(...needs.map(({ readyAt }) => readyAt));
  const last = needs.find(({ readyAt }) => readyAt === latest);
  if (order === 0 || last === undefined || latest <= askedAt) return { waitedMs: 0 };
  return { waitedMs: latest - askedAt, waitedFor: nameOf(last) };
}
