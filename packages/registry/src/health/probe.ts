import { attempt, waitFor } from '../clock.ts';
import type { ComponentHealth } from '../health-types.ts';
import { emit } from '../scope-node.ts';
import { nameOf, type Slot } from '../slot.ts';
import { withDegradations } from './degradations.ts';
import { type Answer, reportOf } from './report.ts';

/** Limits for components that set none; milliseconds. */
export interface ProbeLimits {
  readonly timeoutMs: number;
  readonly intervalMs: number;
}

/** Watches one instance from its start to its stop. */
export interface Probe {
  /** How it is, as last known. */
  health(): ComponentHealth;
  /** Asks it now, within its deadline. What still hangs is waited for, but not called again. */
  check(): Promise<void>;
  /** Asks at once and then at the interval. */
  begin(): void;
  /** Asks no more, and waits for nothing. */
  end(): void;
}

/** What is known of an instance, and what is under way. */
interface Known {
  last: Omit<ComponentHealth, 'component' | 'degradations'>;
  /** The call that has not answered yet. */
  asking?: Promise<Answer> | undefined;
  /** The wait for it; all who ask meanwhile share it. */
  checking?: Promise<void> | undefined;
  over: boolean;
  /** Calls off the next check. */
  cancel?: () => void;
  /** Ends the wait for a running one. */
  hurry?: (ms: number) => void;
}

/** Makes the probe of one running instance. */
export function createProbe(slot: Slot, limits: ProbeLimits): Probe {
  const { definition } = slot.component;
  const { healthTimeoutMs = limits.timeoutMs, healthIntervalMs = limits.intervalMs } = definition;
  const known: Known = { last: { status: 'healthy', since: slot.readyAt }, over: false };
  const check = async () => {
    if (definition.health === undefined || known.over) return;
    known.checking ??= checkOnce(slot, known, healthTimeoutMs);
    await known.checking;
  };
  const next = (ms: number) => {
    const again = () => void check().then(() => known.over || next(healthIntervalMs));
    // Waiting for the next check must not keep a process alive that has nothing else to do.
    known.cancel = slot.node.shared.clock.after(ms, again, { idle: true });
  };
  return {
    health: () => withDegradations(slot, known.last),
    check,
    begin() {
      if (definition.health !== undefined && healthIntervalMs > 0) next(0);
    },
    end() {
      known.over = true;
      known.cancel?.();
      known.hurry?.(0);
    },
  };
}

async function checkOnce(slot: Slot, known: Known, ms: number): Promise<void> {
  const { component, context, instance, node } = slot;
  const { clock } = node.shared;
  known.asking ??= attempt(() => context && component.definition.health?.(instance, context)).finally(() => {
    known.asking = undefined;
  });
  const { ending, shorten } = waitFor(clock, ms, known.asking);
  known.hurry = shorten;
  const report = reportOf(await ending, ms);
  known.checking = undefined;
  if (known.over) return;
  const lastCheck = clock.now();
  const changed = report.status !== known.last.status;
  known.last = { ...report, since: changed ? lastCheck : known.last.since, lastCheck };
  measure(slot, report.status);
  if (changed) emit(node.shared, 'health', () => withDegradations(slot, known.last));
}

const VALUES = { healthy: 1, degraded: 0.5, unhealthy: 0 } as const;

function measure(slot: Slot, status: keyof typeof VALUES): void {
  const options = { description: '1 healthy, 0.5 degraded, 0 unhealthy' };
  const metrics = slot.node.shared.metrics(nameOf(slot));
  metrics.gauge('registry.component.health', options).record(VALUES[status]);
}
