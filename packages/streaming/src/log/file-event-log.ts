import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@enhanced-code/llm';
import { abortableIterable } from '../abortable.ts';
import { systemClock } from '../clock.ts';
import type { RunEvent, RunEventDraft } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import { claimSegment } from './claim-segment.ts';
import type { AppendOptions, EventLog, ReadOptions, RunSummary } from './event-log.ts';
import { LogCursor } from './log-cursor.ts';
import { asLogError } from './log-error.ts';
import { readRunEnds } from './run-ends.ts';
import { assertRunId, isRunId } from './run-id.ts';
import { systemCode } from './segment-file.ts';
import type { SettleOptions } from './segment-plan.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { oldestFirst } from './summary.ts';
import { Wakeup } from './wakeup.ts';

/** What `fileEventLog` takes. */
export interface FileEventLogOptions {
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
  /**
   * How often a reader looks for events of a writer in another process, in milliseconds. Default 100. Those of
   * this process wake it at once.
   */
  readonly pollMs?: number;
  /**
   * How long a reader waits for a writer that has just claimed the run, in milliseconds, before it takes it for
   * dead. Default 1,000.
   */
  readonly settleMs?: number;
}

/**
 * A log in a folder: one folder per run, in it one file of checksummed lines per writer. Files are private to the
 * user. Errors: `EC_STREAM_LOG_IO`, `EC_STREAM_LOG_CORRUPT`, `EC_STREAM_VERSION_UNSUPPORTED`.
 */
export function fileEventLog(folder: string, options: FileEventLogOptions = {}): EventLog {
  return new FileEventLog(folder, { clock: systemClock, pollMs: 100, settleMs: 1000, ...options });
}

class FileEventLog implements EventLog {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #pollMs: number;
  readonly #settle: SettleOptions;
  readonly #closed = new AbortController();
  readonly #writers = new Map<string, Promise<SegmentWriter>>();
  readonly #wakeups = new Map<string, Wakeup>();

  constructor(folder: string, { clock, pollMs, settleMs }: Required<FileEventLogOptions>) {
    this.#folder = folder;
    this.#clock = clock;
    this.#pollMs = pollMs;
    const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
    this.#settle = { pause, settleMs };
  }

  async open(runId: string): Promise<{ epoch: number; lastSeq: number }> {
    const { epoch, lastSeq } = await this.#claim(runId);
    return { epoch, lastSeq };
  }

  async append(
    runId: string,
    drafts: readonly RunEventDraft[],
    options: AppendOptions = {},
  ): Promise<readonly RunEvent[]> {
    const writer = await this.#writerOf(runId, options.epoch);
    return writer.append(drafts, new Date(this.#clock.now()).toISOString());
  }

  read(runId: string, options: ReadOptions = {}): AsyncIterable<RunEvent> {
    return abortableIterable((signal) => this.#readFrom(runId, options, signal), options.signal);
  }

  async list(): Promise<readonly RunSummary[]> {
    const summaries: RunSummary[] = [];
    for (const runId of await this.#runNames()) summaries.push(await this.#summaryOf(runId));
    return summaries.sort(oldestFirst);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    for (const wakeup of this.#wakeups.values()) wakeup.notify();
    const writers = await Promise.allSettled(this.#writers.values());
    for (const writer of writers) {
      if (writer.status === 'fulfilled') await writer.value[Symbol.asyncDispose]();
    }
  }

  async *#readFrom(runId: string, options: ReadOptions, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const { after = 0, follow = true } = options;
    assertRunId(runId);
    await using cursor = this.#cursor(runId, after);
    const wakeup = this.#wakeupOf(runId);
    while (!signal.aborted) {
      const { calls } = wakeup;
      const page = await this.#nextPage(cursor, runId);
      for (const event of page) {
        if (signal.aborted) return;
        yield event;
        if (event.type === 'run-end') return;
      }
      if (page.length > 0) continue;
      if (!follow || this.#closed.signal.aborted) return;
      await wakeup.wait(calls, signal, (wake) => this.#clock.after(this.#pollMs, wake));
    }
  }

  async #nextPage(cursor: LogCursor, runId: string): Promise<readonly RunEvent[]> {
    try {
      return await cursor.nextPage();
    } catch (error) {
      throw asLogError(error, runId, 'read');
    }
  }

  #cursor(runId: string, after: number): LogCursor {
    return new LogCursor(join(this.#folder, runId), runId, after, this.#settle);
  }

  #wakeupOf(runId: string): Wakeup {
    const wakeup = this.#wakeups.get(runId) ?? new Wakeup();
    this.#wakeups.set(runId, wakeup);
    return wakeup;
  }

  #claim(runId: string): Promise<SegmentWriter> {
    if (this.#closed.signal.aborted) throw streamErrors.create('EC_STREAM_LOG_CLOSED', {});
    assertRunId(runId);
    const before = this.#writers.get(runId);
    const writer = this.#replace(runId, before);
    this.#writers.set(runId, writer);
    // A claim that failed is forgotten, so that the next append tries again.
    writer.catch(() => this.#writers.get(runId) === writer && this.#writers.delete(runId));
    return writer;
  }

  async #replace(runId: string, before: Promise<SegmentWriter> | undefined): Promise<SegmentWriter> {
    const old = await before?.catch(() => undefined);
    await old?.[Symbol.asyncDispose]();
    return claimSegment(join(this.#folder, runId), runId, this.#settle, () =>
      this.#wakeups.get(runId)?.notify(),
    );
  }

  async #writerOf(runId: string, epoch: number | undefined): Promise<SegmentWriter> {
    const pending = this.#writers.get(runId) ?? this.#claim(runId);
    const writer = await pending;
    if (epoch !== undefined && epoch !== writer.epoch) {
      throw streamErrors.create('EC_STREAM_FENCED', { runId, epoch });
    }
    // After a failed write only a new segment is sure to start behind an intact event. One that was fenced stays so.
    const isBroken = streamErrors.is(writer.failure, 'EC_STREAM_LOG_IO') && epoch === undefined;
    if (!isBroken) return writer;
    const present = this.#writers.get(runId);
    return present === undefined || present === pending ? this.#claim(runId) : present;
  }

  /** A run that cannot be read does not hide the others. */
  async #summaryOf(runId: string): Promise<RunSummary> {
    try {
      return await readRunEnds(join(this.#folder, runId), runId, this.#settle);
    } catch (error) {
      return { runId, epoch: 0, lastSeq: 0, error: asLogError(error, runId, 'read') };
    }
  }

  async #runNames(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.#folder, { withFileTypes: true });
      return entries.filter((entry) => entry.isDirectory() && isRunId(entry.name)).map(({ name }) => name);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return [];
      throw streamErrors.create('EC_STREAM_LOG_IO', { runId: '*', operation: 'listed' }, { cause: error });
    }
  }
}
