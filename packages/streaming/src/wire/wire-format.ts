import type { RunEvent } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';

/** Name of the format of events on the wire. */
export const WIRE_FORMAT = 'enhanced-code.run-events';
/** Newest version of it that this release writes and reads. */
export const WIRE_VERSION = 1;

/** What a stream says first, so that a client can refuse what it cannot read. */
export const wireHeader = JSON.stringify({ format: WIRE_FORMAT, version: WIRE_VERSION });

/** Whether a value of a stream says which format follows; refuses one of a newer version. */
export function isWireHeader(value: unknown): boolean {
  if (!isRecord(value) || value.format !== WIRE_FORMAT) return false;
  const found = Number(value.version);
  if (!(found <= WIRE_VERSION)) {
    const details = { runId: '-', found: Number.isFinite(found) ? found : 0, supported: WIRE_VERSION };
    throw streamErrors.create('EC_STREAM_VERSION_UNSUPPORTED', details);
  }
  return true;
}

/** The JSON value of a text. Error: `EC_STREAM_WIRE_MALFORMED`. */
export function parseWire(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed('a message is not JSON', cause);
  }
}

/** The value as an event. Only what every reader relies on is looked at; unknown types pass. */
export function asRunEvent(value: unknown): RunEvent {
  if (!isRecord(value)) throw malformed('a message is not an event');
  const { seq, runId, epoch, type } = value;
  const usable = Number.isSafeInteger(seq) && Number.isSafeInteger(epoch);
  if (!usable || typeof runId !== 'string' || typeof type !== 'string') {
    throw malformed('a message is not an event');
  }
  return value as unknown as RunEvent;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(reason: string, cause?: unknown) {
  return streamErrors.create('EC_STREAM_WIRE_MALFORMED', { reason }, { cause });
}
