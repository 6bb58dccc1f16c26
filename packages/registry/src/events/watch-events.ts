import { EventEmitter } from 'eventemitter3';
import type { RegistryEvents, RegistryObserver } from '../event-types.ts';
import type { Registry } from '../registry.ts';
import { inside } from '../scope-node.ts';

/** Emits what happens in a registry and in all scopes inside it. Disposing it takes all listeners away. */
export interface RegistryEmitter extends EventEmitter<RegistryEvents>, Disposable {}

/**
 * Makes an emitter for the events of a registry. It can be made before the start or later, and goes on over
 * restarts. A listener that throws stops nothing; it is told to `listener-failed`.
 */
export function watchEvents(registry: Registry): RegistryEmitter {
  const { observers } = registry[inside]().shared;
  const emitter = new EventEmitter<RegistryEvents>();
  const tell: RegistryObserver = (name, make) => {
    // Most events are nobody's, and then none is made. The emitter cannot follow that name and event fit.
    if (emitter.listenerCount(name) > 0) (emitter as unknown as EventEmitter).emit(name, make());
  };
  observers.add(tell);
  const dispose = () => {
    observers.delete(tell);
    emitter.removeAllListeners();
  };
  return Object.assign(emitter, { [Symbol.dispose]: dispose });
}
