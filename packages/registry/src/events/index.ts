export type {
  ComponentEvent,
  LifecycleState,
  ListenerFailure,
  RegistryEvents,
  ScopeEvent,
} from '../event-types.ts';
export { type RegistryEmitter, watchEvents } from './watch-events.ts';
