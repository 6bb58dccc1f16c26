import type { AnyDefinition, Component, ComponentContext } from './component.ts';
import type { LifecycleState } from './event-types.ts';
import type { Attempt, ScopeNode, Timeouts } from './scope-node.ts';

/** What a scope knows of one component in it. */
export interface Slot {
  readonly node: ScopeNode;
  readonly component: Component;
  /** The start of the scope in which it was first asked for. */
  readonly attempt: Attempt;
  /** Milliseconds since the epoch at which something first asked for it. */
  readonly askedAt: number;
  state: LifecycleState;
  /** What it depends on; absent until its start was begun. */
  needs?: readonly Slot[];
  /** Settles when the start has ended in any way, and is absent before and after; never rejects. */
  starting?: Promise<void> | undefined;
  stopping?: Promise<void>;
  /** Whether `create` returned, so that there is an instance to stop. */
  created: boolean;
  /** What kept it from starting: the error of something that it depends on. */
  blockedBy?: unknown;
  instance: unknown;
  context?: ComponentContext<unknown>;
  /** Why it failed. */
  error?: unknown;
  /** Why its stop failed. */
  stopError?: unknown;
  /** Made when its signal is first looked at. */
  controller?: AbortController;
  /** With what its signal was aborted, or is to be once it is looked at. */
  aborted?: { readonly reason: unknown };
  /** Leaves its start only so many milliseconds more. */
  hurry?: (ms: number) => void;
  /** Position in the order of starting, from 1. */
  order: number;
  /** Milliseconds since the epoch at which it could be resolved. */
  readyAt: number;
  /** Milliseconds of its own `create` and `start`. */
  durationMs: number;
  /** Called once when it begins to stop. */
  onStop?: () => void;
}

/** A slot in which nothing has happened yet. */
export function createSlot(node: ScopeNode, component: Component): Slot {
  return {
    node,
    component,
    attempt: node.attempt,
    askedAt: node.shared.clock.now(),
    state: 'idle',
    created: false,
    instance: undefined,
    order: 0,
    readyAt: 0,
    durationMs: 0,
  };
}

/** Name of the component. */
export function nameOf({ component }: Slot): string {
  return component.token.name;
}

/** A time limit of the component, or that of the registry. */
export function limitOf({ component, node }: Slot, limit: keyof Timeouts): number {
  return (component.definition as AnyDefinition)[limit] ?? node.shared.timeouts[limit];
}

/** What `create` and the hooks receive; a signal is only made for those who look at it. */
export function contextOf(slot: Slot): ComponentContext<unknown> {
  const { component, node } = slot;
  const { name } = component.token;
  return {
    name,
    config: node.shared.configs.get(component.token),
    get metrics() {
      return node.shared.metrics(name);
    },
    get signal() {
      slot.controller ??= new AbortController();
      if (slot.aborted !== undefined) slot.controller.abort(slot.aborted.reason);
      return slot.controller.signal;
    },
  };
}

/** Aborts the signal that the component was given. */
export function abortSlot(slot: Slot, reason?: unknown): void {
  slot.aborted ??= { reason };
  slot.controller?.abort(reason);
}
