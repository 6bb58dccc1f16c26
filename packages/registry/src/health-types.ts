/** How a component is. `degraded` still does its work, with less than it should have. */
export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

/** What a `health` function says. */
export interface HealthReport {
  /** How the component is. */
  readonly status: HealthStatus;
  /** Why, without secrets or content: it is shown to operators. */
  readonly reason?: string;
}

/** Something that was given up; the records of `createDegradation` in `@enhanced-code/errors/recovery` fit. */
export interface DegradationRecord {
  /** Name of the level. */
  readonly level: string;
  /** What users lost. */
  readonly gaveUp?: string;
  /** Why. */
  readonly reason?: string;
  /** Since when, milliseconds since the epoch. */
  readonly from?: number;
  /** Until when, milliseconds since the epoch; absent while it lasts. */
  readonly until?: number;
}

/** Health of one component. */
export interface ComponentHealth extends HealthReport {
  /** Name of its token. */
  readonly component: string;
  /** Since when it has this status, milliseconds since the epoch. */
  readonly since: number;
  /** When it was last asked, milliseconds since the epoch; absent if it never was. */
  readonly lastCheck?: number;
  /** What it does without at present. */
  readonly degradations: readonly DegradationRecord[];
}

/** Health of a scope and of each started component in it. */
export interface HealthSummary {
  /** The worst status of the components, `unhealthy` where it takes readiness away, else `degraded`. */
  readonly status: HealthStatus;
  /** Whether it is worth sending work here. */
  readonly ready: boolean;
  /** Whether going on makes sense; if not, restart the process. */
  readonly live: boolean;
  /** One entry for each component that has started, in no particular order. */
  readonly components: readonly ComponentHealth[];
}
