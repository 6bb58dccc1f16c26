import type { ConfigSchema } from './config-schema.ts';
import type { DegradationRecord, HealthReport, HealthStatus } from './health-types.ts';
import type { ComponentMetrics } from './instruments.ts';
import type { AnyToken, ResolvedMap, Token, TokenMap } from './token.ts';

/** How long an instance lives: as long as the registry, one session or one run. */
export type ScopeKind = 'app' | 'session' | 'run';

/** Scopes from the longest life to the shortest. */
export const LIFE: readonly ScopeKind[] = ['app', 'session', 'run'];

/** What a component is given besides its dependencies. */
export interface ComponentContext<Config> {
  /** Name of its token. */
  readonly name: string;
  /** Its validated configuration; undefined without a schema. */
  readonly config: Config;
  /** Aborted when the component is to give up starting, and when it is to stop. */
  readonly signal: AbortSignal;
  /** Its counters, gauges and histograms. */
  readonly metrics: ComponentMetrics;
}

type Awaitable<T> = T | PromiseLike<T>;

/** What the author of a component writes. */
export interface ComponentDefinition<T, Dependencies extends TokenMap, Config> {
  /** Tokens of what it needs, by the names under which `create` receives them. Default: none. */
  readonly dependencies?: Dependencies;
  /** How long an instance lives. It may depend on what lives as long or longer. Default: `app`. */
  readonly scope?: ScopeKind;
  /** Start only when something needs it. Default: false. */
  readonly lazy?: boolean;
  /** Schema of its configuration, which the registry takes from its `config` option by the token's name. */
  readonly config?: ConfigSchema<Config>;
  /** Makes the instance; its dependencies have started. */
  create(dependencies: ResolvedMap<Dependencies>, context: ComponentContext<Config>): Awaitable<T>;
  /** Makes the instance ready for work. Default: nothing. */
  start?(instance: T, context: ComponentContext<Config>): Awaitable<void>;
  /**
   * Releases what the instance holds; called for every instance that was created, also if its start failed,
   * and after everything that depends on it. Default: its `Symbol.asyncDispose` or `Symbol.dispose`.
   */
  stop?(instance: T, context: ComponentContext<Config>): Awaitable<void>;
  /**
   * Says how the instance is, when `watchHealth` asks; nothing means healthy, to throw means unhealthy.
   * Default: healthy.
   */
  health?(instance: T, context: ComponentContext<Config>): Awaitable<HealthReport | HealthStatus | undefined>;
  /** What was given up; an entry that has not ended makes the instance at least degraded. Default: none. */
  degradations?(instance: T): readonly DegradationRecord[];
  /** What an unhealthy instance takes away from the whole. `liveness` includes readiness. Default: `readiness`. */
  readonly affects?: 'liveness' | 'readiness' | 'nothing';
  /** Milliseconds for `create` and `start` together. Default: the registry's. */
  readonly startTimeoutMs?: number;
  /** Milliseconds for `stop`. Default: the registry's. */
  readonly stopTimeoutMs?: number;
  /** Milliseconds for one `health` call. Default: that of `watchHealth`. */
  readonly healthTimeoutMs?: number;
  /** Milliseconds between two `health` calls; 0: only when asked. Default: that of `watchHealth`. */
  readonly healthIntervalMs?: number;
}

/** A definition whose types were checked and then forgotten. */
export interface AnyDefinition extends ComponentDefinition<unknown, TokenMap, unknown> {
  readonly dependencies: TokenMap;
  readonly scope: ScopeKind;
}

/** A component to be registered. Made by `component` or `provide`. */
export interface Component {
  /** What it is registered under. */
  readonly token: AnyToken;
  /** What its author wrote. */
  readonly definition: AnyDefinition;
}

/** Declares a component; everything in the definition is checked against the token's type. */
export function component<
  T,
  const Dependencies extends TokenMap = Readonly<Record<never, never>>,
  Config = undefined,
>(token: Token<T>, definition: ComponentDefinition<NoInfer<T>, Dependencies, Config>): Component {
  const checked = { dependencies: {}, scope: 'app', ...definition };
  return { token, definition: checked as unknown as AnyDefinition };
}

/** Declares a component from an instance that somebody else made and will release. */
export function provide<T>(token: Token<T>, instance: NoInfer<T>): Component {
  return component(token, { create: () => instance, stop: () => {} });
}
