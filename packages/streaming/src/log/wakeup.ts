/** Wakes those who wait for more events. Nobody is woken twice, and nothing is kept for those who do not wait. */
export class Wakeup {
  readonly #sleepers = new Set<() => void>();
  #calls = 0;

  /** How many are waiting; for tests of leaks. */
  get waiting(): number {
    return this.#sleepers.size;
  }

  /** How often `notify` was called. Look at it before looking for events, and hand it to `wait`. */
  get calls(): number {
    return this.#calls;
  }

  /** Wakes all who wait now. */
  notify(): void {
    this.#calls += 1;
    for (const wake of [...this.#sleepers]) wake();
  }

  /**
   * Resolves at the first `notify` after `calls`, when the signal aborts, or when `schedule` calls back. What was
   * notified between looking for events and waiting is not missed.
   */
  wait(calls: number, signal: AbortSignal, schedule?: (wake: () => void) => () => void): Promise<void> {
    if (signal.aborted || calls !== this.#calls) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        unschedule?.();
        resolve();
      };
      this.#sleepers.add(wake);
      signal.addEventListener('abort', wake, { once: true });
      const unschedule = schedule?.(wake);
    });
  }
}
