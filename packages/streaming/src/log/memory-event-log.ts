import type { Clock } from '@enhanced-code/llm';
import { abortableIterable } from '../abortable.ts';
import { systemClock } from '../clock.ts';
import type { RunEvent, RunEventDraft } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';
import type { AppendOptions, EventLog, ReadOptions, RunSummary } from './event-log.ts';
import { assertRunId } from './run-id.ts';
import { stampDrafts } from './stamp.ts';
import { summarise } from './summary.ts';
import { Wakeup } from './wakeup.ts';

interface MemoryRun {
  readonly events: RunEvent[];
  readonly wakeup: Wakeup;
  epoch: number;
}

/** A log that lives as long as the process. For tests and for runs that nobody resumes. */
export function memoryEventLog(options: { readonly clock?: Clock } = {}): EventLog {
  return new MemoryEventLog(options.clock ?? systemClock);
}

class MemoryEventLog implements EventLog {
  readonly #runs = new Map<string, MemoryRun>();
  readonly #closed = new AbortController();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async open(runId: string): Promise<{ epoch: number; lastSeq: number }> {
    const run = this.#runToWrite(runId);
    run.epoch += 1;
    return { epoch: run.epoch, lastSeq: run.events.length };
  }

  async append(
    runId: string,
    drafts: readonly RunEventDraft[],
    options: AppendOptions = {},
  ): Promise<readonly RunEvent[]> {
    const run = this.#runToWrite(runId);
    if (run.epoch === 0) run.epoch = 1;
    const { epoch = run.epoch } = options;
    if (epoch !== run.epoch) throw streamErrors.create('EC_STREAM_FENCED', { runId, epoch });
    if (run.events.at(-1)?.type === 'run-end') throw streamErrors.create('EC_STREAM_RUN_ENDED', { runId });
    const at = new Date(this.#clock.now()).toISOString();
    const stamped = stampDrafts(drafts, { runId, epoch, lastSeq: run.events.length }, at);
    const events = stamped.map(({ event }) => event);
    // Not spread: as arguments a large batch would overflow the stack.
    for (const event of events) run.events.push(event);
    run.wakeup.notify();
    return events;
  }

  read(runId: string, options: ReadOptions = {}): AsyncIterable<RunEvent> {
    return abortableIterable((signal) => this.#readFrom(runId, options, signal), options.signal);
  }

  async list(): Promise<readonly RunSummary[]> {
    return [...this.#runs].map(([runId, { epoch, events }]) =>
      summarise({ runId, epoch, first: events[0], last: events.at(-1) }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
    for (const run of this.#runs.values()) run.wakeup.notify();
  }

  async *#readFrom(runId: string, { after = 0, follow = true }: ReadOptions, signal: AbortSignal) {
    const run = this.#runs.get(runId);
    if (run === undefined) throw streamErrors.create('EC_STREAM_RUN_NOT_FOUND', { runId });
    let next = after;
    while (!signal.aborted) {
      const event = run.events[next];
      if (event === undefined) {
        if (!follow || this.#closed.signal.aborted) return;
        await run.wakeup.wait(run.wakeup.calls, signal);
        continue;
      }
      next += 1;
      yield event;
      if (event.type === 'run-end') return;
    }
  }

  #runToWrite(runId: string): MemoryRun {
    if (this.#closed.signal.aborted) throw streamErrors.create('EC_STREAM_LOG_CLOSED', {});
    assertRunId(runId);
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const run: MemoryRun = { events: [], wakeup: new Wakeup(), epoch: 0 };
    this.#runs.set(runId, run);
    return run;
  }
}
