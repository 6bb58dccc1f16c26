import type { ComponentHealth, DegradationRecord } from '../health-types.ts';
import { nameOf, type Slot } from '../slot.ts';

/** The health of a component, with what it does without at this moment. */
export function withDegradations(
  slot: Slot,
  known: Omit<ComponentHealth, 'component' | 'degradations'>,
): ComponentHealth {
  const degradations = lasting(slot);
  const health = { component: nameOf(slot), ...known, degradations };
  if (known.status !== 'healthy' || degradations.length === 0) return health;
  const reason = degradations.map(({ level }) => level).join(', ');
  const since = Math.min(...degradations.map(({ from = known.since }) => from));
  return { ...health, status: 'degraded', reason, since };
}

function lasting({ component, instance, state }: Slot): readonly DegradationRecord[] {
  const { degradations } = component.definition;
  if (state !== 'running' || degradations === undefined) return [];
  try {
    return degradations(instance).filter(({ until }) => until === undefined);
  } catch {
    return [{ level: 'unknown', reason: 'the records could not be read' }];
  }
}
