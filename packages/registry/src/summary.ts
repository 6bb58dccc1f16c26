import type { ComponentHealth, Degradation, HealthStatus, HealthSummary } from './health.ts';
import type { ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';

/** Health of one started component, with what it does without at this moment. */
export function healthOf(slot: Slot): ComponentHealth {
  const degradations = degradationsOf(slot);
  const degraded = slot.health.status === 'healthy' && degradations.length > 0;
  const component = slot.component.token.name;
  if (!degraded) return { component, ...slot.health, degradations };
  const since = Math.min(...degradations.map((entry) => entry.since ?? slot.health.since));
  const reason = degradations.map(({ level }) => level).join(', ');
  return { component, ...slot.health, status: 'degraded', reason, since, degradations };
}

function degradationsOf({ component, instance, state }: Slot): readonly Degradation[] {
  if (state !== 'running') return [];
  return component.definition.degradations?.(instance) ?? [];
}

/** Health of everything that has started in a scope. */
export function summarize(node: ScopeNode): HealthSummary {
  const started = [...node.slots.values()].filter((slot) => slot.state === 'running');
  const seen = started.map((slot) => ({
    health: healthOf(slot),
    affects: slot.component.definition.affects,
  }));
  const broken = seen.filter(({ health }) => health.status === 'unhealthy');
  const ready = node.state === 'running' && broken.every(({ affects }) => affects === 'nothing');
  const live = node.state !== 'failed' && broken.every(({ affects }) => affects !== 'liveness');
  const components = seen.map(({ health }) => health);
  return { status: overall(ready, components), ready, live, components };
}

function overall(ready: boolean, components: readonly ComponentHealth[]): HealthStatus {
  if (!ready) return 'unhealthy';
  return components.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded';
}
