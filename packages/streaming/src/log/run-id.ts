import { streamErrors } from '../stream-errors.ts';

const RUN_ID = /^[A-Za-z0-9][\w.-]{0,127}$/;

/** Refuses an id that could not be the name of a folder, or that would leave the folder of the log. */
export function assertRunId(runId: string): void {
  if (!isRunId(runId)) throw streamErrors.create('EC_STREAM_RUN_ID_INVALID', {});
}

/** Whether a name can be the id of a run. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name);
}
