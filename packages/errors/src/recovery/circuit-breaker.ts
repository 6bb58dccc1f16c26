import { type Event, EventEmitter } from 'cockatiel';
import type { Circuit, CircuitPhase } from './circuit.ts';
import type { TripRule } from './circuit-counter.ts';
import { readSavedCircuits, type SavedCircuits, writeSavedCircuits } from './circuit-state.ts';
import { CircuitTable, readCircuitSettings } from './circuit-table.ts';
import type { Clock } from './clock.ts';
import { type Outcome, outcomeOf } from './failure.ts';
import { createPermit, type Permit } from './permit.ts';
import { definePolicy, type PolicyAction, type RecoveryPolicy } from './policy.ts';
import { recoveryErrors } from './recovery-errors.ts';

/** Settings of `createCircuitBreaker`. */
export interface CircuitBreakerOptions {
  /** When a circuit opens. Default: more than half of the last 20 calls, once there were 5. */
  readonly trip?: TripRule;
  /** Milliseconds for which a circuit stays open the first time; doubled by each failed probe. Default 10,000. */
  readonly openMs?: number;
  /** Upper bound of that time in milliseconds. Default 300,000. */
  readonly maxOpenMs?: number;
  /** Calls that are let through half-open before it closes. Default 1. */
  readonly probes?: number;
  /** Share of probes that may fail before it opens again, 0 to 1. Default 0. */
  readonly probeThreshold?: number;
  /** Most keys that are remembered; the closed one that was unused for longest goes first. Default 1,000. */
  readonly maxKeys?: number;
  /** What an error says about the target. Default by its class. */
  readonly outcomeOf?: (error: unknown) => Outcome;
  /** What `save` returned, perhaps in another process. */
  readonly saved?: unknown;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/** The state of one key, for health and for choosing among targets. */
export interface CircuitView {
  /** What the circuit stands for. */
  readonly key: string;
  /** Whether calls pass. */
  readonly phase: CircuitPhase;
  /** When a call is let through again, milliseconds since 1970; absent while it is closed. */
  readonly retryAt?: number;
}

/** The answer to a call that wants through. */
export type CircuitDecision =
  | {
      /** The call may be sent. */
      readonly allowed: true;
      /** To be settled with what became of the call. */
      readonly permit: Permit<Outcome>;
    }
  | {
      /** The call must not be sent. */
      readonly allowed: false;
      /** When a call is let through again, milliseconds since 1970. */
      readonly retryAt: number;
    };

/** Circuit breakers by key, such as one per provider and model. */
export interface CircuitBreaker {
  /**
   * Decides whether a call may be sent. A permit must be settled, or disposed, which counts as a call that
   * says nothing; `using` does that.
   */
  tryAcquire(key: string): CircuitDecision;
  /** The state of a key. Asking changes nothing. */
  view(key: string): CircuitView;
  /** The state of every key that is remembered. */
  views(): readonly CircuitView[];
  /** A policy for one key, to be combined with others. It throws EC_RECOVERY_CIRCUIT_OPEN. */
  policy(key: string): RecoveryPolicy;
  /** Everything that is known, as plain JSON for the option `saved`. */
  save(): SavedCircuits;
  /** A circuit has opened, half opened or closed. */
  readonly onChange: Event<CircuitView>;
}

/**
 * @throws EC_RECOVERY_BAD_OPTION if an option is out of range, EC_RECOVERY_BAD_STATE if `saved` cannot be read.
 */
export function createCircuitBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const settings = readCircuitSettings(options);
  const changed = new EventEmitter<CircuitView>();
  const circuits = new CircuitTable(settings, (circuit) => changed.emit(viewOf(circuit)));
  if (options.saved !== undefined)
    for (const saved of readSavedCircuits(options.saved)) circuits.restore(saved);
  const { clock } = settings;
  const guarding = { circuits, judge: options.outcomeOf ?? outcomeOf, clock };
  return {
    tryAcquire(key) {
      const circuit = circuits.open(key);
      const settle = circuit.tryAcquire();
      if (settle === undefined) return { allowed: false, retryAt: circuit.retryAt };
      return { allowed: true, permit: createPermit(settle, 'ignored') };
    },
    view: (key) => viewOf(circuits.peek(key)),
    views: () => circuits.all().map(viewOf),
    policy: (key) => definePolicy(clock, (action, signal) => guard(guarding, key, action, signal)),
    save: () => writeSavedCircuits(circuits.all().map((circuit) => circuit.save())),
    onChange: changed.addListener,
  };
}

interface Guarding {
  readonly circuits: CircuitTable;
  readonly judge: (error: unknown) => Outcome;
  readonly clock: Clock;
}

async function guard<T>(
  { circuits, judge, clock }: Guarding,
  key: string,
  action: PolicyAction<T>,
  signal: AbortSignal,
): Promise<T> {
  const circuit = circuits.open(key);
  const settle = circuit.tryAcquire();
  if (settle === undefined) throw openError(circuit, clock);
  let value: T;
  try {
    value = await action({ signal });
  } catch (error) {
    settle(signal.aborted ? 'ignored' : judge(error));
    throw error;
  }
  settle('success');
  return value;
}

function openError({ key, retryAt }: Circuit, clock: Clock) {
  const details = { key, retryAt: new Date(retryAt).toISOString() };
  const retryAfterMs = Math.max(0, retryAt - clock.now());
  return recoveryErrors.create('EC_RECOVERY_CIRCUIT_OPEN', details, { retryAfterMs });
}

function viewOf(circuit: Circuit): CircuitView {
  const { key, phase, retryAt } = circuit;
  return phase === 'closed' ? { key, phase } : { key, phase, retryAt };
}
