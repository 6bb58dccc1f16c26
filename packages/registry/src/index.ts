export type { RegistryClock } from './clock.ts';
export {
  type Component,
  type ComponentContext,
  type ComponentDefinition,
  component,
  provide,
  type ScopeKind,
} from './component.ts';
export type {
  ConfigIssue,
  ConfigSchema,
  ParsingConfigSchema,
  StandardConfigSchema,
} from './config-schema.ts';
export type {
  ComponentEvent,
  LifecycleState,
  ListenerFailure,
  RegistryEvents,
  RegistryObserver,
  ScopeEvent,
} from './event-types.ts';
export type {
  ComponentHealth,
  DegradationRecord,
  HealthReport,
  HealthStatus,
} from './health-types.ts';
export type {
  ComponentMetrics,
  Counter,
  Gauge,
  Histogram,
  MetricLabels,
} from './instruments.ts';
export {
  createRegistry,
  type MetricsRecorder,
  type Registry,
  type RegistryOptions,
} from './registry.ts';
export { registryErrors } from './registry-errors.ts';
export type { Scope, StartOptions } from './scope.ts';
export {
  type AnyToken,
  createToken,
  type Resolved,
  type Token,
  type TokenMap,
} from './token.ts';
