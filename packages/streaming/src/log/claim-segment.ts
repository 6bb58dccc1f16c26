import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { LogCursor } from './log-cursor.ts';
import { asLogError } from './log-error.ts';
import { encodeHeader, LOG_FORMAT, LOG_VERSION } from './record.ts';
import { listEpochs, segmentPath, systemCode } from './segment-file.ts';
import type { SettleOptions } from './segment-plan.ts';
import { SegmentWriter } from './segment-writer.ts';

/**
 * How long a claim may stay without its header, in milliseconds. Well below the time after which readers take its
 * writer for dead, so that a writer that was only slow never contradicts what they have read meanwhile.
 */
const CLAIM_LIMIT_MS = 500;

/**
 * Becomes the writer of a run: reads what there is, claims the next segment file, reads what was written meanwhile,
 * and says in the header how far the older segments count. A process that dies in between leaves a file without a
 * header, which counts for nothing.
 */
export async function claimSegment(
  folder: string,
  runId: string,
  settle: SettleOptions,
  onAppended: () => void,
): Promise<SegmentWriter> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await using end = new LogEnd(folder, runId, settle);
    await end.advance();
    for (;;) {
      const { epoch, handle } = await createNext(folder);
      const writer = await tryClaim(end, { folder, runId, epoch }, handle, onAppended);
      if (writer !== undefined) return writer;
      await handle.close();
    }
  } catch (error) {
    throw asLogError(error, runId, 'written');
  }
}

/** The writer of a claimed segment; undefined where reading took too long and the claim has to be given up. */
async function tryClaim(
  end: LogEnd,
  segment: { readonly folder: string; readonly runId: string; readonly epoch: number },
  handle: FileHandle,
  onAppended: () => void,
): Promise<SegmentWriter | undefined> {
  const { runId, epoch } = segment;
  const claimedAt = performance.now();
  try {
    end.cursor.ignoreFrom(epoch);
    await end.advance();
    if (performance.now() - claimedAt > CLAIM_LIMIT_MS) return undefined;
    const { before, ended, lastSeq } = end;
    await handle.appendFile(encodeHeader({ format: LOG_FORMAT, version: LOG_VERSION, runId, epoch, before }));
    return new SegmentWriter({ ...segment, lastSeq, ended }, handle, onAppended);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Where a log ends, as far as it has been read. */
class LogEnd implements AsyncDisposable {
  readonly cursor: LogCursor;
  ended = false;

  constructor(folder: string, runId: string, settle: SettleOptions) {
    this.cursor = new LogCursor(folder, runId, 0, settle);
  }

  get lastSeq(): number {
    return this.cursor.lastSeq;
  }

  /** The older segments, each with how far it counts. */
  get before() {
    return this.cursor.cuts.map(({ epoch, upTo }) => ({ epoch, upTo: Math.min(upTo, this.lastSeq) }));
  }

  async advance(): Promise<void> {
    const { cursor } = this;
    for (let page = await cursor.nextPage(); page.length > 0; page = await cursor.nextPage()) {
      this.ended = page.at(-1)?.type === 'run-end';
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cursor[Symbol.asyncDispose]();
  }
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
