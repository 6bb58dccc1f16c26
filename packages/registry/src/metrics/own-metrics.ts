import type { EventEmitter } from 'eventemitter3';
import type { ComponentEvent, RegistryEvents } from '../events.ts';
import type { ComponentMetrics } from '../instruments.ts';

/** Measures what every registry is asked for: starts, how long they took, and listeners that threw. */
export function countStarts(
  events: EventEmitter<RegistryEvents>,
  of: (component: string) => ComponentMetrics,
): void {
  const count = (outcome: string) => (event: ComponentEvent) => {
    const { component, durationMs = 0 } = event;
    const starts = { description: 'Starts of components by outcome' };
    const took = { description: 'Time that the last start took', unit: 's' };
    of(component).counter('registry.component.starts', starts).add(1, { outcome });
    of(component)
      .gauge('registry.component.start.duration', took)
      .record(durationMs / 1000);
  };
  events.on('component-started', count('started'));
  events.on('component-failed', count('failed'));
  events.on('listener-failed', () => {
    of('registry').counter('registry.listener.errors', { description: 'Listeners that threw' }).add();
  });
}
