/** Wakes those who wait for more events. Nobody is woken twice, and nothing is kept for those who do not wait. */
export class Wakeup {
  readonly #sleepers = new Set<() => void>();

  /** How many are waiting; for tests of leaks. */
  get waiting(): number {
    return this.#sleepers.size;
  }

  /** Wakes all who wait now. */
  notify(): void {
    for (const wake of [...this.#sleepers]) wake();
  }

  /** Resolves at the next `notify`, when the signal aborts, or when `schedule` calls back. */
  wait(signal: AbortSignal, schedule?: (wake: () => void) => () => void): Promise<void> {
    if (signal.aborted) return Promise.resolve();
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
