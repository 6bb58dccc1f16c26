import type { RunEvent } from '../events/run-event.ts';
import { readLines, type WireChunks } from './lines.ts';
import { asRunEvent, isWireHeader, parseWire } from './wire-format.ts';

/** An event beside the id under which it came. */
export interface ReceivedEvent {
  /** Send it back as `Last-Event-ID` to get what follows. */
  readonly id: string;
  /** The event. */
  readonly event: RunEvent;
}

/**
 * Reads server-sent events that `encodeSse` wrote. A message that was cut is left out, so the last id is always
 * that of a whole event. An end without `run-end` means: reconnect. Errors: `EC_STREAM_WIRE_MALFORMED`,
 * `EC_STREAM_VERSION_UNSUPPORTED`.
 */
export async function* decodeSse(chunks: WireChunks): AsyncGenerator<ReceivedEvent> {
  let message = noMessage;
  for await (const line of readLines(chunks)) {
    if (line !== '') {
      message = withField(message, line);
      continue;
    }
    const received = toEvent(message);
    message = { ...noMessage, id: message.id };
    if (received !== undefined) yield received;
  }
}

/** Reads lines of JSON that `encodeNdjson` wrote. Errors as those of `decodeSse`. */
export async function* decodeNdjson(chunks: WireChunks): AsyncGenerator<RunEvent> {
  for await (const line of readLines(chunks)) {
    if (line.trim() === '') continue;
    const value = parseWire(line);
    if (!isWireHeader(value)) yield asRunEvent(value);
  }
}

interface SseMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string | undefined;
}

const noMessage: SseMessage = { id: '', event: '', data: undefined };

/** One line of a message, as the HTML standard reads it (section "Server-sent events", interpretation). */
function withField(message: SseMessage, line: string): SseMessage {
  const colon = line.indexOf(':');
  const name = (colon < 0 ? line : line.slice(0, colon)).replace(/^\uFEFF/, '');
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'id' && !value.includes('\0')) return { ...message, id: value };
  if (name === 'event') return { ...message, event: value };
  if (name !== 'data') return message;
  return { ...message, data: message.data === undefined ? value : `${message.data}\n${value}` };
}

function toEvent({ id, event, data }: SseMessage): ReceivedEvent | undefined {
  if (data === undefined) return undefined;
  const value = parseWire(data);
  if (isWireHeader(value) || (event !== '' && event !== 'message')) return undefined;
  return { id, event: asRunEvent(value) };
}
