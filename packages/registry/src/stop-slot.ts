import { within } from './clock.ts';
import type { AnyDefinition } from './component.ts';
import { tokensOf } from './graph.ts';
import { registryErrors } from './registry-errors.ts';
import { emitComponent, type ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';

/** Stops one instance after everything in its scope that depends on it, once; never rejects. */
export function stopSlot(node: ScopeNode, slot: Slot): Promise<void> {
  if (!slot.created) return Promise.resolve();
  slot.stopping ??= stopAfterDependents(node, slot);
  return slot.stopping;
}

async function stopAfterDependents(node: ScopeNode, slot: Slot): Promise<void> {
  const { token, definition } = slot.component;
  await Promise.all(dependentsOf(node, slot).map((dependent) => stopSlot(node, dependent)));
  const { clock, timeouts } = node.shared;
  const { stopTimeoutMs = timeouts.stopTimeoutMs } = definition;
  const failedBefore = slot.state === 'failed';
  if (node.slots.get(token) === slot) node.ready.delete(token);
  slot.cancelCheck?.();
  slot.state = 'stopping';
  slot.controller.abort();
  emitComponent(node, slot, 'stopping');
  const begun = clock.now();
  const ending = await within({ clock, ms: stopTimeoutMs }, () => release(definition, slot));
  const durationMs = clock.now() - begun;
  slot.state = failedBefore ? 'failed' : 'stopped';
  slot.created = false;
  if (ending.kind !== 'done') slot.stopError = stopError(slot, ending, stopTimeoutMs);
  const error = slot.stopError;
  emitComponent(node, slot, 'stopped', error === undefined ? { durationMs } : { durationMs, error });
}

/** What uses an instance. One that came too late has no users: those of its successor are none of its. */
function dependentsOf(node: ScopeNode, slot: Slot): Slot[] {
  const { token } = slot.component;
  if (node.slots.get(token) !== slot) return [];
  return [...node.slots.values()].filter(({ component }) => tokensOf(component).includes(token));
}

function stopError(
  slot: Slot,
  ending: { kind: 'threw'; error: unknown } | { kind: 'late' },
  timeoutMs: number,
) {
  const component = slot.component.token.name;
  if (ending.kind === 'late')
    return registryErrors.create('EC_REGISTRY_STOP_TIMEOUT', { component, timeoutMs });
  const details = { component, phase: 'stop' };
  return registryErrors.create('EC_REGISTRY_COMPONENT', details, { cause: ending.error });
}

/** Calls the author's `stop`, or what the instance itself offers for being released. */
function release(definition: AnyDefinition, { instance, context }: Slot): unknown {
  if (definition.stop !== undefined && context !== undefined) return definition.stop(instance, context);
  if (typeof instance !== 'object' || instance === null) return undefined;
  const disposable = instance as Partial<AsyncDisposable & Disposable>;
  return disposable[Symbol.asyncDispose]?.() ?? disposable[Symbol.dispose]?.();
}
