/** Who may see an event: `internal` ones are left out of views that are shown to the public. */
export type EventVisibility = 'public' | 'internal';

/** Fields that every event of a run carries. The log gives `seq`, `runId`, `epoch` and `at` at append. */
export interface RunEventBase {
  /** Place in the log of the run: 1-based, without gaps. */
  readonly seq: number;
  /** The run that the event belongs to. */
  readonly runId: string;
  /** Which writer of the log appended it: 1-based, raised by every takeover. */
  readonly epoch: number;
  /** When it was appended: ISO 8601 in UTC, with milliseconds. */
  readonly at: string;
  /** The step that it belongs to. */
  readonly stepId?: string;
  /** The model attempt that it belongs to; unique within its step. */
  readonly attemptId?: string;
  /** The tool call that it belongs to. */
  readonly toolCallId?: string;
  /** The part of an attempt that it belongs to; unique within its attempt. */
  readonly partId?: string;
  /** Who may see it. */
  readonly visibility: EventVisibility;
  /** A reader that does not know the type of this event may skip it without being incomplete. Default false. */
  readonly ignorable?: boolean;
}

/** What an event of one type says. */
export interface Payload<Type extends string> {
  /** Which kind of event it is. */
  readonly type: Type;
}
