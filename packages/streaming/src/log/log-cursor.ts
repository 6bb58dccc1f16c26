import type { RunEvent } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import { eventOf, intactBody, type SegmentCut, seqOf } from './record.ts';
import { isClaimed, SegmentReader } from './segment-file.ts';
import { PlanReader, type SegmentPlan, type SettleOptions } from './segment-plan.ts';

/**
 * A reader's place in the log of a run. It holds one page and one open file, however long the run is.
 *
 * Writers are fenced without a lock: a new one claims the next segment file *before* it reads how far the old one
 * counts. So a reader that finds no newer claim *after* it read a page knows that the page counts.
 */
export class LogCursor implements AsyncDisposable {
  readonly #folder: string;
  readonly #runId: string;
  readonly #plans: PlanReader;
  #lastSeq: number;
  #plan: SegmentPlan | undefined;
  #segment: SegmentReader | undefined;

  constructor(folder: string, runId: string, after: number, settle: SettleOptions) {
    this.#folder = folder;
    this.#runId = runId;
    this.#lastSeq = after;
    this.#plans = new PlanReader(folder, runId, settle);
  }

  /** `seq` of the last event that was given out. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Which segments count, as last read; none before the first page. */
  get cuts(): readonly SegmentCut[] {
    return this.#plan?.cuts ?? [];
  }

  /** Waits for headers of older epochs only, since this one is the reader's own. */
  ignoreFrom(epoch: number): void {
    this.#plans.ignoreFrom(epoch);
  }

  /** The next events, at least one; none at the present end. */
  async nextPage(): Promise<readonly RunEvent[]> {
    for (;;) {
      const cut = await this.#nextCut();
      if (cut === undefined) return [];
      const segment = await this.#segmentOf(cut);
      const lines = await segment.nextLines();
      const upTo = await this.#confirm(cut);
      const events = this.#decode(segment, lines, upTo);
      const last = events.at(-1);
      if (last !== undefined) {
        this.#lastSeq = last.seq;
        return events;
      }
      if (!isAtEnd(lines)) continue;
      if (upTo === Number.POSITIVE_INFINITY) return [];
      // The segment was already closed when it was read, so what is missing now will not come.
      if (cut.upTo === upTo && this.#lastSeq < upTo) throw this.#corrupt(segment);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#segment?.[Symbol.asyncDispose]();
    this.#segment = undefined;
  }

  async #nextCut(): Promise<SegmentCut | undefined> {
    if (this.cuts.length === 0) this.#plan = await this.#plans.read();
    return this.cuts.find(({ upTo }) => this.#lastSeq < upTo);
  }

  async #segmentOf(cut: SegmentCut): Promise<SegmentReader> {
    if (this.#segment?.epoch === cut.epoch) return this.#segment;
    await this[Symbol.asyncDispose]();
    this.#segment = await SegmentReader.open(this.#folder, cut.epoch);
    if (this.#lastSeq > 0) await this.#segment.seek((line) => this.#isBehind(line));
    return this.#segment;
  }

  /** Whether a line is behind what was given out last; undefined where it cannot be told. */
  #isBehind(line: string): boolean | undefined {
    const body = intactBody(line);
    return body === undefined ? undefined : seqOf(body) > this.#lastSeq;
  }

  /** How far the segment counts now that its page has been read. */
  async #confirm(cut: SegmentCut): Promise<number> {
    const { claimed = 0, openClaims = [] } = this.#plan ?? {};
    if (openClaims.length > 0 || (await isClaimed(this.#folder, claimed + 1))) {
      this.#plan = await this.#plans.read();
    }
    const confirmed = this.cuts.find(({ epoch }) => epoch === cut.epoch);
    return confirmed?.upTo ?? this.#lastSeq;
  }

  #decode(segment: SegmentReader, lines: readonly string[], upTo: number): readonly RunEvent[] {
    const events: RunEvent[] = [];
    for (const [index, line] of lines.entries()) {
      const body = intactBody(line);
      if (body === undefined) {
        const rest = lines.slice(index);
        segment.unread(rest);
        if (rest.some((other) => intactBody(other) !== undefined)) throw this.#corrupt(segment);
        break;
      }
      if (body.startsWith('"h":')) continue;
      const seq = seqOf(body);
      const expected = (events.at(-1)?.seq ?? this.#lastSeq) + 1;
      if (seq > expected) throw this.#corrupt(segment);
      if (seq > upTo) {
        segment.unread(lines.slice(index));
        break;
      }
      if (seq === expected) events.push(eventOf(body));
    }
    return events;
  }

  #corrupt(segment: SegmentReader) {
    const { epoch, offset } = segment;
    return streamErrors.create('EC_STREAM_LOG_CORRUPT', { runId: this.#runId, epoch, offset });
  }
}

/** No line was left, or only damaged ones, as a crash leaves them at the end of a file. */
function isAtEnd(lines: readonly string[]): boolean {
  return intactBody(lines.at(-1) ?? '') === undefined;
}
