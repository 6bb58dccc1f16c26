import { type RegistryClock, systemClock } from './clock.ts';
import type { Component } from './component.ts';
import type { LifecycleState, RegistryObserver } from './event-types.ts';
import { type ComponentMetrics, noMetrics } from './instruments.ts';
import { registryErrors } from './registry-errors.ts';
import { createScope, type Scope } from './scope.ts';
import { componentOf, createNode, type ScopeNode, type Timeouts } from './scope-node.ts';
import type { AnyToken } from './token.ts';

/** Takes the measurements of all components. */
export interface MetricsRecorder {
  /** The instruments of one component, by its name. */
  of(component: string): ComponentMetrics;
  /** Is told of everything that happens in the registry that measures here. */
  readonly observe: RegistryObserver;
}

/** Settings of a registry. */
export interface RegistryOptions extends Partial<Timeouts> {
  /** Configurations by the names of the components' tokens; validated once, at start. Default: none. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where components measure: what `createMetrics` of `@enhanced-code/registry/metrics` makes. Default: nowhere. */
  readonly metrics?: MetricsRecorder;
  /** Default: the real clock. */
  readonly clock?: RegistryClock;
}

/** Components and their app scope: what is registered here is started, watched and stopped together. */
export interface Registry extends Scope {
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
}

const TIMEOUTS: Timeouts = { startTimeoutMs: 30_000, stopTimeoutMs: 5_000 };

/** Makes an empty registry. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const { config: input = {}, metrics, clock = systemClock, ...limits } = options;
  const components = new Map<AnyToken, Component>();
  const names = new Set<string>();
  const node = createNode('app', {
    components,
    input,
    configs: new Map(),
    order: [],
    timeouts: { ...TIMEOUTS, ...limits },
    clock,
    observers: new Set(metrics && [metrics.observe]),
    metrics: (name) => metrics?.of(name) ?? noMetrics,
  });
  const registry: Registry = Object.assign(createScope(node), {
    register(component: Component): Registry {
      const { name } = refuseSealed(node, component);
      if (names.has(name)) throw registryErrors.create('EC_REGISTRY_DUPLICATE', { component: name });
      names.add(name);
      components.set(component.token, component);
      return registry;
    },
    override(component: Component): Registry {
      const token = refuseSealed(node, component);
      componentOf(node, token);
      components.set(token, component);
      return registry;
    },
  });
  return registry;
}

const SEALED: readonly LifecycleState[] = ['starting', 'running', 'stopping'];

function refuseSealed({ state }: ScopeNode, { token }: Component): AnyToken {
  if (!SEALED.includes(state)) return token;
  throw registryErrors.create('EC_REGISTRY_SEALED', { component: token.name, state });
}
