import { type Clock, systemClock } from './clock.ts';
import { checkCount, checkDuration, checkShare } from './options.ts';

/** Settings of `createRetryBudget`. */
export interface RetryBudgetOptions {
  /** Extra calls allowed per first call within the window, 0 to 1. Default 0.1. */
  readonly ratio?: number;
  /** Length of the sliding window in milliseconds. Default 60,000. */
  readonly windowMs?: number;
  /** Extra calls allowed in each window however few first calls there were. Default 3. */
  readonly floor?: number;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/**
 * Bounds the extra load of all retries that share it: when everything fails, calls grow by the ratio and not
 * by the number of retries. One per process, or one per provider.
 */
export interface RetryBudget {
  /** Counts a first call. */
  recordCall(): void;
  /** Takes one retry out of the budget; false if there is none left in this window. */
  tryRetry(): boolean;
  /** First calls and retries within the window. */
  snapshot(): {
    /** First calls. */
    readonly calls: number;
    /** Retries that were taken. */
    readonly retries: number;
    /** Retries that may be taken in all, those taken included. */
    readonly allowed: number;
  };
}

/** How finely the window slides. */
const SLICES = 10;

interface Slice {
  readonly index: number;
  calls: number;
  retries: number;
}

/** @throws EC_RECOVERY_BAD_OPTION if an option is out of range. */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { ratio = 0.1, windowMs = 60_000, floor = 3, clock = systemClock } = options;
  checkShare('ratio', ratio);
  checkDuration('windowMs', windowMs);
  checkCount('floor', floor, 0);
  let slices: Slice[] = [];
  const current = (): Slice => {
    const index = Math.floor(clock.now() / (windowMs / SLICES));
    slices = slices.filter((slice) => slice.index > index - SLICES && slice.index <= index);
    const last = slices.at(-1);
    if (last?.index === index) return last;
    const made: Slice = { index, calls: 0, retries: 0 };
    slices.push(made);
    return made;
  };
  const snapshot = () => {
    current();
    const sum = (name: 'calls' | 'retries') => slices.reduce((total, slice) => total + slice[name], 0);
    const calls = sum('calls');
    return { calls, retries: sum('retries'), allowed: Math.max(floor, Math.floor(calls * ratio)) };
  };
  return {
    snapshot,
    recordCall() {
      current().calls += 1;
    },
    tryRetry() {
      const { retries, allowed } = snapshot();
      if (retries >= allowed) return false;
      current().retries += 1;
      return true;
    },
  };
}
