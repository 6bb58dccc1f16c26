/** Time as the policies see it; tests pass their own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls back once after `ms` milliseconds; the returned function takes the call back. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay a Node timer can hold, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Waits; resolves early with false when the signal is aborted. Leaves neither timer nor listener behind. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  if (signal?.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (waited: boolean) => {
      cancel();
      signal?.removeEventListener('abort', onAbort);
      resolve(waited);
    };
    const onAbort = () => end(false);
    const cancel = clock.after(ms, () => end(true));
    signal?.addEventListener('abort', onAbort);
  });
}
