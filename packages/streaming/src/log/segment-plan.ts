import { streamErrors } from '../stream-errors.ts';
import { decodeHeader, LOG_FORMAT, LOG_VERSION, type SegmentCut, type SegmentHeader } from './record.ts';
import { listEpochs, SegmentReader } from './segment-file.ts';

/** Which segments of a run count, and how far. */
export interface SegmentPlan {
  /** Oldest first. The last one is the newest with a header; it counts to its end. */
  readonly cuts: readonly SegmentCut[];
  /** The newest epoch that has a file, also one whose writer died before it wrote a header. */
  readonly claimed: number;
  /** Newer epochs without a header: their writers are about to write it, or died. */
  readonly openClaims: readonly number[];
}

/**
 * Reads which segments count. The newest header decides for all older ones, so every reader that sees it agrees.
 * Error: `EC_STREAM_RUN_NOT_FOUND`.
 */
export async function readPlan(folder: string, runId: string): Promise<SegmentPlan> {
  const epochs = await listEpochs(folder);
  if (epochs === undefined) throw streamErrors.create('EC_STREAM_RUN_NOT_FOUND', { runId });
  const claimed = epochs.at(-1) ?? 0;
  for (const epoch of epochs.toReversed()) {
    const header = await readHeader(folder, epoch);
    if (header === undefined) continue;
    assertReadable(header, runId, epoch);
    const newest: SegmentCut = { epoch, upTo: Number.POSITIVE_INFINITY };
    const openClaims = epochs.filter((other) => other > epoch);
    return { cuts: [...header.before, newest], claimed, openClaims };
  }
  return { cuts: [], claimed, openClaims: epochs };
}

/** How readers wait for the header of a writer that has just claimed its segment. */
export interface SettleOptions {
  /** Waits some milliseconds. */
  pause(ms: number): Promise<void>;
  /** After how many milliseconds without a header its writer is taken for dead. */
  readonly settleMs: number;
}

/** How often a missing header is looked for, in milliseconds. */
const SETTLE_STEP_MS = 10;

/** Reads plans, and waits for those who are about to change them. */
export class PlanReader {
  readonly #folder: string;
  readonly #runId: string;
  readonly #options: SettleOptions;
  readonly #dead = new Set<number>();
  #ignoredFrom = Number.POSITIVE_INFINITY;

  constructor(folder: string, runId: string, options: SettleOptions) {
    this.#folder = folder;
    this.#runId = runId;
    this.#options = options;
  }

  /** Waits for older claims only, as a writer does: newer ones wait for its own. */
  ignoreFrom(epoch: number): void {
    this.#dead.add(epoch);
    this.#ignoredFrom = epoch;
  }

  /**
   * The present plan. While a claim is open nobody knows yet how far the segment before it counts, so its header is
   * waited for; that of a writer that died in between only once.
   */
  async read(): Promise<SegmentPlan> {
    for (let waitedMs = 0; ; waitedMs += SETTLE_STEP_MS) {
      const plan = await readPlan(this.#folder, this.#runId);
      const open = plan.openClaims.filter((epoch) => epoch < this.#ignoredFrom && !this.#dead.has(epoch));
      if (open.length === 0) return plan;
      if (waitedMs >= this.#options.settleMs) for (const epoch of open) this.#dead.add(epoch);
      else await this.#options.pause(SETTLE_STEP_MS);
    }
  }
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
