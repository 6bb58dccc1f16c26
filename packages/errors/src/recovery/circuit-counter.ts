import { CircuitState, ConsecutiveBreaker, CountBreaker, type IBreaker } from 'cockatiel';
import { checkCount, checkOption } from './options.ts';

/** When a circuit opens: after a share of its last calls failed, or after some in a row. */
export type TripRule =
  | {
      /** By a share of the last calls. */
      readonly kind: 'share';
      /** The share of failures that must be exceeded, between 0 and 1, both excluded. */
      readonly threshold: number;
      /** How many of the last calls are looked at, from `minimumCalls`. */
      readonly calls: number;
      /** Calls that must have been made before it can open, from 1. */
      readonly minimumCalls: number;
    }
  | {
      /** By failures in a row. */
      readonly kind: 'consecutive';
      /** How many in a row, from 1. */
      readonly failures: number;
    };

/** Most calls that are taken over from a saved state. */
const MOST_SAVED_CALLS = 10_000;

/** Refuses a rule that could not be followed. */
export function checkTrip(trip: TripRule): void {
  if (trip.kind === 'consecutive') {
    checkCount('trip.failures', trip.failures, 1);
  } else {
    checkOption('trip.threshold', trip.threshold > 0 && trip.threshold < 1, 'a number between 0 and 1');
    checkCount('trip.minimumCalls', trip.minimumCalls, 1);
    checkCount('trip.calls', trip.calls, trip.minimumCalls);
  }
}

/** What counts calls by a rule. */
export function createCounter(trip: TripRule): IBreaker {
  if (trip.kind === 'consecutive') return new ConsecutiveBreaker(trip.failures);
  const { threshold, calls: size, minimumCalls: minimumNumberOfCalls } = trip;
  return new CountBreaker({ threshold, size, minimumNumberOfCalls });
}

/**
 * Takes up what a counter knew by counting those calls once more: a state that was saved under another rule, or
 * was damaged on the way, cannot break this one.
 */
export function restoreCounter(counter: IBreaker, state: unknown): void {
  for (const succeeded of savedCalls(state)) {
    if (succeeded) counter.success(CircuitState.Closed);
    else counter.failure(CircuitState.Closed);
  }
}

/** The calls that a saved state stands for, oldest first; true for a success. */
function savedCalls(state: unknown): boolean[] {
  if (typeof state === 'number') return failuresInRow(state);
  const { samples, currentSample } = (state ?? {}) as { samples?: unknown; currentSample?: unknown };
  if (!Array.isArray(samples)) return [];
  // The samples are a ring; the place that is written next holds the oldest.
  const start = Number.isSafeInteger(currentSample) ? (currentSample as number) : 0;
  return [...samples.slice(start), ...samples.slice(0, start)]
    .filter((sample) => typeof sample === 'boolean')
    .slice(-MOST_SAVED_CALLS);
}

function failuresInRow(count: number): boolean[] {
  return Array.from({ length: Math.min(MOST_SAVED_CALLS, count > 0 ? Math.floor(count) : 0) }, () => false);
}
