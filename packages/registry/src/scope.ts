import { LIFE, type ScopeKind } from './component.ts';
import type { LifecycleState } from './event-types.ts';
import { registryErrors } from './registry-errors.ts';
import { createNode, holderOf, inside, type ScopeNode } from './scope-node.ts';
import { refuseWithoutScope, startScope } from './start-scope.ts';
import { startSlot } from './start-slot.ts';
import { stopScope } from './stop-scope.ts';
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
  /**
   * What the other entries of this package look into; nothing for anybody else. A function, so that no dump
   * of a scope shows instances or configurations.
   * @internal
   */
  readonly [inside]: () => ScopeNode;
}

/** The public face of a node. */
export function createScope(node: ScopeNode): Scope {
  const stop = () => stopScope(node);
  return {
    kind: node.kind,
    get state() {
      return node.state;
    },
    start: (options) => startNode(node, options?.signal),
    stop,
    resolve: (token) => resolve(node, token),
    load: (token) => load(node, token),
    scope: (kind) => createScope(openNode(node, kind)),
    [inside]: () => node,
    [Symbol.asyncDispose]: stop,
  };
}

function openNode(parent: ScopeNode, kind: 'session' | 'run'): ScopeNode {
  if (LIFE.indexOf(kind) > LIFE.indexOf(parent.kind)) return createNode(kind, parent.shared, parent);
  const scope = 'longer-lived scope';
  throw registryErrors.create('EC_REGISTRY_NO_SCOPE', {
    component: `a ${kind}`,
    scope,
  });
}

async function startNode(node: ScopeNode, signal?: AbortSignal): Promise<void> {
  const { parent } = node;
  while (node.stopping !== undefined) await node.stopping.catch(() => {});
  if (node.state === 'starting' || node.state === 'running') return node.starting;
  if (parent !== undefined && parent.state !== 'running') throw notStarted(`The ${parent.kind} around`);
  node.starting = startScope(node, signal);
  return node.starting;
}

function resolve<T>(node: ScopeNode, token: Token<T>): T {
  for (let at: ScopeNode | undefined = node; at !== undefined; at = at.parent) {
    const slot = at.slots.get(token);
    if (slot?.state === 'running') return slot.instance as T;
  }
  holderOf(node, token);
  throw notStarted(token.name);
}

async function load<T>(node: ScopeNode, token: Token<T>): Promise<T> {
  if (holderOf(node, token).state !== 'running') throw notStarted(token.name);
  refuseWithoutScope(node, token);
  const slot = startSlot(node, token);
  await slot.starting;
  if (slot.state === 'running') return slot.instance as T;
  if (slot.error !== undefined) throw slot.error;
  const details = { component: token.name, phase: 'start' };
  throw registryErrors.create('EC_REGISTRY_COMPONENT', details, { cause: slot.blockedBy });
}

function notStarted(component: string): unknown {
  return registryErrors.create('EC_REGISTRY_NOT_STARTED', { component });
}
