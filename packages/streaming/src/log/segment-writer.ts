import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EnhancedCodeError, isEnhancedCodeError } from '@enhanced-code/errors';
import type { RunEvent, RunEventDraft } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import { LogCursor } from './log-cursor.ts';
import { encodeHeader, encodeRecord, LOG_FORMAT, LOG_VERSION, type SegmentCut } from './record.ts';
import { isClaimed, listEpochs, segmentPath, systemCode } from './segment-file.ts';
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

/**
 * Becomes the writer of a run: claims the next segment file, then reads where the older ones end, then says so
 * in the header. A process that dies in between leaves a file without a header, which counts for nothing.
 */
export async function claimSegment(
  folder: string,
  runId: string,
  onAppended: () => void,
): Promise<SegmentWriter> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { epoch, handle } = await createNext(folder);
    const start = await writeHeader(folder, runId, epoch, handle);
    return new SegmentWriter(start, handle, onAppended);
  } catch (error) {
    throw asLogError(error, runId, 'written');
  }
}

async function writeHeader(
  folder: string,
  runId: string,
  epoch: number,
  handle: FileHandle,
): Promise<SegmentStart> {
  try {
    const { ended, lastSeq, before } = await readEnd(folder, runId);
    await handle.appendFile(encodeHeader({ format: LOG_FORMAT, version: LOG_VERSION, runId, epoch, before }));
    return { folder, runId, epoch, lastSeq, ended };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The error as it is, or as one of this catalogue that names the system's code. */
export function asLogError(error: unknown, runId: string, operation: 'read' | 'written'): EnhancedCodeError {
  if (isEnhancedCodeError(error)) return error;
  const reason = systemCode(error);
  const details = reason === undefined ? { runId, operation } : { runId, operation, reason };
  return streamErrors.create('EC_STREAM_LOG_IO', details, { cause: error });
}

async function createNext(folder: string): Promise<{ epoch: number; handle: FileHandle }> {
  for (;;) {
    const epoch = ((await listEpochs(folder))?.at(-1) ?? 0) + 1;
    try {
      return { epoch, handle: await open(segmentPath(folder, epoch), 'ax', 0o600) };
    } catch (error) {
      // Somebody else claimed it first: take the one behind it.
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
}

async function readEnd(
  folder: string,
  runId: string,
): Promise<{ ended: boolean; lastSeq: number; before: readonly SegmentCut[] }> {
  await using cursor = new LogCursor(folder, runId, 0);
  let ended = false;
  for (let page = await cursor.nextPage(); page.length > 0; page = await cursor.nextPage()) {
    ended = page.at(-1)?.type === 'run-end';
  }
  const { lastSeq } = cursor;
  const cuts = cursor.plan?.cuts ?? [];
  return {
    ended,
    lastSeq,
    before: cuts.map(({ epoch, upTo }) => ({ epoch, upTo: Math.min(upTo, lastSeq) })),
  };
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
