import { registryErrors } from './registry-errors.ts';
import { emitScope, giveUp, type ScopeNode } from './scope-node.ts';
import { nameOf } from './slot.ts';
import { stopAll } from './stop-slot.ts';

/** Stops a scope once, and gives its start up if that is still under way. */
export async function stopScope(node: ScopeNode): Promise<void> {
  if (node.state === 'starting') {
    abortScope(node);
    await node.starting?.catch(() => {});
  }
  if (node.state === 'running') {
    node.stopping = stopRunning(node).finally(() => {
      node.stopping = undefined;
    });
  }
  await node.stopping;
}

/** Gives up whatever starts in a scope. */
export function abortScope(node: ScopeNode): void {
  giveUp(node, registryErrors.create('EC_REGISTRY_ABORTED', {}));
}

/** Waits for what is just starting. */
export async function endStarting({ slots }: ScopeNode): Promise<void> {
  await Promise.all([...slots.values()].map((slot) => slot.order > 0 && slot.starting));
}

/** Stops the scopes inside, then the components. */
async function stopRunning(node: ScopeNode): Promise<void> {
  const { children, parent, shared } = node;
  const begunAt = shared.clock.now();
  node.state = 'stopping';
  abortScope(node);
  emitScope(node, 'stopping');
  const inner = await Promise.allSettled([...children].map(stopScope));
  await endStarting(node);
  const broken = await stopAll(node);
  parent?.children.delete(node);
  node.state = 'stopped';
  emitScope(node, 'stopped', { durationMs: shared.clock.now() - begunAt });
  const nested = inner.flatMap((how) => (how.status === 'rejected' ? [how.reason as unknown] : []));
  const errors = [...broken.map(({ stopError }) => stopError), ...nested];
  if (errors.length === 0) return;
  const failed = broken.map(nameOf);
  throw registryErrors.create('EC_REGISTRY_STOP_FAILED', { failed }, { cause: errors[0], errors });
}
