/** What a bucket needs to know of a limit. */
export interface BucketSettings {
  /** Amount that flows in per minute. */
  readonly perMinute: number;
  /** How long it flows into an unused bucket before that is full, in milliseconds. */
  readonly burstMs: number;
}

const MINUTE_MS = 60_000;

/**
 * A bucket that fills evenly. More than its size may be taken from a full one, which leaves a debt: a request larger
 * than the bucket is slow but possible, and what a call used beyond its estimate is paid by those after it.
 */
export class TokenBucket {
  #settings: BucketSettings;
  #level: number;
  #at: number;

  constructor(settings: BucketSettings, now: number) {
    this.#settings = settings;
    this.#at = now;
    this.#level = this.#size;
  }

  /** Amount that flows in per minute. */
  get perMinute(): number {
    return this.#settings.perMinute;
  }

  /** Milliseconds until so much can be taken; 0 if it can be now. */
  waitMs(amount: number, now: number): number {
    this.#fill(now);
    const missing = Math.min(amount, this.#size) - this.#level;
    // Sums of fractions are never exact; a millionth of a millisecond is no wait.
    return Math.max(0, Math.ceil((missing / this.#settings.perMinute) * MINUTE_MS - 1e-6));
  }

  /** Takes an amount; a negative one is given back. */
  take(amount: number, now: number): void {
    this.#fill(now);
    this.#level = Math.min(this.#size, this.#level - amount);
  }

  /** Changes the flow; what is in it stays, as far as it fits. */
  retune(perMinute: number, now: number): void {
    this.#fill(now);
    this.#settings = { ...this.#settings, perMinute };
    this.#level = Math.min(this.#size, this.#level);
  }

  /** At least one request must fit into a bucket of requests. */
  get #size(): number {
    return Math.max(1, (this.#settings.perMinute * this.#settings.burstMs) / MINUTE_MS);
  }

  #fill(now: number): void {
    const passed = Math.max(0, now - this.#at);
    this.#level = Math.min(this.#size, this.#level + (passed * this.#settings.perMinute) / MINUTE_MS);
    this.#at = now;
  }
}
