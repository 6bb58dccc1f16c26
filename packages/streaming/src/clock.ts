/** Where time comes from; tests hand in one that they move by hand. */
export interface StreamClock {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
  /** Calls back once after some milliseconds; the returned function takes that back. */
  after(delayMs: number, callback: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: StreamClock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
