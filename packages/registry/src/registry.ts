import { EventEmitter } from 'eventemitter3';
import { type RegistryClock, systemClock } from './clock.ts';
import type { Component } from './component.ts';
import type { LifecycleState, RegistryEvents } from './events.ts';
import { createMetricStore, type MetricFamily, type OtelMeter } from './metrics.ts';
import { renderPrometheus } from './prometheus.ts';
import { registryErrors } from './registry-errors.ts';
import { createScope, type Scope } from './scope.ts';
import { createNode, type ScopeNode, type Timeouts } from './scope-node.ts';
import type { AnyToken } from './token.ts';

/** Settings of a registry. */
export interface RegistryOptions extends Partial<Timeouts> {
  /** Configurations by the names of the components' tokens; validated once, at start. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where measurements also go: `metrics.getMeter('…')` of `@opentelemetry/api`. Default: nowhere. */
  readonly meter?: OtelMeter;
  /** Default: the real clock. */
  readonly clock?: RegistryClock;
}

/** Components and their app scope: what is registered here is started, watched and stopped together. */
export interface Registry extends Scope {
  /** Lifecycle events of this scope and of all inside it. A listener that throws disturbs nobody. */
  readonly events: EventEmitter<RegistryEvents>;
  /**
   * Adds a component.
   * @throws EC_REGISTRY_DUPLICATE if its token or the token's name is taken.
   * @throws EC_REGISTRY_SEALED between start and stop.
   */
  register(component: Component): Registry;
  /**
   * Puts another component in the place of a registered one.
   * @throws EC_REGISTRY_UNKNOWN if there is none.
   * @throws EC_REGISTRY_SEALED between start and stop.
   */
  override(component: Component): Registry;
  /** Everything measured so far. */
  metrics(): MetricFamily[];
  /** The same in the text format of Prometheus. */
  prometheus(): string;
}

const TIMEOUTS: Timeouts = {
  startTimeoutMs: 30_000,
  stopTimeoutMs: 5_000,
  healthTimeoutMs: 5_000,
  healthIntervalMs: 30_000,
};

/** Makes an empty registry. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const { config = {}, meter, clock = systemClock, ...limits } = options;
  const components = new Map<AnyToken, Component>();
  const names = new Set<string>();
  const metrics = createMetricStore(meter);
  const events = new EventEmitter<RegistryEvents>();
  const timeouts = { ...TIMEOUTS, ...limits };
  const node = createNode('app', { components, configs: new Map(), timeouts, clock, events, metrics });
  const own = {
    events,
    register(component: Component): Registry {
      add(node, components, names, component);
      return registry;
    },
    override(component: Component): Registry {
      replace(node, components, component);
      return registry;
    },
    metrics: () => metrics.snapshot(),
    prometheus: () => renderPrometheus(metrics.snapshot()),
  };
  // Descriptors, since the state of a scope is a getter that a spread would freeze at its first value.
  const registry: Registry = Object.defineProperties(own, {
    ...Object.getOwnPropertyDescriptors(createScope(node, config)),
  }) as unknown as Registry;
  return registry;
}

function add(
  node: ScopeNode,
  components: Map<AnyToken, Component>,
  names: Set<string>,
  component: Component,
): void {
  refuseSealed(node, component);
  const { name } = component.token;
  if (names.has(name)) throw registryErrors.create('EC_REGISTRY_DUPLICATE', { component: name });
  names.add(name);
  components.set(component.token, component);
}

function replace(node: ScopeNode, components: Map<AnyToken, Component>, component: Component): void {
  refuseSealed(node, component);
  const { token } = component;
  if (!components.has(token)) throw registryErrors.create('EC_REGISTRY_UNKNOWN', { component: token.name });
  components.set(token, component);
}

const SEALED: readonly LifecycleState[] = ['starting', 'running', 'stopping'];

function refuseSealed({ state }: ScopeNode, { token }: Component): void {
  if (SEALED.includes(state))
    throw registryErrors.create('EC_REGISTRY_SEALED', { component: token.name, state });
}
