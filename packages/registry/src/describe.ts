import { isEnhancedCodeError } from '@enhanced-code/errors';
import type { ScopeKind } from './component.ts';
import type { LifecycleState } from './events.ts';
import type { HealthStatus } from './health.ts';
import type { ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';
import { healthOf } from './summary.ts';

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
  /** The dependency that was ready last. */
  readonly waitedFor?: string;
  /** How it is, as last known. */
  readonly health: HealthStatus;
  /** Code of the error with which it failed to start. */
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

/** Describes a scope; secrets cannot appear, since neither instances nor configurations are looked at. */
export function describeScope(node: ScopeNode): ScopeDescription {
  const slots = [...node.slots.values()].sort((one, two) => rank(one) - rank(two));
  const { kind: scope, state, durationMs } = node;
  return { scope, state, durationMs, components: slots.map(describeSlot) };
}

function rank({ order }: Slot): number {
  return order === 0 ? Infinity : order;
}

function describeSlot(slot: Slot): ComponentDescription {
  const { component, state, order, durationMs, waitedMs, waitedFor, error } = slot;
  const { dependencies, lazy = false } = component.definition;
  return {
    name: component.token.name,
    state,
    lazy,
    dependencies: Object.values(dependencies).map(({ name }) => name),
    order,
    durationMs,
    waitedMs,
    ...(waitedFor && { waitedFor: waitedFor.name }),
    health: healthOf(slot).status,
    ...(isEnhancedCodeError(error) && { error: error.code }),
  };
}
