import type { ModelStream } from '../model.ts';
import type { StreamPart } from '../stream-part.ts';

/** Streams of this package hand over what has arrived in one piece, which saves a promise per part. */
export const nextBatch: unique symbol = Symbol('nextBatch');

/** A stream that hands over batches. */
export interface BatchedStream extends ModelStream {
  /** The parts that wait or arrive next; empty after the end. */
  [nextBatch](): Promise<readonly StreamPart[]>;
}

/** How to read any stream in batches; a foreign one gives batches of one part. */
export function batchesOf(stream: ModelStream): () => Promise<readonly StreamPart[]> {
  if (isBatched(stream)) return () => stream[nextBatch]();
  const iterator = stream[Symbol.asyncIterator]();
  return async () => {
    const next = await iterator.next();
    return next.done ? [] : [next.value];
  };
}

function isBatched(stream: ModelStream): stream is BatchedStream {
  return nextBatch in stream;
}
