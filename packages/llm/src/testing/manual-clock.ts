import type { Clock } from '../clock.ts';

interface Alarm {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** How many callbacks wait; 0 shows that nothing was left behind. */
  readonly pending: number;
  /** Moves the time on by `ms` milliseconds and calls back what falls due, in its order. */
  advance(ms: number): void;
}

/** Makes a clock for tests; `startMs` is its first time in milliseconds since 1970, default 0. */
export function manualClock(startMs = 0): ManualClock {
  let now = startMs;
  const alarms = new Set<Alarm>();
  const nextDue = (until: number): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    get pending() {
      return alarms.size;
    },
    after(ms, callback) {
      const alarm = { at: now + ms, callback };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance(ms) {
      const until = now + ms;
      for (let alarm = nextDue(until); alarm !== undefined; alarm = nextDue(until)) {
        alarms.delete(alarm);
        now = alarm.at;
        alarm.callback();
      }
      now = until;
    },
  };
}
