import { waitFor } from './clock.ts';
import { type Failure, failureOf } from './failure.ts';
import { tokensOf } from './graph.ts';
import { registryErrors } from './registry-errors.ts';
import { emitSlot, giveUp, holderOf, type ScopeNode, slotOf } from './scope-node.ts';
import { abortSlot, contextOf, limitOf, type Slot } from './slot.ts';
import { releaseSlot } from './stop-slot.ts';
import type { AnyToken } from './token.ts';

/**
 * Starts a component and what it depends on, once. What need not wait has started on return; for the rest
 * the slot has `starting`.
 */
export function startSlot(node: ScopeNode, token: AnyToken): Slot {
  const holder = holderOf(node, token);
  const slot = slotOf(holder, token);
  if (slot.needs !== undefined) return slot;
  slot.needs = tokensOf(slot.component).map((need) => startSlot(holder, need));
  const pending = slot.needs.flatMap(({ starting }) => starting ?? []);
  const starting = pending.length === 0 ? begin(slot) : Promise.all(pending).then(() => begin(slot));
  slot.starting = starting?.then(() => {
    slot.starting = undefined;
  });
  return slot;
}

/** Starts a component whose dependencies have ended starting; gives a promise if that takes time. */
function begin(slot: Slot): Promise<void> | undefined {
  const { node, needs = [], attempt } = slot;
  const missing = needs.find(({ state }) => state !== 'running');
  if (missing !== undefined) return block(slot, missing);
  if (attempt.reason !== undefined) return undefined;
  slot.state = 'starting';
  slot.order = ++node.begun;
  emitSlot(slot, 'starting');
  const { clock } = node.shared;
  const begunAt = clock.now();
  try {
    const work = bringUp(slot, needs);
    if (work === undefined) return becomeReady(slot, begunAt);
    const { ending, shorten } = waitFor(clock, limitOf(slot, 'startTimeoutMs'), work);
    slot.hurry = shorten;
    return ending.then((how) =>
      how.kind === 'done' ? becomeReady(slot, begunAt) : becomeFailed(slot, begunAt, how),
    );
  } catch (error) {
    return becomeFailed(slot, begunAt, { kind: 'threw', error });
  }
}

/** Notes why a component cannot start; where that fails its scope, nothing else need start there. */
function block(slot: Slot, { error, blockedBy = error }: Slot): undefined {
  slot.blockedBy = blockedBy;
  if (slot.node.state === 'starting' && blockedBy !== undefined) giveUp(slot.node, blockedBy);
}

/** Calls `create` and `start`; gives a promise only if one of them did. */
function bringUp(slot: Slot, needs: readonly Slot[]): Promise<void> | undefined {
  const { definition } = slot.component;
  const given: Record<string, unknown> = {};
  Object.keys(definition.dependencies).forEach((name, at) => {
    given[name] = needs[at]?.instance;
  });
  const context = contextOf(slot);
  slot.context = context;
  const keep = (instance: unknown): Promise<void> | undefined => {
    slot.instance = instance;
    slot.created = true;
    // It came after its deadline: nobody will ever use it, so it only has to be released.
    return promised(slot.state === 'failed' ? releaseSlot(slot) : definition.start?.(instance, context));
  };
  const made = definition.create(given, context);
  return promised(made)?.then(keep) ?? keep(made);
}

function promised<T>(value: T | PromiseLike<T>): Promise<T> | undefined {
  const { then } = (value ?? {}) as Partial<PromiseLike<T>>;
  return typeof then === 'function' ? Promise.resolve(value) : undefined;
}

function becomeReady(slot: Slot, begunAt: number): undefined {
  end(slot, begunAt, 'running');
  emitSlot(slot, 'started', { durationMs: slot.durationMs });
  slot.node.shared.onReady?.(slot);
}

async function becomeFailed(slot: Slot, begunAt: number, how: Failure): Promise<void> {
  const { node } = slot;
  end(slot, begunAt, 'failed');
  slot.error = startError(slot, how);
  abortSlot(slot, slot.error);
  emitSlot(slot, 'failed', { durationMs: slot.durationMs, error: slot.error });
  // While the scope starts, its rollback stops this one in its turn; a lazy one has nobody else to do it.
  if (node.state !== 'starting') return releaseSlot(slot);
  // What could start in this turn is not kept from it, so that all that fail are reported together.
  await undefined;
  giveUp(node, slot.error);
}

function end(slot: Slot, begunAt: number, state: 'running' | 'failed'): void {
  slot.state = state;
  slot.readyAt = slot.node.shared.clock.now();
  slot.durationMs = slot.readyAt - begunAt;
}

function startError(slot: Slot, how: Failure): unknown {
  const { reason } = slot.attempt;
  const error = how.kind === 'threw' ? how.error : reason;
  // A component that ends because it was told to did not fail by itself.
  const obeyed = reason !== undefined && (error === reason || (error as Error | null)?.name === 'AbortError');
  return obeyed ? registryErrors.create('EC_REGISTRY_ABORTED', {}) : failureOf(slot, 'start', how);
}
