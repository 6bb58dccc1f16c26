import { type BulkheadPolicy, bulkhead, type Event, EventEmitter } from 'cockatiel';
import { type Clock, systemClock } from './clock.ts';
import { abortedError } from './failure.ts';
import { checkCount } from './options.ts';
import { createPermit, type Permit } from './permit.ts';
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
  /** Takes a place if one is free now. A place that is given back is free after the current microtasks. */
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
  const places = bulkhead(limit, queue);
  const rejected = new EventEmitter<void>();
  const refuse = () => {
    rejected.emit();
    return recoveryErrors.create('EC_RECOVERY_BULKHEAD_FULL', { limit, queue });
  };
  const isFull = () => places.executionSlots <= 0 && places.queueSlots <= 0;
  const acquire = (signal?: AbortSignal) => (isFull() ? Promise.reject(refuse()) : takePlace(places, signal));
  const policy = definePolicy(clock, async (action, signal) => {
    using _permit = await acquire(signal);
    return await action({ signal });
  });
  return {
    ...policy,
    acquire,
    tryAcquire: () => (places.executionSlots > 0 ? takeFreePlace(places) : undefined),
    free: () => ({ running: places.executionSlots, queued: places.queueSlots }),
    onReject: rejected.addListener,
  };
}

/** Takes a place that is known to be free: cockatiel then calls back before `execute` returns. */
function takeFreePlace(places: BulkheadPolicy): Permit | undefined {
  let permit: Permit | undefined;
  void places.execute(() => new Promise<void>((resolve) => (permit = createPermit(resolve, undefined))));
  return permit;
}

/** A permit is a call of cockatiel's that ends when the permit is given back. */
function takePlace(places: BulkheadPolicy, signal: AbortSignal | undefined): Promise<Permit> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortedError(signal?.reason));
    signal?.addEventListener('abort', abort);
    const hold = () =>
      new Promise<void>((release) => {
        signal?.removeEventListener('abort', abort);
        resolve(createPermit(release, undefined));
      });
    // cockatiel looks at the signal of a queued call only at its turn; the caller is told at once.
    places.execute(hold, signal).catch(abort);
  });
}
