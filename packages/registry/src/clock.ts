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

/** A piece of work that is waited for. */
export interface Wait<T> {
  /** Never rejects. */
  readonly ending: Promise<Ending<T>>;
  /** Waits only `ms` milliseconds more. */
  shorten(ms: number): void;
}

/**
 * Waits for work, but not longer than `ms` milliseconds. Late work goes on unobserved, and its own failure
 * then is nobody's unhandled rejection.
 */
export function waitFor<T>(clock: RegistryClock, ms: number, work: PromiseLike<T>): Wait<T> {
  const { promise: ending, resolve } = Promise.withResolvers<Ending<T>>();
  let cancel = () => {};
  let over = false;
  const end = (how: Ending<T>) => {
    over = true;
    cancel();
    resolve(how);
  };
  const shorten = (left: number) => {
    cancel();
    if (!over) cancel = clock.after(left, () => end({ kind: 'late' }));
  };
  shorten(ms);
  work.then(
    (value) => end({ kind: 'done', value }),
    (error: unknown) => end({ kind: 'threw', error }),
  );
  return { ending, shorten };
}

/** Calls a function in this turn; what it throws becomes a rejection. */
export async function attempt<T>(call: () => T): Promise<Awaited<T>> {
  return await call();
}
