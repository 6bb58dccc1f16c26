import type { Clock } from '@enhanced-code/llm';
import { systemClock } from '../clock.ts';
import type { RunEventDraft } from '../events/run-event.ts';
import type { EventLog } from './event-log.ts';

/** What `openRunWriter` takes. */
export interface RunWriterOptions {
  /** Where time comes from. Default: the clock of the machine. */
  readonly clock?: Clock;
  /** Deltas of one part that come within this many milliseconds are joined. Default 20. */
  readonly coalesceMs?: number;
  /** Joined deltas are appended as soon as they are this long, in UTF-16 code units. Default 4096. */
  readonly coalesceLength?: number;
}

/** Writes the events of one run: joins deltas, keeps the order, and passes on how fast the log is. */
export interface RunWriter extends AsyncDisposable {
  /** Which writer of the run this is. */
  readonly epoch: number;
  /** `seq` of the last event when the run was opened. */
  readonly lastSeq: number;
  /**
   * Takes an event. The promise, where there is one, resolves when it and everything before it is appended; await
   * it, or events pile up in memory. A write that failed in the background fails the next call.
   */
  emit(draft: RunEventDraft): void | Promise<void>;
  /** Appends what is held back. */
  flush(): Promise<void>;
}

type Delta = Extract<RunEventDraft, { readonly type: 'text-delta' | 'reasoning-delta' | 'tool-call-delta' }>;

/** Becomes the writer of a run in a log. Errors: those of `EventLog.open` and `EventLog.append`. */
export async function openRunWriter(
  log: EventLog,
  runId: string,
  options: RunWriterOptions = {},
): Promise<RunWriter> {
  const { epoch, lastSeq } = await log.open(runId);
  const append = async (drafts: readonly RunEventDraft[]) =>
    void (await log.append(runId, drafts, { epoch }));
  return new CoalescingWriter(epoch, lastSeq, append, options);
}

class CoalescingWriter implements RunWriter {
  readonly epoch: number;
  readonly lastSeq: number;
  readonly #append: (drafts: readonly RunEventDraft[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #coalesceMs: number;
  readonly #coalesceLength: number;
  #held: Delta | undefined;
  #heldTexts: string[] = [];
  #heldLength = 0;
  #cancelTimer: (() => void) | undefined;
  #lastDeltaAt = Number.NEGATIVE_INFINITY;
  #failure: { readonly error: unknown } | undefined;

  constructor(
    epoch: number,
    lastSeq: number,
    append: (drafts: readonly RunEventDraft[]) => Promise<void>,
    options: RunWriterOptions,
  ) {
    this.epoch = epoch;
    this.lastSeq = lastSeq;
    this.#append = append;
    this.#clock = options.clock ?? systemClock;
    this.#coalesceMs = options.coalesceMs ?? 20;
    this.#coalesceLength = options.coalesceLength ?? 4096;
  }

  emit(draft: RunEventDraft): void | Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    return isDelta(draft) ? this.#emitDelta(draft) : this.#appendAll([...this.#release(), draft]);
  }

  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const held = this.#release();
    if (held.length > 0) await this.#appendAll(held);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
  }

  #emitDelta(delta: Delta): void | Promise<void> {
    const before = this.#held !== undefined && !isSamePart(this.#held, delta) ? this.#release() : [];
    this.#hold(delta);
    const sinceLast = this.#clock.now() - this.#lastDeltaAt;
    // The first delta after a pause is not held back: somebody waits for it.
    if (this.#heldLength >= this.#coalesceLength || sinceLast >= this.#coalesceMs) {
      return this.#appendAll([...before, ...this.#release()]);
    }
    this.#cancelTimer ??= this.#clock.after(this.#coalesceMs - sinceLast, () => this.#onTimer());
    return before.length > 0 ? this.#appendAll(before) : undefined;
  }

  #hold(delta: Delta): void {
    const text = textOf(delta);
    this.#held ??= delta;
    this.#heldTexts.push(text);
    this.#heldLength += text.length;
  }

  /** What was held back, as one event; nothing is held afterwards. */
  #release(): readonly RunEventDraft[] {
    const held = this.#held;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (held === undefined) return [];
    const joined = withText(held, this.#heldTexts.join(''));
    this.#held = undefined;
    this.#heldTexts = [];
    this.#heldLength = 0;
    this.#lastDeltaAt = this.#clock.now();
    return [joined];
  }

  #onTimer(): void {
    this.#cancelTimer = undefined;
    // Nobody awaits this one: its failure is kept for the next call.
    this.#appendAll(this.#release()).catch(() => {});
  }

  async #appendAll(drafts: readonly RunEventDraft[]): Promise<void> {
    try {
      await this.#append(drafts);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }
}

function isDelta(draft: RunEventDraft): draft is Delta {
  return draft.type.endsWith('-delta');
}

function isSamePart(left: Delta, right: Delta): boolean {
  return left.type === right.type && left.partId === right.partId && left.attemptId === right.attemptId;
}

function textOf(delta: Delta): string {
  return delta.type === 'tool-call-delta' ? delta.inputText : delta.text;
}

function withText(delta: Delta, text: string): Delta {
  return delta.type === 'tool-call-delta' ? { ...delta, inputText: text } : { ...delta, text };
}
