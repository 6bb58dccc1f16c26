import type { EventEmitter } from 'eventemitter3';
import type { RegistryClock } from './clock.ts';
import type { ScopeKind } from './component.ts';
import type { LifecycleState, RegistryEvents } from './events.ts';
import type { Components } from './graph.ts';
import type { MetricStore } from './metrics.ts';
import { registryErrors } from './registry-errors.ts';
import { createSlot, type Slot } from './slot.ts';
import type { AnyToken } from './token.ts';

/** Time limits that a component may set for itself; milliseconds. */
export interface Timeouts {
  /** For `create` and `start` of one component together. Default: 30,000. */
  readonly startTimeoutMs: number;
  /** For `stop` of one component. Default: 5,000. */
  readonly stopTimeoutMs: number;
  /** For one `health` call. Default: 5,000. */
  readonly healthTimeoutMs: number;
  /** Between two `health` calls of one component; 0 asks only on demand. Default: 30,000. */
  readonly healthIntervalMs: number;
}

/** What all scopes of one registry share. */
export interface Shared {
  readonly components: Components;
  /** Validated configurations, filled by each start of the registry. */
  readonly configs: Map<AnyToken, unknown>;
  readonly timeouts: Timeouts;
  readonly clock: RegistryClock;
  readonly events: EventEmitter<RegistryEvents>;
  readonly metrics: MetricStore;
}

/** One scope with the instances that live in it. */
export interface ScopeNode {
  readonly kind: ScopeKind;
  readonly shared: Shared;
  readonly parent: ScopeNode | undefined;
  readonly children: Set<ScopeNode>;
  readonly slots: Map<AnyToken, Slot>;
  /** Instances that have started, for `resolve`. */
  readonly ready: Map<AnyToken, unknown>;
  state: LifecycleState;
  /** Aborted when a start is given up. */
  giveUp: AbortController;
  starting?: Promise<void> | undefined;
  stopping?: Promise<void> | undefined;
  startedAt: number;
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
    ready: new Map(),
    state: 'idle',
    giveUp: new AbortController(),
    startedAt: 0,
    durationMs: 0,
    begun: 0,
  };
}

/** The scope, from `node` outwards, in which the component of a token lives. */
export function holderOf(node: ScopeNode, token: AnyToken): ScopeNode {
  const component = node.shared.components.get(token);
  if (component === undefined) throw registryErrors.create('EC_REGISTRY_UNKNOWN', { component: token.name });
  const { scope } = component.definition;
  let holder: ScopeNode | undefined = node;
  while (holder !== undefined && holder.kind !== scope) holder = holder.parent;
  if (holder === undefined)
    throw registryErrors.create('EC_REGISTRY_NO_SCOPE', { component: token.name, scope });
  return holder;
}

/** The slot of a token in the scope that holds it; one that failed or stopped before is made anew. */
export function slotOf(holder: ScopeNode, token: AnyToken): Slot {
  const known = holder.slots.get(token);
  if (known !== undefined && !isUsedUp(known, holder)) return known;
  const component = holder.shared.components.get(token);
  if (component === undefined) throw registryErrors.create('EC_REGISTRY_UNKNOWN', { component: token.name });
  const slot = createSlot(component, holder.shared.clock.now());
  holder.slots.set(token, slot);
  return slot;
}

/** Whether a start has ended so that another one may be tried. */
function isUsedUp({ state, blockedBy }: Slot, holder: ScopeNode): boolean {
  return (
    state === 'stopped' || (holder.state === 'running' && (state === 'failed' || blockedBy !== undefined))
  );
}

/** Tells listeners; one that throws is counted and disturbs nobody. */
export function emit<Name extends keyof RegistryEvents>(
  { events, metrics }: Shared,
  name: Name,
  event: RegistryEvents[Name][0],
): void {
  try {
    (events as unknown as EventEmitter).emit(name, event);
  } catch {
    metrics.of('registry').counter('registry.listener.errors', { description: 'Listeners that threw' }).add();
  }
}

/** Tells listeners what happened to the scope. */
export function emitScope(
  { kind, shared }: ScopeNode,
  name: 'starting' | 'started' | 'failed' | 'stopping' | 'stopped',
  more: { durationMs?: number; error?: unknown } = {},
): void {
  emit(shared, name, { scope: kind, at: shared.clock.now(), ...more });
}

/** Tells listeners what happened to a component. */
export function emitComponent(
  { kind, shared }: ScopeNode,
  slot: Slot,
  name: 'starting' | 'started' | 'failed' | 'stopping' | 'stopped',
  more: { durationMs?: number; error?: unknown } = {},
): void {
  const component = slot.component.token.name;
  emit(shared, `component-${name}`, { component, scope: kind, at: shared.clock.now(), ...more });
}
