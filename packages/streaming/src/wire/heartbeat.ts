import type { Clock } from '@enhanced-code/llm';
import { abortableIterable } from '../abortable.ts';

/** What is sent in place of an item when nothing came for a while. */
export const heartbeat: unique symbol = Symbol('heartbeat');

/** The items of a source, with a heartbeat whenever it is silent for `everyMs` milliseconds. */
export function withHeartbeats<Item>(
  source: AsyncIterable<Item>,
  everyMs: number,
  clock: Clock,
  outer?: AbortSignal,
): AsyncIterableIterator<Item | typeof heartbeat> {
  return abortableIterable((signal) => beat(source, everyMs, clock, signal), outer);
}

async function* beat<Item>(
  source: AsyncIterable<Item>,
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Item | typeof heartbeat> {
  const items = source[Symbol.asyncIterator]();
  try {
    let next = items.next();
    for (;;) {
      const result = await firstOf(next, everyMs, clock, signal);
      if (result === 'aborted') return;
      if (result === 'silent') {
        yield heartbeat;
        continue;
      }
      if (result.done) return;
      yield result.value;
      next = items.next();
    }
  } finally {
    await items.return?.();
  }
}

type Awaited<Item> = IteratorResult<Item> | 'silent' | 'aborted';

/** What comes first: the next item, silence for too long, or the end of interest. Leaves no timer or listener. */
async function firstOf<Item>(
  next: Promise<IteratorResult<Item>>,
  everyMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Awaited<Item>> {
  if (signal.aborted) return 'aborted';
  let release = () => {};
  const other = new Promise<'silent' | 'aborted'>((resolve) => {
    const onAbort = () => resolve('aborted');
    const cancelTimer = clock.after(everyMs, () => resolve('silent'));
    signal.addEventListener('abort', onAbort, { once: true });
    release = () => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([next, other]);
  } finally {
    release();
  }
}
