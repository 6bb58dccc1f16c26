import type { EventLog, RunEvent } from '@enhanced-code/streaming';
import type { ReviewDecisionInput, RunControl } from './run-control.ts';
import type { RunResult } from './run-result.ts';

/**
 * A run that has started. It is an async iterable of its events; leaving the loop detaches and cancels nothing,
 * and nothing has to be read for the run to go on.
 */
export interface RunHandle extends AsyncIterable<RunEvent> {
  /** Id of the run and of its log. */
  readonly id: string;
  /** What came of it. Never rejects: a failure is a result. */
  readonly result: Promise<RunResult>;
  /** The events of the run, from the first or after a `seq`; ends with the last one. */
  events(after?: number): AsyncIterable<RunEvent>;
  /** Adds a message from the user; the model reads it in the next step, and one more step is taken for it. */
  send(text: string): void;
  /** Decides on the change that the run waits with. Throws `EC_CORE_NO_REVIEW_OPEN` when it waits with no such one. */
  decide(decision: ReviewDecisionInput): void;
  /** Takes no further step; what is valid by then goes on to review and commit. */
  stop(): void;
  /** Ends the run as soon as possible and writes nothing. */
  cancel(): void;
}

/** The handle of a run whose events are in a log. */
export function createRunHandle(
  id: string,
  log: Promise<EventLog>,
  control: RunControl,
  result: Promise<RunResult>,
): RunHandle {
  async function* events(after = 0): AsyncGenerator<RunEvent> {
    yield* (await log).read(id, { after });
  }
  return {
    id,
    result,
    events,
    send: (text) => control.send(text),
    decide: (decision) => control.decide(decision),
    stop: () => control.stop(),
    cancel: () => control.cancel(),
    [Symbol.asyncIterator]: () => events(),
  };
}
