import {
  type CircuitBreaker,
  type CircuitView,
  createCircuitBreaker,
  type Outcome,
  outcomeOf,
  recoveryErrors,
} from '@enhanced-code/errors/recovery';
import { type Clock, systemClock } from '../clock.ts';
import type { LanguageModel } from '../model.ts';
import type { FinishPart } from '../stream-part.ts';
import { guardCalls } from './guard-calls.ts';
import { type CircuitStore, enterShared } from './shared-circuit.ts';

/** Options of `withCircuitBreaker`. */
export interface WithCircuitBreakerOptions {
  /** The circuits; share one among all models, and show its views in the health of the program. */
  readonly breaker?: CircuitBreaker;
  /** What the circuit stands for. Default is provider and model. */
  readonly key?: string;
  /** Shares open circuits with other processes or machines. Default: each process finds out by itself. */
  readonly store?: CircuitStore;
  /** For how long nobody else probes a shared circuit while one does, in milliseconds. Default 10,000. */
  readonly probeMs?: number;
  /** Told what the store rejects; calls go on without it then. Default: nobody. */
  readonly onStoreError?: (error: unknown) => void;
  /** What time `retryAfterMs` of a refusal is counted from. Default is the machine's clock. */
  readonly clock?: Clock;
}

/**
 * Refuses calls at once while a model has lately failed too often, with `EC_RECOVERY_CIRCUIT_OPEN`. A refused key or
 * a wrong request is an answer and no failure; a cancelled call says nothing. Put it below `withFallback`, so that
 * the next model is asked instead, and below `withRetry`, so that each attempt counts.
 */
export function withCircuitBreaker(
  model: LanguageModel,
  options: WithCircuitBreakerOptions = {},
): LanguageModel {
  const { key = `${model.provider}/${model.modelId}`, clock = systemClock, store } = options;
  const { probeMs = 10_000, onStoreError: onError = () => {} } = options;
  const breaker = options.breaker ?? createCircuitBreaker({ clock });
  return guardCalls(model, async () => {
    const shared = store && (await enterShared({ store, key, clock, probeMs, onError }));
    if (shared?.retryAt !== undefined) throw circuitOpen(key, shared.retryAt, clock.now());
    const decision = breaker.tryAcquire(key);
    if (!decision.allowed) {
      await shared?.leave('ignored', decision.retryAt);
      throw circuitOpen(key, decision.retryAt, clock.now());
    }
    return {
      onEnd(finish) {
        const outcome = healthOf(finish);
        decision.permit.settle(outcome);
        void shared?.leave(outcome, openUntil(breaker.view(key)));
      },
    };
  });
}

function openUntil({ phase, retryAt }: CircuitView): number | undefined {
  return phase === 'open' ? retryAt : undefined;
}

function circuitOpen(key: string, at: number, now: number): Error {
  const retryAt = new Date(at).toISOString();
  return recoveryErrors.create(
    'EC_RECOVERY_CIRCUIT_OPEN',
    { key, retryAt },
    { retryAfterMs: Math.max(0, at - now) },
  );
}

/** What the end of a call says about the health of the model. */
function healthOf({ state, error }: FinishPart): Outcome {
  if (state === 'cancelled') return 'ignored';
  return error === undefined ? 'success' : outcomeOf(error);
}
