import { readConfig } from './config-schema.ts';
import { findGraphProblems, tokensOf } from './graph.ts';
import { registryErrors } from './registry-errors.ts';
import { emitScope, holderOf, type ScopeNode } from './scope-node.ts';
import type { Slot } from './slot.ts';
import { ensureStarted } from './start-slot.ts';
import { stopSlot } from './stop-slot.ts';
import type { AnyToken } from './token.ts';

/** Configurations by component name, as the caller gave them. */
export type ConfigInput = Readonly<Record<string, unknown>>;

/** Starts a scope with everything eager in it, or stops what had started and throws. */
export async function startScope(node: ScopeNode, input: ConfigInput, signal?: AbortSignal): Promise<void> {
  const { clock } = node.shared;
  node.state = 'starting';
  node.giveUp = new AbortController();
  node.startedAt = clock.now();
  node.slots.clear();
  node.begun = 0;
  // One listener for all, since a signal looks through its listeners whenever one is added or removed.
  const tell = () => tellStarting(node);
  node.giveUp.signal.addEventListener('abort', tell);
  emitScope(node, 'starting');
  const abort = () => node.giveUp.abort(registryErrors.create('EC_REGISTRY_ABORTED', {}));
  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  try {
    await startAll(node, input);
    node.durationMs = clock.now() - node.startedAt;
    node.state = 'running';
    emitScope(node, 'started', { durationMs: node.durationMs });
  } catch (error) {
    node.durationMs = clock.now() - node.startedAt;
    node.state = 'failed';
    emitScope(node, 'failed', { durationMs: node.durationMs, error });
    throw error;
  } finally {
    node.giveUp.signal.removeEventListener('abort', tell);
    signal?.removeEventListener('abort', abort);
  }
}

function tellStarting(node: ScopeNode): void {
  for (const { state, controller } of node.slots.values()) {
    if (state === 'starting') controller.abort(node.giveUp.signal.reason);
  }
}

async function startAll(node: ScopeNode, input: ConfigInput): Promise<void> {
  if (node.parent === undefined) await validate(node, input);
  const { components } = node.shared;
  const eager = [...components.values()].filter(
    ({ definition }) => definition.scope === node.kind && definition.lazy !== true,
  );
  const seen = new Set<AnyToken>();
  for (const { token } of eager) refuseWithoutScope(node, token, seen);
  await Promise.all(eager.map(({ token }) => ensureStarted(node, token)));
  if (eager.every(({ token }) => node.slots.get(token)?.state === 'running') && !node.giveUp.signal.aborted)
    return;
  const failure = startFailure(
    node,
    eager.map(({ token }) => token),
  );
  const errors = await stopAll(node);
  throw failure([...errors]);
}

/** Looks for scopes before anything starts: a run that needs a session must be opened inside one. */
export function refuseWithoutScope(node: ScopeNode, token: AnyToken, seen = new Set<AnyToken>()): void {
  if (seen.has(token)) return;
  seen.add(token);
  holderOf(node, token);
  const component = node.shared.components.get(token);
  if (component !== undefined) for (const next of tokensOf(component)) refuseWithoutScope(node, next, seen);
}

/** Checks the graph and every configuration, and reports all problems in one error. */
async function validate({ shared }: ScopeNode, input: ConfigInput): Promise<void> {
  const problems = findGraphProblems(shared.components);
  const names = new Set([...shared.components.values()].map(({ token }) => token.name));
  for (const name of Object.keys(input)) {
    if (!names.has(name)) problems.push(`configuration for ${name}, which is not registered`);
  }
  for (const { token, definition } of shared.components.values()) {
    if (definition.config === undefined) continue;
    const result = await readConfig(definition.config, input[token.name]);
    if ('value' in result) shared.configs.set(token, result.value);
    else problems.push(...result.problems.map((problem) => `configuration of ${token.name} ${problem}`));
  }
  if (problems.length > 0) throw registryErrors.create('EC_REGISTRY_INVALID', { problems });
}

type Failure = (more: readonly unknown[]) => unknown;

/** Collects why a start failed, before the rollback changes the states. */
function startFailure(node: ScopeNode, wanted: readonly AnyToken[]): Failure {
  const slots = reach(node, wanted);
  const failed = slots.filter(({ state }) => state === 'failed');
  const own = failed.filter(({ error }) => !registryErrors.is(error, 'EC_REGISTRY_ABORTED'));
  const skipped = slots.filter(({ state }) => state === 'idle').map(nameOf);
  const { reason } = node.giveUp.signal;
  if (own.length === 0 && registryErrors.is(reason, 'EC_REGISTRY_ABORTED')) {
    return (errors) =>
      errors.length === 0 ? reason : registryErrors.create('EC_REGISTRY_ABORTED', {}, { errors });
  }
  const first = own.toSorted((one, two) => one.failedAt - two.failedAt)[0];
  const errors = own.map(({ error }) => error);
  return (more) =>
    registryErrors.create(
      'EC_REGISTRY_START_FAILED',
      { failed: own.map(nameOf), ...(skipped.length > 0 && { skipped }) },
      { cause: first?.error, errors: [...errors, ...more] },
    );
}

function nameOf({ component }: Slot): string {
  return component.token.name;
}

/** The slots of the tokens and of all they depend on, in this scope and the ones around it. */
function reach(node: ScopeNode, tokens: readonly AnyToken[], seen = new Set<Slot>()): Slot[] {
  for (const token of tokens) {
    const slot = holderOf(node, token).slots.get(token);
    if (slot === undefined || seen.has(slot)) continue;
    seen.add(slot);
    reach(node, tokensOf(slot.component), seen);
  }
  return [...seen];
}

/** Stops everything in a scope in reverse order of dependence; returns what failed to stop. */
export async function stopAll(node: ScopeNode): Promise<unknown[]> {
  const slots = [...node.slots.values()];
  await Promise.all(slots.map((slot) => slot.starting));
  await Promise.all(slots.toReversed().map((slot) => stopSlot(node, slot)));
  return slots.flatMap(({ stopError }) => (stopError === undefined ? [] : [stopError]));
}

/** Stops a scope: first the scopes inside it, then its components. */
export async function stopScope(
  node: ScopeNode,
  stopChild: (child: ScopeNode) => Promise<void>,
): Promise<void> {
  const { clock } = node.shared;
  const begun = clock.now();
  node.state = 'stopping';
  emitScope(node, 'stopping');
  const inner = await Promise.allSettled([...node.children].map(stopChild));
  const errors = await stopAll(node);
  node.parent?.children.delete(node);
  node.state = 'stopped';
  emitScope(node, 'stopped', { durationMs: clock.now() - begun });
  const failed = [...node.slots.values()].filter(({ stopError }) => stopError !== undefined).map(nameOf);
  const nested = inner.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  const all = [...errors, ...nested];
  if (all.length === 0) return;
  throw registryErrors.create('EC_REGISTRY_STOP_FAILED', { failed }, { cause: all[0], errors: all });
}
