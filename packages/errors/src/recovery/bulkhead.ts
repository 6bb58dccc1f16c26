import { type Event, EventEmitter } from 'cockatiel';
import { type Clock, systemClock } from './clock.ts';
import { abortedError } from './failure.ts';
import { checkCount } from './options.ts';
import { createPermit, type Permit } from './permit.ts';
import { Places } from './places.ts';
import { definePolicy, type RecoveryPolicy } from './policy.ts';
import { recoveryErrors } from './recovery-errors.ts';

/** Settings of `createBulkhead`. */
export interface BulkheadOptions {
  /** Calls allowed at once, from 1. */
  readonly limit: number;
  /** Calls allowed to wait for a place. Default 0. */
  readonly queue?: number;
  /** Default the time of this machine. */
  readonly clock?: Clock;
}

/** Bounds how many calls run at once, so that one slow target cannot take everything. */
export interface Bulkhead extends RecoveryPolicy {
  /** Takes a place if one is free now. */
  tryAcquire(): Permit | undefined;
  /**
   * Waits for a place in the queue, first come first served.
   * @throws EC_RECOVERY_BULKHEAD_FULL if the queue is full, EC_ERRORS_ABORTED if the signal is aborted first.
   */
  acquire(signal?: AbortSignal): Promise<Permit>;
  /** Free places: to run at once, and to wait. */
  free(): {
    /** Calls that could start now. */
    readonly running: number;
    /** Calls that could still wait. */
    readonly queued: number;
  };
  /** A call was refused for want of a place. */
  readonly onReject: Event<void>;
}

/** @throws EC_RECOVERY_BAD_OPTION if an option is out of range. */
export function createBulkhead(options: BulkheadOptions): Bulkhead {
  const { limit, queue = 0, clock = systemClock } = options;
  checkCount('limit', limit, 1);
  checkCount('queue', queue, 0);
  const places = new Places(limit, queue);
  const rejected = new EventEmitter<void>();
  const wait = (signal: AbortSignal | undefined): Promise<void> => {
    if (signal?.aborted) return Promise.reject(abortedError(signal.reason));
    if (places.freeToWait > 0) return waitForPlace(places, signal);
    rejected.emit();
    return Promise.reject(recoveryErrors.create('EC_RECOVERY_BULKHEAD_FULL', { limit, queue }));
  };
  const take = (signal: AbortSignal | undefined): boolean => !signal?.aborted && places.tryTake();
  const permit = (): Permit => createPermit(places.release, undefined);
  const policy = definePolicy(clock, async (action, signal) => {
    if (!take(signal)) await wait(signal);
    try {
      return await action({ signal });
    } finally {
      places.release();
    }
  });
  return {
    ...policy,
    acquire: (signal) => (take(signal) ? Promise.resolve(permit()) : wait(signal).then(permit)),
    tryAcquire: () => (places.tryTake() ? permit() : undefined),
    free: () => ({ running: places.free, queued: places.freeToWait }),
    onReject: rejected.addListener,
  };
}

/** An abort ends the wait at once, and the turn goes to whoever waits next. */
function waitForPlace(places: Places, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      leave();
      reject(abortedError(signal?.reason));
    };
    const leave = places.wait(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
