import type { Clock } from '@enhanced-code/llm';
import { abortableIterable } from '../abortable.ts';
import { systemClock } from '../clock.ts';
import type { RunEvent } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import { decodeSse } from './decode.ts';
import type { WireChunks } from './lines.ts';

/** What `followSse` takes. */
export interface FollowOptions {
  /** Starts a request; `lastEventId` is to be sent as `Last-Event-ID`. Gives the body of the response. */
  connect(options: {
    readonly lastEventId: string | undefined;
    readonly signal: AbortSignal;
  }): Promise<WireChunks>;
  /** Where to go on, as an earlier stream gave it. Default: from the start. */
  readonly lastEventId?: string;
  /** How long to wait before a reconnection, in milliseconds. Default 1,000. */
  readonly retryMs?: number;
  /** Reconnections in a row that bring nothing before it gives up with the last error. Default 5. */
  readonly maxRetries?: number;
  /** Ends it, without an error. */
  readonly signal?: AbortSignal;
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
}

/**
 * The events of a run over connections that break: each event once, in order, up to `run-end`. Error: that of the
 * last connection, or `EC_STREAM_WIRE_MALFORMED` where it ended early without one.
 */
export function followSse(options: FollowOptions): AsyncIterableIterator<RunEvent> {
  return abortableIterable((signal) => follow(options, signal), options.signal);
}

async function* follow(options: FollowOptions, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const { maxRetries = 5, retryMs = 1000, clock = systemClock } = options;
  const place = { lastEventId: options.lastEventId, ended: false };
  for (let failures = 0; ; failures += 1) {
    const from = place.lastEventId;
    const failure = yield* followOnce(options, place, signal);
    if (signal.aborted || place.ended) return;
    if (place.lastEventId !== from) failures = 0;
    if (failures >= maxRetries || isHopeless(failure)) throw failure;
    await pause(retryMs, clock, signal);
  }
}

/** One connection. Gives the reason for its end, and moves the place on with every event that was taken. */
async function* followOnce(
  options: FollowOptions,
  place: { lastEventId: string | undefined; ended: boolean },
  signal: AbortSignal,
): AsyncGenerator<RunEvent, unknown> {
  try {
    const body = await options.connect({ lastEventId: place.lastEventId, signal });
    for await (const { id, event } of decodeSse(body)) {
      place.lastEventId = id;
      place.ended = event.type === 'run-end';
      yield event;
      if (place.ended) return undefined;
    }
    return streamErrors.create('EC_STREAM_WIRE_MALFORMED', { reason: 'it ended before the run did' });
  } catch (error) {
    return error;
  }
}

/** A newer format stays unreadable however often it is asked for. */
function isHopeless(error: unknown): boolean {
  return streamErrors.is(error, 'EC_STREAM_VERSION_UNSUPPORTED');
}

function pause(delayMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(delayMs, done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
