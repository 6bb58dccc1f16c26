/** What the far end said about its limit of requests. */
export interface RateAdvice {
  /** Requests per minute that it names as its limit. */
  readonly requestsPerMinute?: number;
}

/** Share of a rate that is kept when the far end refuses at it. */
const DECREASE = 0.7;
/** How close to the rate that was refused it goes back quickly. */
const NEAR = 0.9;
/** Growth per second of good answers: fast while the limit is unknown, and then slow. */
const GROWTH = { unknown: 0.2, below: 0.1, beyond: 0.005 } as const;
/** Refusals this close together are one event: the calls were under way already, in milliseconds. */
const ONE_EVENT_MS = 2000;

/**
 * Finds the rate that the far end bears: it grows while calls are answered, falls when one is refused, returns
 * quickly to just below the rate that was refused, and tries beyond it only slowly (additive increase,
 * multiplicative decrease with a memory, as CUBIC does for TCP: https://www.rfc-editor.org/rfc/rfc9438).
 */
export class AdaptiveRate {
  #rate: number;
  readonly #limits: { readonly min: number; readonly max: number };
  #ceiling: number | undefined;
  #at: number;
  #refusedAt = Number.NEGATIVE_INFINITY;

  constructor(start: number, limits: { readonly min: number; readonly max: number }, now: number) {
    this.#rate = start;
    this.#limits = limits;
    this.#at = now;
  }

  /** Requests per minute. */
  get rate(): number {
    return this.#rate;
  }

  /** A call was answered. */
  answered(now: number, advice: RateAdvice = {}): void {
    const seconds = Math.min(1, Math.max(0, now - this.#at) / 1000);
    this.#at = now;
    if (advice.requestsPerMinute !== undefined) this.#set(advice.requestsPerMinute);
    else this.#set(this.#rate * (1 + this.#growth() * seconds));
  }

  /** A call was refused for the rate. */
  refused(now: number): void {
    this.#at = now;
    if (now - this.#refusedAt < ONE_EVENT_MS) return;
    this.#refusedAt = now;
    this.#ceiling = this.#rate;
    this.#set(this.#rate * DECREASE);
  }

  #growth(): number {
    if (this.#ceiling === undefined) return GROWTH.unknown;
    return this.#rate < this.#ceiling * NEAR ? GROWTH.below : GROWTH.beyond;
  }

  #set(rate: number): void {
    this.#rate = Math.min(this.#limits.max, Math.max(this.#limits.min, rate));
  }
}
