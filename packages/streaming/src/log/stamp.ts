import type { RunEvent, RunEventDraft, RunEventType } from '../events/run-event.ts';
import { streamErrors } from '../stream-errors.ts';

/** Where in a log the next events go. */
export interface LogPosition {
  readonly runId: string;
  readonly epoch: number;
  /** `seq` of the last event before them. */
  readonly lastSeq: number;
}

/** An event beside its JSON text, so that a store does not write it twice. */
export interface StampedEvent {
  readonly event: RunEvent;
  /** The event as one line of JSON. */
  readonly json: string;
}

/** What has to be on the disk before anything else happens, since it decides what a restart does. */
const durableTypes: ReadonlySet<RunEventType> = new Set([
  'run-end',
  'commit-intent',
  'commit-done',
  'tool-intent',
  'review-decision',
]);

/** Whether an event must survive a power cut, not only the death of the process. */
export function isDurable(event: RunEvent): boolean {
  return durableTypes.has(event.type);
}

/** Gives drafts their place in the log. The result shares nothing with the drafts: it went through JSON. */
export function stampDrafts(
  drafts: readonly RunEventDraft[],
  position: LogPosition,
  at: string,
): readonly StampedEvent[] {
  const end = drafts.findIndex(({ type }) => type === 'run-end');
  if (end >= 0 && end < drafts.length - 1) {
    throw streamErrors.create('EC_STREAM_RUN_ENDED', { runId: position.runId });
  }
  return drafts.map((draft, index) => {
    assertUsable(draft);
    const { runId, epoch, lastSeq } = position;
    const json = toJson({ seq: lastSeq + index + 1, runId, epoch, at, visibility: 'public', ...draft });
    return { event: JSON.parse(json) as RunEvent, json };
  });
}

function assertUsable(draft: RunEventDraft): void {
  if (draft.type === 'custom' && !/^[\w.-]+\/[\w./-]+$/.test(draft.name)) {
    throw streamErrors.create('EC_STREAM_EVENT_INVALID', {
      reason: 'a custom event needs a name such as acme/done',
    });
  }
}

function toJson(value: object): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw streamErrors.create('EC_STREAM_EVENT_INVALID', { reason: 'it is not JSON' }, { cause });
  }
}
