/** Where time comes from. Tests pass a clock of their own, so nothing in this package sleeps. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Calls back once after `ms` milliseconds; the returned function takes the call back. */
  after(ms: number, callback: () => void): () => void;
}

/** The longest delay a Node timer can hold, in milliseconds; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of the machine, the default everywhere. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
