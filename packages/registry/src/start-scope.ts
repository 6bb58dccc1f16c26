import { tokensOf } from './graph.ts';
import { registryErrors } from './registry-errors.ts';
import { componentOf, emitScope, holderOf, type ScopeNode } from './scope-node.ts';
import { nameOf, type Slot } from './slot.ts';
import { startSlot } from './start-slot.ts';
import { abortScope, endStarting } from './stop-scope.ts';
import { stopAll } from './stop-slot.ts';
import type { AnyToken } from './token.ts';
import { validate } from './validate.ts';

/** Starts a scope with everything eager in it, or stops what had started and throws. */
export async function startScope(node: ScopeNode, signal?: AbortSignal): Promise<void> {
  const { parent, shared, slots } = node;
  const begunAt = shared.clock.now();
  const end = (state: 'running' | 'failed') => {
    node.state = state;
    node.durationMs = shared.clock.now() - begunAt;
    return { durationMs: node.durationMs };
  };
  node.state = 'starting';
  node.attempt = Promise.withResolvers();
  node.begun = 0;
  slots.clear();
  parent?.children.add(node);
  emitScope(node, 'starting');
  const abort = () => abortScope(node);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    if (parent === undefined) await validate(shared);
    await startEager(node);
    emitScope(node, 'started', end('running'));
  } catch (error) {
    parent?.children.delete(node);
    emitScope(node, 'failed', { ...end('failed'), error });
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

async function startEager(node: ScopeNode): Promise<void> {
  const { attempt, kind, shared } = node;
  const eager = shared.order.filter(({ definition }) => definition.scope === kind && !definition.lazy);
  const seen = new Set<AnyToken>();
  for (const { token } of eager) refuseWithoutScope(node, token, seen);
  const slots = eager.map(({ token }) => startSlot(node, token));
  const pending = slots.flatMap(({ starting }) => starting ?? []);
  // What is given up need not be waited for: it cannot begin any more, or it is told to end.
  if (pending.length > 0) await Promise.race([Promise.all(pending), attempt.promise]);
  if (attempt.reason === undefined && slots.every(({ state }) => state === 'running')) return;
  await endStarting(node);
  await fail(node, slots);
}

/** Looks for scopes before anything starts: a run that needs a session must be opened inside one. */
export function refuseWithoutScope(node: ScopeNode, token: AnyToken, seen = new Set<AnyToken>()): void {
  if (seen.has(token) || holderOf(node, token).kind === 'app') return;
  seen.add(token);
  for (const need of tokensOf(componentOf(node, token))) refuseWithoutScope(node, need, seen);
}

/** Collects why a start failed, stops what had started and throws everything. */
async function fail(node: ScopeNode, wanted: readonly Slot[]): Promise<never> {
  const { reason } = node.attempt;
  const aborted = (error: unknown) => registryErrors.is(error, 'EC_REGISTRY_ABORTED');
  const slots = reach(wanted);
  const own = slots.filter(({ state, error }) => state === 'failed' && !aborted(error));
  const skipped = slots.filter(({ state }) => state === 'idle').map(nameOf);
  const broken = await stopAll(node);
  const errors = [...own.map(({ error }) => error), ...broken.map(({ stopError }) => stopError)];
  if (own.length === 0 && aborted(reason)) {
    throw errors.length === 0 ? reason : registryErrors.create('EC_REGISTRY_ABORTED', {}, { errors });
  }
  const details = {
    failed: own.map(nameOf),
    ...(skipped.length > 0 && { skipped }),
  };
  const cause = errors.includes(reason) ? reason : errors[0];
  throw registryErrors.create('EC_REGISTRY_START_FAILED', details, { cause, errors });
}

/** The slots and all that they depend on, in this scope and the ones around it. */
function reach(slots: readonly Slot[], seen = new Set<Slot>()): Slot[] {
  for (const slot of slots) {
    if (seen.has(slot)) continue;
    seen.add(slot);
    reach(slot.needs ?? [], seen);
  }
  return [...seen];
}
