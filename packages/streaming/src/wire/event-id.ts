import type { RunEvent } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';

/** Where in which log an event stands. */
export interface EventPosition {
  /** The run. */
  readonly runId: string;
  /** Which writer appended it. */
  readonly epoch: number;
  /** Its place: hand it to `EventLog.read` as `after` to get what follows. */
  readonly seq: number;
}

/** The id of an event on the wire. Opaque to clients: they only send it back. */
export function formatEventId(event: Pick<RunEvent, 'runId' | 'epoch' | 'seq'>): string {
  return `${event.runId}.${event.epoch}.${event.seq}`;
}

/** Reads an id that a client sent back. Error: `EC_STREAM_EVENT_ID_INVALID`. */
export function parseEventId(id: string): EventPosition {
  const [, runId, epoch, seq] = /^([A-Za-z0-9][\w.-]{0,127})\.(\d{1,9})\.(\d{1,15})$/.exec(id) ?? [];
  if (runId === undefined) throw streamErrors.create('EC_STREAM_EVENT_ID_INVALID', {});
  return { runId, epoch: Number(epoch), seq: Number(seq) };
}
