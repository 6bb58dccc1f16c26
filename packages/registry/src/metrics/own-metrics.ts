import type { ComponentEvent, RegistryObserver } from '../event-types.ts';
import type { ComponentMetrics } from '../instruments.ts';

/** Measures what every registry is asked for: starts, how long they took, and listeners that threw. */
export function countStarts(of: (component: string) => ComponentMetrics): RegistryObserver {
  const count = (outcome: string, { component, durationMs = 0 }: ComponentEvent) => {
    const starts = { description: 'Starts of components by outcome' };
    const took = { description: 'Time that the last start took', unit: 's' };
    of(component).counter('registry.component.starts', starts).add(1, { outcome });
    of(component)
      .gauge('registry.component.start.duration', took)
      .record(durationMs / 1000);
  };
  return (name, make) => {
    if (name === 'component-started') count('started', make());
    if (name === 'component-failed') count('failed', make());
    if (name !== 'listener-failed') return;
    of('registry').counter('registry.listener.errors', { description: 'Listeners that threw' }).add();
  };
}
