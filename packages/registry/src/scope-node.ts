import type { RegistryClock } from './clock.ts';
import type { Component, ScopeKind } from './component.ts';
import type { Happening, LifecycleState, RegistryObserver } from './event-types.ts';
import type { Components } from './graph.ts';
import type { ComponentMetrics } from './instruments.ts';
import { registryErrors } from './registry-errors.ts';
import { abortSlot, createSlot, limitOf, nameOf, type Slot } from './slot.ts';
import type { AnyToken } from './token.ts';

/** Leads from the public face of a scope to its node; the same for every entry of this package. */
export const inside: unique symbol = Symbol.for('@enhanced-code/registry');

/** Time limits that a component may set for itself; milliseconds. */
export interface Timeouts {
  /** For `create` and `start` of one component together. Default: 30,000. */
  readonly startTimeoutMs: number;
  /** For `stop` of one component. Default: 5,000. */
  readonly stopTimeoutMs: number;
}

/** What all scopes of one registry share. */
export interface Shared {
  readonly components: Components;
  /** Configurations by component name, as the caller gave them. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Validated configurations, filled by each start of the registry. */
  readonly configs: Map<AnyToken, unknown>;
  /** All components, each after what it depends on; filled by each start of the registry. */
  order: readonly Component[];
  readonly timeouts: Timeouts;
  readonly clock: RegistryClock;
  /** Who is told of everything that happens; usually nobody. */
  readonly observers: Set<RegistryObserver>;
  /** The instruments of one component, by its name. */
  metrics(component: string): ComponentMetrics;
  /** Called whenever a component can be resolved. */
  onReady?: ((slot: Slot) => void) | undefined;
}

/** One start of a scope. */
export interface Attempt {
  /** Why it was given up, or why the scope has stopped since. */
  reason?: unknown;
  /** Resolves when it is given up. */
  readonly promise: Promise<void>;
  resolve(): void;
}

/** One scope with the instances that live in it. */
export interface ScopeNode {
  readonly kind: ScopeKind;
  readonly shared: Shared;
  readonly parent: ScopeNode | undefined;
  readonly children: Set<ScopeNode>;
  readonly slots: Map<AnyToken, Slot>;
  state: LifecycleState;
  attempt: Attempt;
  starting?: Promise<void>;
  stopping?: Promise<void> | undefined;
  durationMs: number;
  /** How many components have begun to start. */
  begun: number;
}

/** A scope in which nothing has happened yet. */
export function createNode(kind: ScopeKind, shared: Shared, parent?: ScopeNode): ScopeNode {
  return {
    kind,
    shared,
    parent,
    children: new Set(),
    slots: new Map(),
    state: 'idle',
    attempt: Promise.withResolvers(),
    durationMs: 0,
    begun: 0,
  };
}

/** The component of a token. */
export function componentOf({ shared }: ScopeNode, token: AnyToken): Component {
  const component = shared.components.get(token);
  if (component === undefined) throw registryErrors.create('EC_REGISTRY_UNKNOWN', { component: token.name });
  return component;
}

/** The scope, from `node` outwards, in which the component of a token lives. */
export function holderOf(node: ScopeNode, token: AnyToken): ScopeNode {
  const { scope } = componentOf(node, token).definition;
  let holder: ScopeNode | undefined = node;
  while (holder !== undefined && holder.kind !== scope) holder = holder.parent;
  if (holder !== undefined) return holder;
  throw registryErrors.create('EC_REGISTRY_NO_SCOPE', { component: token.name, scope });
}

/** The slot of a token in the scope that holds it; one that failed or stopped before is made anew. */
export function slotOf(holder: ScopeNode, token: AnyToken): Slot {
  const known = holder.slots.get(token);
  if (known !== undefined && !isUsedUp(known)) return known;
  const slot = createSlot(holder, componentOf(holder, token));
  holder.slots.set(token, slot);
  return slot;
}

/** Whether a start has ended so that another one may be tried. */
function isUsedUp({ node, state, starting, blockedBy }: Slot): boolean {
  if (node.state !== 'running' || starting !== undefined) return false;
  return state === 'failed' || blockedBy !== undefined;
}

/** Tells everything that starts in a scope to end, and lets nothing else begin. */
export function giveUp({ attempt, slots }: ScopeNode, reason: unknown): void {
  if (attempt.reason !== undefined) return;
  attempt.reason = reason;
  attempt.resolve();
  for (const slot of slots.values()) {
    if (slot.state !== 'starting') continue;
    abortSlot(slot, reason);
    slot.hurry?.(limitOf(slot, 'stopTimeoutMs'));
  }
}

/** What an event adds to the place and the time. */
export interface EventMore {
  readonly durationMs?: number;
  readonly error?: unknown;
}

type Moment = 'starting' | 'started' | 'failed' | 'stopping' | 'stopped';

/** Tells all observers; one that throws stops nothing. */
export function emit(shared: Shared, ...happening: Happening): void {
  const [event] = happening;
  for (const tell of shared.observers) {
    try {
      tell(...happening);
    } catch (error) {
      if (event !== 'listener-failed') emit(shared, 'listener-failed', () => ({ event, error }));
    }
  }
}

/** Tells observers what happened to the scope. */
export function emitScope({ kind, shared }: ScopeNode, name: Moment, more?: EventMore): void {
  emit(shared, name, () => ({ scope: kind, at: shared.clock.now(), ...more }));
}

/** Tells observers what happened to a component. */
export function emitSlot(slot: Slot, name: Moment, more?: EventMore): void {
  const { kind, shared } = slot.node;
  const component = nameOf(slot);
  emit(shared, `component-${name}`, () => ({ component, scope: kind, at: shared.clock.now(), ...more }));
}
