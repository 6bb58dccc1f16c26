import { renderBootTree } from './boot-tree.ts';
import type { ScopeKind } from './component.ts';
import { describeScope, type ScopeDescription } from './describe.ts';
import type { LifecycleState } from './events.ts';
import type { HealthSummary } from './health.ts';
import { checkHealth } from './probe.ts';
import { registryErrors } from './registry-errors.ts';
import { type ConfigInput, refuseWithoutScope, startScope, stopScope } from './run-scope.ts';
import { createNode, holderOf, type ScopeNode } from './scope-node.ts';
import { ensureStarted } from './start-slot.ts';
import { summarize } from './summary.ts';
import type { Token } from './token.ts';

/** Settings of a start. */
export interface StartOptions {
  /** Gives the start up: what runs is asked to end through its own signal, and everything is stopped again. */
  readonly signal?: AbortSignal;
}

/** A set of instances that live and end together. `await using` stops it. */
export interface Scope extends AsyncDisposable {
  /** What it is the lifetime of. */
  readonly kind: ScopeKind;
  /** Where it is in its life. */
  readonly state: LifecycleState;
  /**
   * Starts everything eager in dependency order, independent components at the same time. Asked again, it
   * returns the same promise until the scope has stopped; then it starts anew.
   * @throws EC_REGISTRY_INVALID naming every missing token, cycle and wrong configuration; nothing started.
   * @throws EC_REGISTRY_START_FAILED with every error; what had started was stopped again.
   * @throws EC_REGISTRY_ABORTED if it was given up.
   */
  start(options?: StartOptions): Promise<void>;
  /**
   * Stops the scopes inside, then all instances in reverse order, each within its deadline.
   * @throws EC_REGISTRY_STOP_FAILED with every error, after everything has been tried.
   */
  stop(): Promise<void>;
  /**
   * The running instance behind a token, from this scope or one around it.
   * @throws EC_REGISTRY_NOT_STARTED, EC_REGISTRY_UNKNOWN or EC_REGISTRY_NO_SCOPE.
   */
  resolve<T>(token: Token<T>): T;
  /**
   * Like `resolve`, and starts a lazy component with all that it needs. One that failed is tried again.
   * @throws EC_REGISTRY_COMPONENT or EC_REGISTRY_START_TIMEOUT if it does not start.
   */
  load<T>(token: Token<T>): Promise<T>;
  /**
   * Opens a scope inside this one; start it before use. A run may be opened in a session or in the app.
   * @throws EC_REGISTRY_NO_SCOPE if a scope of that kind cannot live in this one.
   */
  scope(kind: 'session' | 'run'): Scope;
  /** Health as last known, without asking anybody. */
  health(): HealthSummary;
  /** Asks every started component now. */
  checkHealth(): Promise<HealthSummary>;
  /** State, order, durations and waits of all components; holds no configuration and no instance. */
  describe(): ScopeDescription;
  /** The same as a tree for people. */
  bootTree(): string;
}

const LIFE: readonly ScopeKind[] = ['app', 'session', 'run'];

/** The public face of a node. */
export function createScope(node: ScopeNode, input: ConfigInput): Scope {
  const stop = () => stopNode(node);
  return {
    kind: node.kind,
    get state() {
      return node.state;
    },
    start: (options) => startNode(node, input, options?.signal),
    stop,
    resolve: <T>(token: Token<T>) => resolve(node, token),
    load: <T>(token: Token<T>) => load(node, token),
    scope: (kind) => createScope(openNode(node, kind), input),
    health: () => summarize(node),
    async checkHealth() {
      await Promise.all([...node.slots.values()].map((slot) => checkHealth(node, slot)));
      return summarize(node);
    },
    describe: () => describeScope(node),
    bootTree: () => renderBootTree(describeScope(node)),
    [Symbol.asyncDispose]: stop,
  };
}

function openNode(parent: ScopeNode, kind: 'session' | 'run'): ScopeNode {
  if (LIFE.indexOf(kind) <= LIFE.indexOf(parent.kind)) {
    throw registryErrors.create('EC_REGISTRY_NO_SCOPE', {
      component: `a ${kind}`,
      scope: 'longer-lived scope',
    });
  }
  return createNode(kind, parent.shared, parent);
}

async function startNode(node: ScopeNode, input: ConfigInput, signal?: AbortSignal): Promise<void> {
  while (node.stopping !== undefined) await node.stopping.catch(() => {});
  if (node.state === 'starting' || node.state === 'running') return node.starting;
  if (node.parent !== undefined && node.parent.state !== 'running') {
    throw registryErrors.create('EC_REGISTRY_NOT_STARTED', { component: `The ${node.parent.kind} around` });
  }
  node.parent?.children.add(node);
  node.starting = startScope(node, input, signal);
  return node.starting;
}

async function stopNode(node: ScopeNode): Promise<void> {
  if (node.state === 'starting') {
    node.giveUp.abort(registryErrors.create('EC_REGISTRY_ABORTED', {}));
    await node.starting?.catch(() => {});
  }
  if (node.state !== 'running' && node.state !== 'stopping') {
    node.parent?.children.delete(node);
    return;
  }
  node.stopping ??= stopScope(node, stopNode).finally(() => {
    node.stopping = undefined;
  });
  await node.stopping;
}

function resolve<T>(node: ScopeNode, token: Token<T>): T {
  for (let at: ScopeNode | undefined = node; at !== undefined; at = at.parent) {
    const instance = at.ready.get(token);
    if (instance !== undefined || at.ready.has(token)) return instance as T;
  }
  holderOf(node, token);
  throw registryErrors.create('EC_REGISTRY_NOT_STARTED', { component: token.name });
}

async function load<T>(node: ScopeNode, token: Token<T>): Promise<T> {
  const holder = holderOf(node, token);
  if (holder.state !== 'running') {
    throw registryErrors.create('EC_REGISTRY_NOT_STARTED', { component: token.name });
  }
  refuseWithoutScope(node, token);
  const slot = await ensureStarted(holder, token);
  if (slot.state === 'running') return slot.instance as T;
  if (slot.error !== undefined) throw slot.error;
  const details = { component: token.name, phase: 'start' };
  throw registryErrors.create('EC_REGISTRY_COMPONENT', details, { cause: slot.blockedBy });
}
