import type { ComponentHealth, HealthStatus, HealthSummary } from '../health-types.ts';
import type { Registry } from '../registry.ts';
import type { Scope } from '../scope.ts';
import { inside, type ScopeNode } from '../scope-node.ts';
import type { Slot } from '../slot.ts';
import { createProbe, type Probe, type ProbeLimits } from './probe.ts';

/** Settings of a health monitor. */
export interface HealthOptions {
  /** Milliseconds for one `health` call of a component that sets no `healthTimeoutMs`. Default: 5,000. */
  readonly timeoutMs?: number;
  /**
   * Milliseconds between two `health` calls of a component that sets no `healthIntervalMs`; 0 asks only on
   * demand. Default: 30,000.
   */
  readonly intervalMs?: number;
}

/** Watches the components of a registry and of all scopes in it. Disposing it ends all checks. */
export interface HealthMonitor extends Disposable {
  /** Health as last known, without asking anybody; of one scope, by default the registry's own. */
  summary(scope?: Scope): HealthSummary;
  /** Asks every started component of a scope now, by default of the registry's own. */
  check(scope?: Scope): Promise<HealthSummary>;
}

/**
 * Asks components how they are from their start to their stop. It can be called before the start or later,
 * and goes on over restarts.
 */
export function watchHealth(registry: Registry, options: HealthOptions = {}): HealthMonitor {
  const { timeoutMs = 5_000, intervalMs = 30_000 } = options;
  const root = registry[inside]();
  const probes = new Map<Slot, Probe>();
  let over = false;
  const watch = (slot: Slot) => {
    if (!over) follow(probes, slot, { timeoutMs, intervalMs });
  };
  const before = root.shared.onReady;
  root.shared.onReady = (slot) => {
    before?.(slot);
    watch(slot);
  };
  for (const slot of runningIn(root)) watch(slot);
  const summary = (scope: Scope = registry) => summarize(scope[inside](), probes);
  return {
    summary,
    async check(scope = registry) {
      const slots = [...scope[inside]().slots.values()];
      await Promise.all(slots.map((slot) => probes.get(slot)?.check()));
      return summary(scope);
    },
    [Symbol.dispose]() {
      over = true;
      for (const probe of probes.values()) probe.end();
      probes.clear();
    },
  };
}

/** Keeps a probe for as long as its instance runs. */
function follow(probes: Map<Slot, Probe>, slot: Slot, limits: ProbeLimits): void {
  const probe = createProbe(slot, limits);
  const before = slot.onStop;
  probes.set(slot, probe);
  slot.onStop = () => {
    before?.();
    probe.end();
    probes.delete(slot);
  };
  probe.begin();
}

function runningIn({ slots, children }: ScopeNode): Slot[] {
  const own = [...slots.values()].filter(({ state }) => state === 'running');
  return [...own, ...[...children].flatMap(runningIn)];
}

/** Health of everything that runs in a scope. */
function summarize({ slots, state }: ScopeNode, probes: ReadonlyMap<Slot, Probe>): HealthSummary {
  const seen = [...slots.values()].flatMap((slot) => {
    const health = probes.get(slot)?.health();
    return health === undefined ? [] : { health, affects: slot.component.definition.affects };
  });
  const components = seen.map(({ health }) => health);
  const broken = seen.filter(({ health }) => health.status === 'unhealthy');
  const ready = state === 'running' && broken.every(({ affects }) => affects === 'nothing');
  const live = state !== 'failed' && broken.every(({ affects }) => affects !== 'liveness');
  return { status: overall(ready, components), ready, live, components };
}

function overall(ready: boolean, components: readonly ComponentHealth[]): HealthStatus {
  if (!ready) return 'unhealthy';
  return components.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded';
}
