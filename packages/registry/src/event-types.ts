import type { ScopeKind } from './component.ts';
import type { ComponentHealth } from './health-types.ts';

/** State of a registry, a scope or one component. */
export type LifecycleState = 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** Something that happened to a whole scope. */
export interface ScopeEvent {
  /** Which kind of scope. */
  readonly scope: ScopeKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How long it took, milliseconds; on the events that end something. */
  readonly durationMs?: number;
  /** Why, on `failed`. */
  readonly error?: unknown;
}

/** Something that happened to one component. */
export interface ComponentEvent extends ScopeEvent {
  /** Name of its token. */
  readonly component: string;
}

/** A listener that threw. */
export interface ListenerFailure {
  /** What it listened to. */
  readonly event: keyof RegistryEvents;
  /** What it threw. */
  readonly error: unknown;
}

/** Events of a registry and of all scopes below it, by name. */
export interface RegistryEvents {
  /** A scope begins to start. */
  starting: [ScopeEvent];
  /** Everything eager in a scope has started. */
  started: [ScopeEvent];
  /** A scope could not start; what had started is stopped again. */
  failed: [ScopeEvent];
  /** A scope begins to stop. */
  stopping: [ScopeEvent];
  /** A scope has stopped, whatever could not. */
  stopped: [ScopeEvent];
  /** The dependencies of a component are there and `create` is called. */
  'component-starting': [ComponentEvent];
  /** A component can be resolved. */
  'component-started': [ComponentEvent];
  /** A component failed to start, was too slow or was told to give up. */
  'component-failed': [ComponentEvent];
  /** An instance is being released. */
  'component-stopping': [ComponentEvent];
  /** An instance was released, or left behind with an `error`. */
  'component-stopped': [ComponentEvent];
  /** A component's status changed. */
  health: [ComponentHealth];
  /** A listener threw; those that were added to the same event of the same emitter after it were not called. */
  'listener-failed': [ListenerFailure];
}

/** The name of something that happened, and what makes the event; it need not be called. */
export type Happening = {
  [Name in keyof RegistryEvents]: [name: Name, make: () => RegistryEvents[Name][0]];
}[keyof RegistryEvents];

/**
 * Is told of everything that happens in a registry. What it throws stops nothing and is told as
 * `listener-failed`.
 */
export type RegistryObserver = (...happening: Happening) => void;
