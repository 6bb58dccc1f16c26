import type { RegistryClock } from '../src/index.ts';

/** A clock that only moves when told to, and knows who still waits. */
export interface FakeClock extends RegistryClock {
  /** Lets what is due within `ms` milliseconds happen, in order, and everything that follows from it. */
  advance(ms: number): Promise<void>;
  /** Calls that are still to come. */
  waiting(): number;
}

/** Makes a clock that stands at `start`. */
export function fakeClock(start = 1_000): FakeClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const nextDue = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((one, two) => one.at - two.at)[0];
  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      await settled();
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.callback();
        await settled();
      }
      now = until;
    },
    waiting: () => timers.size,
  };
}

/** Resolves when every promise that can settle by itself has settled. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
