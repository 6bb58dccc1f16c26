import { streamErrors } from '../stream-errors.ts';
import { decodeHeader, LOG_FORMAT, LOG_VERSION, type SegmentCut, type SegmentHeader } from './record.ts';
import { listEpochs, SegmentReader } from './segment-file.ts';

/** Which segments of a run count, and how far. */
export interface SegmentPlan {
  /** Oldest first. The last one is the newest with a header; it counts to its end. */
  readonly cuts: readonly SegmentCut[];
  /** The newest epoch that has a file, also one whose writer died before it wrote a header. */
  readonly claimed: number;
  /** Whether the newest claim has no header: its writer is about to write it, or died. */
  readonly unsettled: boolean;
}

/**
 * Reads which segments count. The newest header decides for all older ones, so every reader that sees it agrees.
 * Undefined where the folder has no segment with a header.
 */
export async function readPlan(folder: string, runId: string): Promise<SegmentPlan | undefined> {
  const epochs = await listEpochs(folder);
  if (epochs === undefined) throw streamErrors.create('EC_STREAM_RUN_NOT_FOUND', { runId });
  for (const epoch of epochs.toReversed()) {
    const header = await readHeader(folder, epoch);
    if (header === undefined) continue;
    assertReadable(header, runId, epoch);
    const claimed = epochs.at(-1) ?? epoch;
    const newest: SegmentCut = { epoch, upTo: Number.POSITIVE_INFINITY };
    return { cuts: [...header.before, newest], claimed, unsettled: claimed !== epoch };
  }
  return undefined;
}

async function readHeader(folder: string, epoch: number): Promise<SegmentHeader | undefined> {
  await using reader = await SegmentReader.open(folder, epoch);
  const [first] = await reader.nextLines();
  return first === undefined ? undefined : decodeHeader(first);
}

function assertReadable(header: SegmentHeader, runId: string, epoch: number): void {
  const { format, version } = header;
  if (format !== LOG_FORMAT || header.runId !== runId || header.epoch !== epoch) {
    throw streamErrors.create('EC_STREAM_LOG_CORRUPT', { runId, epoch, offset: 0 });
  }
  if (version > LOG_VERSION) {
    const details = { runId, found: version, supported: LOG_VERSION };
    throw streamErrors.create('EC_STREAM_VERSION_UNSUPPORTED', details);
  }
}
