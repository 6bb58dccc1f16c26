import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventLog, fileEventLog, type RunEvent, streamErrors } from '../index.ts';
import { readAll, sampleEnd } from '../testing/index.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'takeover-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const delta = (text: string) => ({ type: 'text-delta', attemptId: 'a', partId: 'p', text }) as const;

/** One writer: takes over, appends until it is replaced or the last one is done, and notes what was acknowledged. */
async function write(log: EventLog, name: string, sizes: readonly number[], shared: Shared, isLast: boolean) {
  try {
    const epoch = await log.open('r');
    for (let batch = 0; !shared.done && batch < 2000; batch += 1) {
      const size = sizes[batch % sizes.length] ?? 1;
      const drafts = Array.from({ length: size }, (_, index) => delta(`${name}.${batch}.${index}`));
      shared.acknowledged.push(...(await log.append('r', drafts, epoch)));
      if (isLast && batch >= sizes.length) shared.done = true;
    }
  } catch (error) {
    if (!streamErrors.is(error, 'EC_STREAM_FENCED')) throw error;
    if (isLast) shared.done = true;
  }
}

/** What the writers of one test know of each other. */
interface Shared {
  readonly acknowledged: RunEvent[];
  done: boolean;
}

async function follow(log: EventLog, signal: AbortSignal): Promise<readonly RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of log.read('r', { signal })) seen.push(event);
  return seen;
}

const writersArbitrary = fc.array(
  fc.record({
    delay: fc.nat(30),
    batches: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 }),
  }),
  { minLength: 2, maxLength: 4 },
);

/** Waits until so many events are acknowledged, or for a while: a writer may be fenced before it gets that far. */
async function untilAcknowledged(count: number, acknowledged: readonly RunEvent[]): Promise<void> {
  for (let turn = 0; turn < 3000 && acknowledged.length < count; turn += 1) await new Promise(setImmediate);
}

test('whenever writers take over from each other, all readers see one history with every acknowledged event', async () => {
  await fc.assert(
    fc.asyncProperty(writersArbitrary, async (writers) => {
      const folder = await mkdtemp(join(scratch, 'log-'));
      await using first = fileEventLog(folder);
      await first.open('r');
      const stop = new AbortController();
      await using viewer = fileEventLog(folder, { pollMs: 1 });
      const views = [follow(viewer, stop.signal), follow(first, stop.signal)];
      const shared: Shared = { acknowledged: [], done: false };
      const { acknowledged } = shared;
      const logs = writers.map(() => fileEventLog(folder));
      const writing = writers.map(async ({ delay, batches }, index) => {
        await untilAcknowledged(index * 5 + delay, acknowledged);
        await write(logs[index] ?? first, `w${index}`, batches, shared, index === writers.length - 1);
      });
      await Promise.all(writing);
      await using last = fileEventLog(folder);
      await last.append('r', [sampleEnd()]);
      const history = await readAll(last, 'r');
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
      for (const view of views) expect(await view).toEqual(history);
      expect(acknowledged.filter((event) => !isDeepStrictEqual(history[event.seq - 1], event))).toEqual([]);
      stop.abort();
      for (const log of logs) await log[Symbol.asyncDispose]();
    }),
    { numRuns: 15 },
  );
}, 60_000);
