import { CircuitState, type IBreaker, noJitterGenerator } from 'cockatiel';
import { restoreCounter } from './circuit-counter.ts';
import type { Clock } from './clock.ts';
import type { Outcome } from './failure.ts';

/** State of one circuit. */
export type CircuitPhase = 'closed' | 'open' | 'half-open';

/** What one circuit needs to know; the defaults are in `createCircuitBreaker`. */
export interface CircuitSettings {
  /** Milliseconds for which a circuit stays open the first time. */
  readonly openMs: number;
  /** Upper bound in milliseconds of that time, which doubles with each failed probe. */
  readonly maxOpenMs: number;
  /** Calls that are let through half-open before it closes. */
  readonly probes: number;
  /** Share of probes that may fail, 0 up to 1. */
  readonly probeThreshold: number;
  readonly clock: Clock;
}

/** A circuit as it is saved. */
export interface SavedCircuit {
  /** What the circuit stands for. */
  readonly key: string;
  /** How many times in a row it has opened; 0 while it is closed. */
  readonly opens: number;
  /** When it opened, milliseconds since 1970; 0 while it is closed. */
  readonly openedAt: number;
  /** What its counter knows. */
  readonly counter: unknown;
}

interface Sampling {
  readonly startedAt: number;
  inFlight: number;
  successes: number;
  failures: number;
}

/**
 * The state of one key. Counting is cockatiel's; the states are kept here, because its circuit breaker reads
 * the machine's clock, makes calls wait for a probe, and takes a cancelled probe for a success, none of which
 * is bearable for a stream that runs for minutes.
 */
export class Circuit {
  readonly key: string;
  /** When it was used last, in whatever unit the owner counts. */
  usedAt = 0;
  readonly #settings: CircuitSettings;
  readonly #counter: IBreaker;
  readonly #onPhase: (circuit: Circuit) => void;
  #opens = 0;
  #openedAt = 0;
  #sampling: Sampling | undefined;

  constructor(
    key: string,
    settings: CircuitSettings,
    counter: IBreaker,
    onPhase: (circuit: Circuit) => void,
  ) {
    this.key = key;
    this.#settings = settings;
    this.#counter = counter;
    this.#onPhase = onPhase;
  }

  get phase(): CircuitPhase {
    if (this.#sampling !== undefined) return 'half-open';
    return this.#opens > 0 ? 'open' : 'closed';
  }

  /** When the next call may be let through, milliseconds since 1970; now or earlier if it may be at once. */
  get retryAt(): number {
    if (this.#opens === 0) return 0;
    return (this.#sampling?.startedAt ?? this.#openedAt) + this.#openMs();
  }

  /** Takes a place for one call; undefined if none is let through now. What is returned settles it. */
  tryAcquire(): ((outcome: Outcome) => void) | undefined {
    if (this.#opens === 0) return this.#settleClosed;
    const now = this.#settings.clock.now();
    // Probes that are never settled lose their places after a while, or the circuit would stay as it is for ever.
    if (now >= this.retryAt) this.#startSampling(now);
    const sampling = this.#sampling;
    if (sampling === undefined || placesTaken(sampling) >= this.#settings.probes) return undefined;
    sampling.inFlight += 1;
    return (outcome) => this.#settleProbe(sampling, outcome);
  }

  /** The state to keep; a circuit under test is kept as open, since its probes end with the process. */
  save(): SavedCircuit {
    return { key: this.key, opens: this.#opens, openedAt: this.#openedAt, counter: this.#counter.state };
  }

  /** Takes up a state that was kept, perhaps by a machine whose clock is ahead of this one. */
  restore(saved: SavedCircuit): void {
    this.#opens = saved.opens;
    this.#openedAt = Math.min(saved.openedAt, this.#settings.clock.now());
    restoreCounter(this.#counter, saved.counter);
  }

  #openMs(): number {
    const { openMs: initialDelay, maxOpenMs: maxDelay } = this.#settings;
    const options = { initialDelay, maxDelay, exponent: 2, generator: noJitterGenerator };
    return noJitterGenerator(this.#opens - 1, options)[0];
  }

  /** One for all calls: while the circuit is closed, none of them has a place of its own. */
  readonly #settleClosed = (outcome: Outcome): void => {
    // A call from before the circuit opened says nothing about its present state.
    if (this.#opens > 0 || outcome === 'ignored') return;
    if (outcome === 'success') this.#counter.success(CircuitState.Closed);
    else if (this.#counter.failure(CircuitState.Closed)) this.#open();
  };

  #settleProbe(sampling: Sampling, outcome: Outcome): void {
    if (sampling !== this.#sampling) return;
    const { probes, probeThreshold } = this.#settings;
    sampling.inFlight -= 1;
    if (outcome === 'success') sampling.successes += 1;
    if (outcome === 'failure') sampling.failures += 1;
    if (sampling.failures > probeThreshold * probes) this.#open();
    else if (sampling.successes + sampling.failures >= probes) this.#close();
  }

  #startSampling(now: number): void {
    this.#sampling = { startedAt: now, inFlight: 0, successes: 0, failures: 0 };
    this.#onPhase(this);
  }

  #open(): void {
    this.#opens += 1;
    this.#openedAt = this.#settings.clock.now();
    this.#sampling = undefined;
    this.#onPhase(this);
  }

  #close(): void {
    this.#opens = 0;
    this.#openedAt = 0;
    this.#sampling = undefined;
    // A success while half-open makes cockatiel's counters forget what came before.
    this.#counter.success(CircuitState.HalfOpen);
    this.#onPhase(this);
  }
}

function placesTaken({ inFlight, successes, failures }: Sampling): number {
  return inFlight + successes + failures;
}
