import { EventEmitter } from 'eventemitter3';
import { type RegistryClock, systemClock } from './clock.ts';
import type { Component } from './component.ts';
import type { RegistryEvents } from './events.ts';
import { createMetricStore, type MetricFamily, type OtelMeter } from './metrics.ts';
import { renderPrometheus } from './prometheus.ts';
import { registryErrors } from './registry-errors.ts';
import { createScope, type Scope } from './scope.ts';
import { createNode, type Timeouts } from './scope-node.ts';
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
  const { config = {}, meter, clock = systemClock, ...timeouts } = options;
  const components = new Map<AnyToken, Component>();
  const metrics = createMetricStore(meter);
  const events = new EventEmitter<RegistryEvents>();
  const limits = { ...TIMEOUTS, ...timeouts };
  const node = createNode('app', {
    components,
    configs: new Map(),
    timeouts: limits,
    clock,
    events,
    metrics,
  });
  const names = new Set<string>();
  const refuseSealed = ({ token }: Component) => {
    if (!['starting', 'running', 'stopping'].includes(node.state)) return;
    throw registryErrors.create('EC_REGISTRY_SEALED', { component: token.name, state: node.state });
  };
  const registry: Registry = Object.defineProperties({} as Registry, {
    ...Object.getOwnPropertyDescriptors(createScope(node, () => config)),
    ...Object.getOwnPropertyDescriptors({
      events,
      register(component: Component): Registry {
        refuseSealed(component);
        const { token } = component;
        if (names.has(token.name))
          throw registryErrors.create('EC_REGISTRY_DUPLICATE', { component: token.name });
        names.add(token.name);
        components.set(token, component);
        return registry;
      },
      override(component: Component): Registry {
        refuseSealed(component);
        const { token } = component;
        if (!components.has(token))
          throw registryErrors.create('EC_REGISTRY_UNKNOWN', { component: token.name });
        components.set(token, component);
        return registry;
      },
      metrics: () => metrics.snapshot(),
      prometheus: () => renderPrometheus(metrics.snapshot()),
    }),
  });
  return registry;
}
