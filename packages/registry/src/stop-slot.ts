import { attempt, waitFor } from './clock.ts';
import { failureOf } from './failure.ts';
import { emitSlot, type ScopeNode } from './scope-node.ts';
import { abortSlot, limitOf, type Slot } from './slot.ts';

/** Stops everything in a scope, each after what depends on it; returns those that failed to. */
export async function stopAll({ slots }: ScopeNode): Promise<Slot[]> {
  const all = [...slots.values()];
  const users = new Map<Slot, Promise<void>[]>(all.map((slot) => [slot, []]));
  // Whoever uses a component has begun to start after it.
  const created = all.filter((slot) => slot.created).sort((one, two) => two.order - one.order);
  await Promise.all(
    created.map((slot) => {
      const stopping = Promise.all(users.get(slot) ?? []).then(() => releaseSlot(slot));
      for (const need of slot.needs ?? []) users.get(need)?.push(stopping);
      return stopping;
    }),
  );
  return all.filter(({ stopError }) => stopError !== undefined);
}

/** Stops one instance that nothing uses any more, once; never rejects. */
export function releaseSlot(slot: Slot): Promise<void> {
  if (!slot.created) return Promise.resolve();
  slot.stopping ??= release(slot);
  return slot.stopping;
}

async function release(slot: Slot): Promise<void> {
  const { clock } = slot.node.shared;
  const state = slot.state === 'failed' ? 'failed' : 'stopped';
  slot.onStop?.();
  slot.state = 'stopping';
  abortSlot(slot);
  emitSlot(slot, 'stopping');
  const begunAt = clock.now();
  const work = attempt(() => callStop(slot));
  const how = await waitFor(clock, limitOf(slot, 'stopTimeoutMs'), work).ending;
  slot.state = state;
  slot.created = false;
  const durationMs = clock.now() - begunAt;
  if (how.kind !== 'done') slot.stopError = failureOf(slot, 'stop', how);
  const error = slot.stopError;
  emitSlot(slot, 'stopped', {
    durationMs,
    ...(error !== undefined && { error }),
  });
}

/** Calls the author's `stop`, or what the instance itself offers for being released. */
function callStop({ component: { definition }, instance, context }: Slot): unknown {
  if (definition.stop !== undefined && context !== undefined) return definition.stop(instance, context);
  const disposable = (instance ?? {}) as Partial<AsyncDisposable & Disposable>;
  return disposable[Symbol.asyncDispose]?.() ?? disposable[Symbol.dispose]?.();
}
