import type { Clock } from '../clock.ts';

/** Waits on a clock; ends early when the signal is aborted, and leaves no timer and no listener. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      stop();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const stop = ms === Number.POSITIVE_INFINITY ? () => {} : clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
}
