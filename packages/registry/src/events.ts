import type { ScopeKind } from './component.ts';
import type { ComponentHealth } from './health.ts';

/** State of a registry, a scope or one component. */
export type LifecycleState = 'idle' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';

/** Something that happened to a whole scope. */
export interface ScopeEvent {
  readonly scope: ScopeKind;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** How long it took; on the events that end something. */
  readonly durationMs?: number;
  /** Why, on `failed`. */
  readonly error?: unknown;
}

/** Something that happened to one component. */
export interface ComponentEvent extends ScopeEvent {
  /** Name of its token. */
  readonly component: string;
}

/** Events of a registry and of all scopes below it, by name. */
export interface RegistryEvents {
  starting: [ScopeEvent];
  started: [ScopeEvent];
  failed: [ScopeEvent];
  stopping: [ScopeEvent];
  stopped: [ScopeEvent];
  'component-starting': [ComponentEvent];
  'component-started': [ComponentEvent];
  'component-failed': [ComponentEvent];
  'component-stopping': [ComponentEvent];
  'component-stopped': [ComponentEvent];
  /** A component's status changed. */
  health: [ComponentHealth];
}
