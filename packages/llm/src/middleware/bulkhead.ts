import { type BulkheadOptions, createBulkhead } from '@enhanced-code/errors/recovery';
import type { LanguageModel } from '../model.ts';
import { guardCalls } from './guard-calls.ts';

/** What a call takes its place from; `createBulkhead` of `@enhanced-code/errors/recovery` makes one. */
export interface CallPlaces {
  /** Waits for a place; rejects where none is to be had or the signal is aborted. */
  acquire(signal?: AbortSignal): Promise<Disposable>;
}

/**
 * Bounds how many calls run at once. A call beyond the limit waits in the queue; beyond that it is refused with
 * `EC_RECOVERY_BULKHEAD_FULL`. Hand in one bulkhead to share its places among models.
 */
export function withBulkhead(model: LanguageModel, limits: BulkheadOptions | CallPlaces): LanguageModel {
  const places = 'acquire' in limits ? limits : createBulkhead(limits);
  return guardCalls(model, async ({ signal }) => {
    const place = await places.acquire(signal);
    return { onEnd: () => place[Symbol.dispose]() };
  });
}
