import type { ComponentHealth, DegradationRecord, HealthStatus, HealthSummary } from './health.ts';
import type { ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';

/** Health of one started component, with what it does without at this moment. */
export function healthOf(slot: Slot): ComponentHealth {
  const { status, since } = slot.health;
  const component = slot.component.token.name;
  const degradations = degradationsOf(slot);
  if (status !== 'healthy' || degradations.length === 0) return { component, ...slot.health, degradations };
  return {
    component,
    ...slot.health,
    status: 'degraded',
    reason: degradations.map(({ level }) => level).join(', '),
    since: Math.min(...degradations.map(({ from = since }) => from)),
    degradations,
  };
}

function degradationsOf({ component, instance, state }: Slot): readonly DegradationRecord[] {
  const { degradations } = component.definition;
  if (state !== 'running' || degradations === undefined) return [];
  try {
    return degradations(instance).filter(({ until }) => until === undefined);
  } catch {
    return [{ level: 'unknown', reason: 'the records could not be read' }];
  }
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
