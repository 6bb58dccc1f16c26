export { type Event, wrap } from 'cockatiel';
export { createAggregate } from './aggregate.ts';
export { type Bulkhead, type BulkheadOptions, createBulkhead } from './bulkhead.ts';
export type { CircuitPhase, SavedCircuit } from './circuit.ts';
export {
  type CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitDecision,
  type CircuitView,
  createCircuitBreaker,
} from './circuit-breaker.ts';
export type { TripRule } from './circuit-counter.ts';
export type { SavedCircuits } from './circuit-state.ts';
export { type Clock, systemClock } from './clock.ts';
export { createDeadlinePolicy, type DeadlineContext } from './deadline-policy.ts';
export {
  type DeadlineKind,
  type DeadlineLimits,
  type DeadlineOptions,
  type DeadlineStage,
  type Deadlines,
  startDeadlines,
} from './deadlines.ts';
export {
  createDegradation,
  type Degradation,
  type DegradationLevel,
  type DegradationOptions,
  type DegradationRecord,
  type DegradationView,
} from './degradation.ts';
export { mayRetry, type Outcome, outcomeOf } from './failure.ts';
export {
  createFallback,
  type Fallback,
  type FallbackContext,
  type FallbackEvent,
  type FallbackOptions,
} from './fallback.ts';
export type { Permit } from './permit.ts';
export type { PolicyAction, RecoveryPolicy } from './policy.ts';
export { recoveryErrors } from './recovery-errors.ts';
export {
  createRetry,
  type FailedTry,
  type GiveUpReason,
  type Retry,
  type RetryDecision,
  type RetryEvent,
  type RetryOptions,
} from './retry.ts';
export { type HeaderSource, parseRetryAfter } from './retry-after.ts';
export { createRetryBudget, type RetryBudget, type RetryBudgetOptions } from './retry-budget.ts';
