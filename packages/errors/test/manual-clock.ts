import type { Clock } from '../src/recovery/index.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** How many callbacks wait; 0 shows that nothing was left behind. */
  readonly pending: number;
  /** Moves the time on and calls back what falls due, in its order, letting promises settle in between. */
  advance(ms: number): Promise<void>;
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  // A turn of the event loop comes after every promise that can settle, however long their chain is.
  await new Promise<void>((resolve) => setImmediate(resolve));
}

export function manualClock(startMs = 1_000_000): ManualClock {
  let now = startMs;
  const timers = new Set<{ dueAt: number; callback: () => void }>();
  const due = (until: number) =>
    [...timers].filter((timer) => timer.dueAt <= until).sort((a, b) => a.dueAt - b.dueAt)[0];
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { dueAt: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    get pending() {
      return timers.size;
    },
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let timer = due(until); timer !== undefined; timer = due(until)) {
        timers.delete(timer);
        now = timer.dueAt;
        timer.callback();
        await settle();
      }
      now = until;
    },
  };
}
