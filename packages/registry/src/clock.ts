/** Time as the registry sees it; tests hand in their own. */
export interface RegistryClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after `ms` milliseconds; returns a handle for `clearTimeout`. */
  setTimeout(callback: () => void, ms: number): unknown;
  /** Forgets a timer; one that already fired is no error. */
  clearTimeout(handle: unknown): void;
}

type Handle = ReturnType<typeof setTimeout>;

/** The real clock. Looked up at each call, so that test doubles of the globals work as well. */
export const systemClock: RegistryClock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as Handle),
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
    let timer = clock.setTimeout(giveUp, ms);
    const hurry = () => {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(giveUp, Math.min(ms, graceMs));
    };
    const end = (ending: Ending<Awaited<T>>) => {
      clock.clearTimeout(timer);
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
