import type { AttemptPayload } from './attempt-payloads.ts';
import type { ChangePayload } from './change-payloads.ts';
import type { RunEventBase } from './event-base.ts';
import type { RunPayload } from './run-payloads.ts';
import type { StepPayload } from './step-payloads.ts';

/** What an event says, without the fields that every event has. */
export type RunEventPayload = RunPayload | StepPayload | AttemptPayload | ChangePayload;

/** Name of a kind of event. */
export type RunEventType = RunEventPayload['type'];

/**
 * One event of a run. The union is closed: what does not fit is a `custom` event with a namespaced name.
 * A log that was written by a newer release may hold types that are not in it; readers keep them as they are,
 * and `reduceRun` says that the state is incomplete unless they are `ignorable`.
 */
export type RunEvent = RunEventBase & RunEventPayload;

/** The events of one type, such as `EventOf<'run-end'>`. */
export type EventOf<Type extends RunEventType> = RunEventBase &
  Extract<RunEventPayload, { readonly type: Type }>;

/** The fields that a producer may set beside the payload; `visibility` is `public` by default. */
export type DraftFields = Partial<Omit<RunEventBase, 'seq' | 'runId' | 'epoch' | 'at'>>;

/** An event as its producer hands it in; the log adds `seq`, `runId`, `epoch` and `at`. */
export type RunEventDraft = DraftFields & RunEventPayload;

/** Takes an event for the log. A returned promise resolves when it is appended; await it to feel backpressure. */
export type EmitEvent = (draft: RunEventDraft) => void | Promise<void>;
