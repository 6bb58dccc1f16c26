import type { Component, ComponentContext } from './component.ts';
import type { LifecycleState } from './events.ts';
import type { HealthReport, HealthStatus } from './health.ts';
import type { AnyToken } from './token.ts';

/** What a scope knows of one component in it. */
export interface Slot {
  readonly component: Component;
  state: LifecycleState;
  /** Settles when the start has ended in any way; never rejects. */
  starting?: Promise<void>;
  stopping?: Promise<void>;
  /** Whether `create` returned, so that there is an instance to stop. */
  created: boolean;
  /** What kept it from starting: the error of something that it depends on. */
  blockedBy?: unknown;
  instance: unknown;
  /** When it failed, milliseconds since the epoch. */
  failedAt: number;
  /** Why it failed. */
  error?: unknown;
  /** Why its stop failed. */
  stopError?: unknown;
  /** Ends the component's signal. */
  controller: AbortController;
  context?: ComponentContext<unknown>;
  /** Position in the order of starting, from 1. */
  order: number;
  /** Milliseconds since the epoch at which something first asked for it. */
  askedAt: number;
  /** Milliseconds that it waited for its dependencies. */
  waitedMs: number;
  /** The dependency that was ready last, if it had to be waited for. */
  waitedFor?: AnyToken;
  /** Milliseconds of its own `create` and `start`. */
  durationMs: number;
  health: HealthReport & { readonly since: number; readonly lastCheck?: number };
  /** The health check that has not answered yet. */
  probing?: Promise<HealthReport | HealthStatus | undefined> | undefined;
  /** Calls off the next health check. */
  cancelCheck?: () => void;
}

/** A slot in which nothing has happened yet. */
export function createSlot(component: Component, now: number): Slot {
  return {
    component,
    state: 'idle',
    created: false,
    instance: undefined,
    controller: new AbortController(),
    order: 0,
    askedAt: now,
    waitedMs: 0,
    failedAt: 0,
    durationMs: 0,
    health: { status: 'healthy', since: now },
  };
}
