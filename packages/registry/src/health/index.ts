export type {
  ComponentHealth,
  DegradationRecord,
  HealthReport,
  HealthStatus,
  HealthSummary,
} from '../health-types.ts';
export {
  type HealthMonitor,
  type HealthOptions,
  watchHealth,
} from './watch-health.ts';
