export { type AnswerStore, type AnswerStoreOptions, memoryAnswerStore } from '../cache/answer-store.ts';
export { requestKey } from '../cache/canonical-json.ts';
export { type FileAnswerStoreOptions, fileAnswerStore } from '../cache/file-answer-store.ts';
export type { RateAdvice } from '../limits/adaptive-rate.ts';
export {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
  type RateOutcome,
  type RatePermit,
  type RateRequest,
} from '../limits/rate-limiter.ts';
export { addUsage } from '../stream/usage.ts';
export type { CachedResponse } from '../stream-part.ts';
export type { AttemptRecord } from '../usage/attempt-record.ts';
export {
  type Budget,
  type BudgetAmounts,
  type BudgetEstimate,
  type BudgetOptions,
  type BudgetReservation,
  createBudget,
} from '../usage/budget.ts';
export {
  createUsageLedger,
  type LedgerEntry,
  type LedgerLabels,
  type LedgerSum,
  type SavedLedger,
  type UsageLedger,
  type UsageLedgerOptions,
} from '../usage/ledger.ts';
export { type WithBudgetOptions, withBudget } from './budget.ts';
export { type CallPlaces, withBulkhead } from './bulkhead.ts';
export { type CacheEvent, type WithCacheOptions, withCache } from './cache.ts';
export { type WithCacheBreakpointsOptions, withCacheBreakpoints } from './cache-breakpoints.ts';
export { type WithCircuitBreakerOptions, withCircuitBreaker } from './circuit-breaker.ts';
export { type WithContextCheckOptions, withContextCheck } from './context-check.ts';
export { type WithDeadlinesOptions, withDeadlines } from './deadlines.ts';
export { type WithFallbackOptions, withFallback } from './fallback.ts';
export {
  applyMiddleware,
  type CallGuard,
  type CallPass,
  type GuardedCall,
  guardCalls,
  type ModelMiddleware,
  mapRequests,
} from './guard-calls.ts';
export { type WithLedgerOptions, withLedger } from './ledger.ts';
export { type CallLogEntry, type WithLoggingOptions, withLogging } from './logging.ts';
export { type WithRateLimitOptions, withRateLimit } from './rate-limit.ts';
export { type WithRetryOptions, withRetry } from './retry.ts';
export type { RouteTurn, SharedDeadline } from './route-times.ts';
export { type CircuitStore, memoryCircuitStore } from './shared-circuit.ts';
