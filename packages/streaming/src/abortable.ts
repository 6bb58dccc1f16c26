/**
 * An iterable whose loop can be left at any time, also while it waits for its next value. An async generator alone
 * would hold its `return()` back until the value arrives, which for a quiet run may be never.
 */
export function abortableIterable<Item>(
  start: (signal: AbortSignal) => AsyncGenerator<Item>,
  outer?: AbortSignal,
): AsyncIterableIterator<Item> {
  const inner = new AbortController();
  const abort = () => inner.abort();
  const release = () => outer?.removeEventListener('abort', abort);
  if (outer?.aborted) inner.abort();
  else outer?.addEventListener('abort', abort, { once: true });
  const items = start(inner.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      try {
        const result = await items.next();
        if (result.done) release();
        return result;
      } catch (error) {
        release();
        throw error;
      }
    },
    async return() {
      release();
      inner.abort();
      return items.return(undefined);
    },
  };
}
