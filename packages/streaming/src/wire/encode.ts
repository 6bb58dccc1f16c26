import type { Clock } from '@enhanced-code/llm';
import { systemClock } from '../clock.ts';
import type { RunEvent } from '../events/run-event.ts';
import { formatEventId } from './event-id.ts';
import { heartbeat, withHeartbeats } from './heartbeat.ts';
import { wireHeader } from './wire-format.ts';

/** How events are encoded. */
export interface EncodeOptions {
  /** After how many milliseconds of silence a line without meaning is sent. Default 15,000. */
  readonly heartbeatMs?: number;
  /** How long a client is told to wait before it reconnects, in milliseconds. Default 1,000. Only for SSE. */
  readonly retryMs?: number;
  /** Leaves out events that are not `public`, and of the others what only a model can read. Default false. */
  readonly publicOnly?: boolean;
  /** Ends the stream, without an error. */
  readonly signal?: AbortSignal;
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
}

const DEFAULT_HEARTBEAT_MS = 15_000;
const encoder = new TextEncoder();

/**
 * Events as server-sent events. The first bytes go out before the first event, so headers are flushed at once and
 * proxies see a live stream. The id of each message is what a client sends back as `Last-Event-ID`.
 */
export function encodeSse(
  events: AsyncIterable<RunEvent>,
  options: EncodeOptions = {},
): AsyncGenerator<Uint8Array> {
  const opening = `retry: ${options.retryMs ?? 1000}\nevent: format\ndata: ${wireHeader}\n\n`;
  const message = (event: RunEvent) => `id: ${formatEventId(event)}\ndata: ${JSON.stringify(event)}\n\n`;
  return encodeAll(events, { opening, silence: ':\n\n', message }, options);
}

/** Events as lines of JSON: the first line names the format, empty lines are heartbeats. */
export function encodeNdjson(
  events: AsyncIterable<RunEvent>,
  options: EncodeOptions = {},
): AsyncGenerator<Uint8Array> {
  const message = (event: RunEvent) => `${JSON.stringify(event)}\n`;
  return encodeAll(events, { opening: `${wireHeader}\n`, silence: '\n', message }, options);
}

interface Encoding {
  readonly opening: string;
  readonly silence: string;
  readonly message: (event: RunEvent) => string;
}

async function* encodeAll(
  events: AsyncIterable<RunEvent>,
  encoding: Encoding,
  options: EncodeOptions,
): AsyncGenerator<Uint8Array> {
  const { heartbeatMs = DEFAULT_HEARTBEAT_MS, clock = systemClock, publicOnly = false, signal } = options;
  yield encoder.encode(encoding.opening);
  for await (const event of withHeartbeats(events, heartbeatMs, clock, signal)) {
    if (event === heartbeat) yield encoder.encode(encoding.silence);
    else if (!publicOnly) yield encoder.encode(encoding.message(event));
    else if (event.visibility === 'public') yield encoder.encode(encoding.message(withoutOpaque(event)));
  }
}

/** Encrypted thoughts and signatures are large, and no page can read them; they are for the next request alone. */
function withoutOpaque(event: RunEvent): RunEvent {
  if (!('opaque' in event)) return event;
  const { opaque: _, ...shown } = event;
  return shown as RunEvent;
}
