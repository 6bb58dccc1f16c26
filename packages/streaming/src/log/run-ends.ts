import type { RunEvent } from '../events/run-event.ts';
import type { RunSummary } from './event-log.ts';
import { LogCursor } from './log-cursor.ts';
import { eventOf, intactBody } from './record.ts';
import { SegmentReader } from './segment-file.ts';
import type { SettleOptions } from './segment-plan.ts';
import { summarise } from './summary.ts';

/** What a run is about and how far it is, read from both ends of its log: the cost does not grow with the log. */
export async function readRunEnds(folder: string, runId: string, settle: SettleOptions): Promise<RunSummary> {
  await using cursor = new LogCursor(folder, runId, 0, settle);
  const page = await cursor.nextPage();
  const epoch = cursor.cuts.at(-1)?.epoch ?? 0;
  const last = epoch === 0 ? undefined : await lastOfSegment(folder, epoch);
  return summarise({ runId, epoch, first: page[0], last: last ?? (await lastOfRun(cursor, page)) });
}

/** The last event of a segment; undefined where it has none. */
async function lastOfSegment(folder: string, epoch: number): Promise<RunEvent | undefined> {
  await using segment = await SegmentReader.open(folder, epoch);
  await segment.seek((line) => (intactBody(line) === undefined ? undefined : false));
  let last: string | undefined;
  for (let lines = await segment.nextLines(); lines.length > 0; lines = await segment.nextLines()) {
    last = lines.findLast(isRecord) ?? last;
  }
  const body = last === undefined ? undefined : intactBody(last);
  return body === undefined ? undefined : eventOf(body);
}

function isRecord(line: string): boolean {
  return intactBody(line)?.startsWith('"s":') ?? false;
}

/** The last event of a run whose newest writer has not written any: the older segments are read on to their cuts. */
async function lastOfRun(cursor: LogCursor, first: readonly RunEvent[]): Promise<RunEvent | undefined> {
  let last = first.at(-1);
  for (let page = first; page.length > 0; page = await cursor.nextPage()) last = page.at(-1);
  return last;
}
