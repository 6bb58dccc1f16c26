export { addUsage } from '../stream/usage.ts';
export { type WithFallbackOptions, withFallback } from './fallback.ts';
export { type WithRetryOptions, withRetry } from './retry.ts';
