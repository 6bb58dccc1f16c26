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
export type { ComponentDescription, ScopeDescription } from './describe.ts';
export type { ComponentEvent, LifecycleState, RegistryEvents, ScopeEvent } from './events.ts';
export type {
  ComponentHealth,
  DegradationRecord,
  HealthReport,
  HealthStatus,
  HealthSummary,
} from './health.ts';
export type {
  ComponentMetrics,
  Counter,
  Gauge,
  Histogram,
  MetricFamily,
  MetricLabels,
  OtelMeter,
} from './metrics.ts';
export { createRegistry, type Registry, type RegistryOptions } from './registry.ts';
export { registryErrors } from './registry-errors.ts';
export type { Scope, StartOptions } from './scope.ts';
export {
  type AnyToken,
  createToken,
  type Resolved,
  type Token,
  type TokenMap,
} from './token.ts';
