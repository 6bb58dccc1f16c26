import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { FinishReason, ResponseInfo, TerminalState, Usage } from '../stream-part.ts';

/** How a call ended, once the wire has said so. */
export interface Outcome {
  readonly state: TerminalState;
  readonly finishReason: FinishReason;
  readonly error?: EnhancedCodeError;
}

/** What an answer has told about itself so far. */
export interface Answer {
  /** The tokens that were counted so far. */
  readonly usage: Usage | undefined;
  /** Whether `usage` is the count of the whole call. */
  readonly usageIsFinal: boolean;
  readonly response: ResponseInfo;
}

/** Understands what arrives of an answer, chunk by chunk. It never throws. */
export interface ChunkDecoder<Chunk> {
  /** Whether nothing more needs to be read. */
  readonly complete: boolean;
  /** Takes the next chunk. */
  push(chunk: Chunk): void;
  /** Takes the end of the body: where no outcome was seen by now, the answer is cut. */
  end(): Outcome;
  /** How the call ended, if the chunks so far say so. */
  outcome(): Outcome | undefined;
}

/** Where the numbered events of an answer stand, for a protocol whose server keeps them. */
export interface EventCursor {
  /** Id of the answer, once an event has told it. */
  readonly answerId: string | undefined;
  /** Number of the last event, unless there was one without a number. */
  readonly last: number | undefined;
  /** Whether an event is missing; it and those after it are then not taken. Always false before `follow`. */
  readonly gap: boolean;
  /** From now on each event has to follow the one before it. */
  follow(): void;
  /** A new connection goes on after the last event; events up to it are passed over. */
  resumed(): void;
}

/** Understands the events of one wire protocol and writes what they mean. It never throws. */
export interface WireDecoder extends Answer {
  /** Where its events stand, if they are numbered. */
  readonly cursor?: EventCursor;
  /** Takes one event. `name` is the event's name of the transport, empty where it has none. */
  event(data: Readonly<Record<string, unknown>>, name: string): void;
  /** Takes the `[DONE]` marker. */
  doneMarker(): void;
  /** Whether the protocol's last event was seen, so that reading may stop. */
  readonly complete: boolean;
  /** How the call ended, or `undefined` while the protocol's own end is missing. */
  outcome(): Outcome | undefined;
}
