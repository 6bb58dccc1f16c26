import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { RunOutcome } from '../events/payloads.ts';
import type { RunEvent, RunEventDraft } from '../events/run-event.ts';

/** How events are appended. */
export interface AppendOptions {
  /**
   * The epoch of the writer, as `open` gave it. A newer one has been opened meanwhile: the append is refused with
   * `EC_STREAM_FENCED`. Default: the newest epoch that this log object has opened, or a new one.
   */
  readonly epoch?: number;
}

/** Where and how far events are read. */
export interface ReadOptions {
  /** Events up to and with this `seq` are left out. Default 0: all are read. */
  readonly after?: number;
  /** Wait for events that are not there yet, until `run-end`. Default true; false stops at the present end. */
  readonly follow?: boolean;
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal;
}

/** Where a writer begins. */
export interface OpenedRun {
  /** Which writer of the run it is, 1-based. */
  readonly epoch: number;
  /** `seq` of the last event before it; 0 where there is none. */
  readonly lastSeq: number;
}

/** What a log knows about a run without reading all of it. */
export interface RunSummary {
  /** The run. */
  readonly runId: string;
  /** The newest epoch. */
  readonly epoch: number;
  /** `seq` of the last event; 0 where there is none. */
  readonly lastSeq: number;
  /** When the first event was appended: ISO 8601. */
  readonly startedAt?: string;
  /** The instruction, where the first event is a `run-start`. */
  readonly instruction?: string;
  /** How the run ended; absent while it runs, is parked, or after a crash. */
  readonly outcome?: RunOutcome;
  /** Why the log of the run cannot be read; then the rest is unknown. */
  readonly error?: EnhancedCodeError;
}

/**
 * The log of runs: the one truth about what happened. An event is delivered to readers only after it is
 * appended, `seq` has no gaps, and what a reader was given once is given again by every later read.
 */
export interface EventLog extends AsyncDisposable {
  /**
   * Becomes the writer of a run, new or not: later appends with an older epoch are refused. Call it once per
   * process that wants to write.
   */
  open(runId: string): Promise<OpenedRun>;
  /**
   * Appends events in order and returns them as they were written. When it returns, they survive the death of the
   * process; `run-end`, `commit-intent`, `commit-done`, `tool-intent` and `review-decision` also a power cut.
   */
  append(
    runId: string,
    drafts: readonly RunEventDraft[],
    options?: AppendOptions,
  ): Promise<readonly RunEvent[]>;
  /** Reads the events of a run, each once, in order. Leaving the loop frees everything. */
  read(runId: string, options?: ReadOptions): AsyncIterable<RunEvent>;
  /** The runs of this log, oldest first. */
  list(): Promise<readonly RunSummary[]>;
}
