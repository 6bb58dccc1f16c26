import { type Ending, within } from './clock.ts';
import type { HealthReport, HealthStatus } from './health.ts';
import { emit, type ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';
import { healthOf } from './summary.ts';

/** Asks a component how it is, at once and then at its interval, until it stops. */
export function watchHealth(node: ScopeNode, slot: Slot): void {
  const { definition } = slot.component;
  const { healthIntervalMs = node.shared.timeouts.healthIntervalMs } = definition;
  if (definition.health === undefined || healthIntervalMs <= 0) return;
  schedule(node, slot, 0, healthIntervalMs);
}

function schedule(node: ScopeNode, slot: Slot, delayMs: number, intervalMs: number): void {
  const check = () => {
    void checkHealth(node, slot).then(() => {
      if (slot.state === 'running') schedule(node, slot, intervalMs, intervalMs);
    });
  };
  // Waiting for the next check must not keep a process alive that has nothing else to do.
  slot.cancelCheck = node.shared.clock.after(delayMs, check, { idle: true });
}

/** Asks a running component once, within its deadline. A probe that still hangs is not called again. */
export async function checkHealth(node: ScopeNode, slot: Slot): Promise<void> {
  const { health, healthTimeoutMs = node.shared.timeouts.healthTimeoutMs } = slot.component.definition;
  const { context } = slot;
  if (slot.state !== 'running' || health === undefined || context === undefined) return;
  slot.probing ??= ask(slot, () => health(slot.instance, context));
  const { clock } = node.shared;
  const { probing } = slot;
  const ending = await within({ clock, ms: healthTimeoutMs, signal: context.signal }, () => probing);
  if (slot.state === 'running') note(node, slot, reportOf(ending, healthTimeoutMs));
}

type Answer = HealthReport | HealthStatus | undefined;

async function ask(slot: Slot, probe: () => unknown): Promise<Answer> {
  try {
    return (await probe()) as Answer;
  } finally {
    slot.probing = undefined;
  }
}

function reportOf(ending: Ending<Answer>, timeoutMs: number): HealthReport {
  if (ending.kind === 'late') return { status: 'unhealthy', reason: `no answer within ${timeoutMs} ms` };
  if (ending.kind === 'threw')
    return { status: 'unhealthy', reason: `the check threw ${nameOf(ending.error)}` };
  const answer = ending.value ?? 'healthy';
  return typeof answer === 'string' ? { status: answer } : answer;
}

/** What may be told of a thrown value: a code or a class name, since its message may hold secrets. */
export function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return `a ${typeof error}`;
  return 'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code)
    ? error.code
    : error.constructor.name;
}

function note(node: ScopeNode, slot: Slot, report: HealthReport): void {
  const { shared } = node;
  const lastCheck = shared.clock.now();
  const changed = report.status !== slot.health.status;
  slot.health = { ...report, since: changed ? lastCheck : slot.health.since, lastCheck };
  const value = { healthy: 1, degraded: 0.5, unhealthy: 0 }[report.status];
  const options = { description: '1 healthy, 0.5 degraded, 0 unhealthy' };
  shared.metrics.of(slot.component.token.name).gauge('registry.component.health', options).record(value);
  if (changed) emit(shared, 'health', healthOf(slot));
}
