import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { EnhancedCodeError } from '@enhanced-code/errors';
import type { RunEvent, RunEventDraft } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import { asLogError } from './log-error.ts';
import { encodeRecord } from './record.ts';
import { isClaimed } from './segment-file.ts';
import { isDurable, type StampedEvent, stampDrafts } from './stamp.ts';

/** The one open file that a writer needs; tests hand in one that fails. */
export interface SegmentOutput {
  /** Writes all of a text behind what is there. */
  appendFile(text: string): Promise<void>;
  /** Returns when what was written survives a power cut. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

interface Batch {
  readonly stamped: readonly StampedEvent[];
  readonly resolve: (events: readonly RunEvent[]) => void;
  readonly reject: (error: EnhancedCodeError) => void;
}

/** What a writer starts from. */
export interface SegmentStart {
  readonly folder: string;
  readonly runId: string;
  readonly epoch: number;
  readonly lastSeq: number;
  readonly ended: boolean;
}

/**
 * Writes one segment. Appends that arrive while the disk is busy go out together with the next write. Nothing
 * stays in memory of the process once an append has returned.
 */
export class SegmentWriter implements AsyncDisposable {
  readonly epoch: number;
  readonly #start: SegmentStart;
  readonly #output: SegmentOutput;
  readonly #onAppended: () => void;
  #lastSeq: number;
  #ended: boolean;
  #waiting: Batch[] = [];
  #pumping: Promise<void> | undefined;
  #failure: EnhancedCodeError | undefined;
  #folderSynced = false;

  constructor(start: SegmentStart, output: SegmentOutput, onAppended: () => void) {
    this.#start = start;
    this.#output = output;
    this.#onAppended = onAppended;
    this.epoch = start.epoch;
    this.#lastSeq = start.lastSeq;
    this.#ended = start.ended;
  }

  /** `seq` of the last event that was taken in. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Why it takes no more; undefined while it does. */
  get failure(): EnhancedCodeError | undefined {
    return this.#failure;
  }

  /** Stamps now, so that the order of calls is the order of the log, and returns when all is written. */
  append(drafts: readonly RunEventDraft[], at: string): Promise<readonly RunEvent[]> {
    const { runId } = this.#start;
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#ended) throw streamErrors.create('EC_STREAM_RUN_ENDED', { runId });
    const stamped = stampDrafts(drafts, { runId, epoch: this.epoch, lastSeq: this.#lastSeq }, at);
    this.#lastSeq += stamped.length;
    this.#ended = stamped.at(-1)?.event.type === 'run-end';
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stamped, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pumping;
    this.#failure ??= streamErrors.create('EC_STREAM_LOG_CLOSED', {});
    await this.#output.close();
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batches = this.#waiting.splice(0);
      try {
        await this.#write(batches.flatMap(({ stamped }) => stamped));
        for (const { stamped, resolve } of batches) resolve(stamped.map(({ event }) => event));
        this.#onAppended();
      } catch (error) {
        this.#fail(error, [...batches, ...this.#waiting.splice(0)]);
      }
    }
    this.#pumping = undefined;
  }

  async #write(stamped: readonly StampedEvent[]): Promise<void> {
    await this.#output.appendFile(stamped.map(({ event, json }) => encodeRecord(event.seq, json)).join(''));
    if (stamped.some(({ event }) => isDurable(event))) await this.#sync();
    const { folder, runId } = this.#start;
    // Looked for after the write: a claim that is not there yet will read, and keep, what has been written.
    if (await isClaimed(folder, this.epoch + 1)) {
      throw streamErrors.create('EC_STREAM_FENCED', { runId, epoch: this.epoch });
    }
  }

  async #sync(): Promise<void> {
    await this.#output.datasync();
    if (this.#folderSynced) return;
    await syncFolder(this.#start.folder);
    await syncFolder(dirname(this.#start.folder));
    this.#folderSynced = true;
  }

  /** After a failed write nobody knows how much of it is in the file; the next writer finds out. */
  #fail(error: unknown, batches: readonly Batch[]): void {
    this.#failure = asLogError(error, this.#start.runId, 'written');
    for (const { reject } of batches) reject(this.#failure);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
