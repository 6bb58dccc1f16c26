/** Time as the registry sees it. The clock of the recovery policies fits, so tests need only one. */
export interface RegistryClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Calls back once after `ms` milliseconds; the returned function takes the call back. An `idle` wait
   * should not keep a process alive.
   */
  after(ms: number, callback: () => void, options?: { readonly idle?: boolean }): () => void;
}

/** The longest delay that a timer of Node.js can hold, in milliseconds; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: RegistryClock = {
  now: () => Date.now(),
  after(ms, callback, options) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_MS));
    if (options?.idle) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** How a piece of work ended. */
export type Ending<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'threw'; readonly error: unknown }
  | { readonly kind: 'late' };

/** What limits a piece of work. */
export interface Limit {
  readonly clock: RegistryClock;
  /** Milliseconds until the work counts as late. */
  readonly ms: number;
  /** Once aborted, the work has only `graceMs` left. */
  readonly signal?: AbortSignal;
  /** Milliseconds left after an abort. Default: none. */
  readonly graceMs?: number;
}

/**
 * Waits for work, but not longer than its limit. Never rejects. Late work goes on unobserved, and its own
 * failure then is nobody's unhandled rejection.
 */
export function within<T>(limit: Limit, work: () => T | PromiseLike<T>): Promise<Ending<Awaited<T>>> {
  const { clock, ms, signal, graceMs = 0 } = limit;
  return new Promise((resolve) => {
    const giveUp = () => end({ kind: 'late' });
    let cancel = clock.after(ms, giveUp);
    const hurry = () => {
      cancel();
      cancel = clock.after(Math.min(ms, graceMs), giveUp);
    };
    const end = (ending: Ending<Awaited<T>>) => {
      cancel();
      signal?.removeEventListener('abort', hurry);
      resolve(ending);
    };
    signal?.addEventListener('abort', hurry);
    if (signal?.aborted) hurry();
    // The work starts in this turn, so that components boot in the order in which they were asked for.
    settle(work).then(
      (value) => end({ kind: 'done', value }),
      (error: unknown) => end({ kind: 'threw', error }),
    );
  });
}

async function settle<T>(work: () => T | PromiseLike<T>): Promise<Awaited<T>> {
  return await work();
}
