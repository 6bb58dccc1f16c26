import { type Ending, within } from './clock.ts';
import { watchHealth } from './probe.ts';
import { registryErrors } from './registry-errors.ts';
import { emitComponent, holderOf, type ScopeNode, slotOf } from './scope-node.ts';
import type { Slot } from './slot.ts';
import { stopSlot } from './stop-slot.ts';
import type { AnyToken } from './token.ts';

/** Starts a component and what it depends on, once; resolves when that has ended in any way. */
export async function ensureStarted(node: ScopeNode, token: AnyToken): Promise<Slot> {
  const holder = holderOf(node, token);
  const slot = slotOf(holder, token);
  slot.starting ??= startSlot(holder, slot);
  await slot.starting;
  return slot;
}

async function startSlot(node: ScopeNode, slot: Slot): Promise<void> {
  const dependencies = await startDependencies(node, slot);
  if (dependencies === undefined || node.giveUp.signal.aborted || node.state === 'stopping') return;
  const { clock, timeouts } = node.shared;
  const { startTimeoutMs = timeouts.startTimeoutMs, stopTimeoutMs = timeouts.stopTimeoutMs } =
    slot.component.definition;
  slot.state = 'starting';
  slot.order = ++node.begun;
  emitComponent(node, slot, 'starting');
  const begun = clock.now();
  const { signal } = slot.controller;
  const limit = { clock, ms: startTimeoutMs, signal, graceMs: stopTimeoutMs };
  const ending = await within(limit, () => bringUp(node, slot, dependencies));
  slot.durationMs = clock.now() - begun;
  if (ending.kind === 'done') becomeReady(node, slot);
  else await becomeFailed(node, slot, ending, startTimeoutMs);
}

/** The instances that a component needs, or undefined if one of them could not start. */
async function startDependencies(node: ScopeNode, slot: Slot): Promise<Record<string, unknown> | undefined> {
  const { clock } = node.shared;
  const names = Object.entries(slot.component.definition.dependencies);
  const slots = await Promise.all(
    names.map(async ([, token]) => {
      const dependency = await ensureStarted(node, token);
      const waited = clock.now() - slot.askedAt;
      if (waited > slot.waitedMs) {
        slot.waitedMs = waited;
        slot.waitedFor = token;
      }
      return dependency;
    }),
  );
  const missing = slots.find(({ state }) => state !== 'running');
  if (missing !== undefined) {
    slot.blockedBy = missing.error ?? missing.blockedBy;
    return undefined;
  }
  return Object.fromEntries(names.map(([name], at) => [name, slots[at]?.instance]));
}

async function bringUp(node: ScopeNode, slot: Slot, dependencies: Record<string, unknown>): Promise<void> {
  const { token, definition } = slot.component;
  const { configs, metrics } = node.shared;
  const { signal } = slot.controller;
  const context = { name: token.name, config: configs.get(token), signal, metrics: metrics.of(token.name) };
  slot.context = context;
  slot.instance = await definition.create(dependencies, context);
  slot.created = true;
  // It came after its deadline: nobody will ever use it, so it only has to be released.
  if (slot.state === 'failed') await stopSlot(node, slot);
  else await definition.start?.(slot.instance, context);
}

function becomeReady(node: ScopeNode, slot: Slot): void {
  const { token } = slot.component;
  slot.state = 'running';
  slot.health = { status: 'healthy', since: node.shared.clock.now() };
  node.ready.set(token, slot.instance);
  countStart(node, slot, 'started');
  emitComponent(node, slot, 'started', { durationMs: slot.durationMs });
  watchHealth(node, slot);
}

async function becomeFailed(
  node: ScopeNode,
  slot: Slot,
  ending: Exclude<Ending<void>, { kind: 'done' }>,
  timeoutMs: number,
): Promise<void> {
  slot.state = 'failed';
  slot.failedAt = node.shared.clock.now();
  slot.error = startError(node, slot, ending, timeoutMs);
  slot.controller.abort(slot.error);
  countStart(node, slot, 'failed');
  emitComponent(node, slot, 'failed', { durationMs: slot.durationMs, error: slot.error });
  // While the scope starts, its rollback stops this one in its turn; a lazy one has nobody else to do it.
  if (node.state === 'starting') node.giveUp.abort(slot.error);
  else await stopSlot(node, slot);
}

function startError(
  { giveUp: { signal } }: ScopeNode,
  slot: Slot,
  ending: Exclude<Ending<void>, { kind: 'done' }>,
  timeoutMs: number,
): unknown {
  const component = slot.component.token.name;
  const error = ending.kind === 'threw' ? ending.error : signal.reason;
  // A component that ends because it was told to did not fail by itself.
  const obeyed = signal.aborted && (error === signal.reason || (error as Error)?.name === 'AbortError');
  if (obeyed) return registryErrors.create('EC_REGISTRY_ABORTED', {});
  if (ending.kind === 'late')
    return registryErrors.create('EC_REGISTRY_START_TIMEOUT', { component, timeoutMs });
  return registryErrors.create('EC_REGISTRY_COMPONENT', { component, phase: 'start' }, { cause: error });
}

function countStart({ shared }: ScopeNode, slot: Slot, outcome: string): void {
  const metrics = shared.metrics.of(slot.component.token.name);
  metrics
    .counter('registry.component.starts', { description: 'Starts of components by outcome' })
    .add(1, { outcome });
  metrics
    .gauge('registry.component.start.duration', { description: 'Time that the last start took', unit: 's' })
    .record(slot.durationMs / 1000);
}
