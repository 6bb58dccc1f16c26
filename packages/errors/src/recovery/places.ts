/** Called when a place becomes free for whoever waits. */
type Grant = () => void;

/**
 * Places and a queue for them. A place that is given back goes straight to the call that has waited longest:
 * nobody who comes later can take it in between.
 */
export class Places {
  readonly limit: number;
  readonly queue: number;
  readonly #waiting = new Set<Grant>();
  #taken = 0;

  constructor(limit: number, queue: number) {
    this.limit = limit;
    this.queue = queue;
  }

  get free(): number {
    return this.limit - this.#taken;
  }

  get freeToWait(): number {
    return this.queue - this.#waiting.size;
  }

  /** Takes a place if one is free; then nobody waits, or it would have been handed over. */
  tryTake(): boolean {
    if (this.#taken >= this.limit) return false;
    this.#taken += 1;
    return true;
  }

  /** Waits for a place; what is returned takes the wait back. */
  wait(grant: Grant): () => void {
    this.#waiting.add(grant);
    return () => this.#waiting.delete(grant);
  }

  /** Gives a place back. */
  readonly release = (): void => {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
    } else {
      this.#waiting.delete(next);
      next();
    }
  };
}
