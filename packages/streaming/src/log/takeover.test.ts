import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** One writer: takes over, appends some events, and notes those that were acknowledged. */
async function write(log: EventLog, name: string, batches: readonly number[], acknowledged: RunEvent[]) {
  try {
    const epoch = await log.open('r');
    for (const [batch, size] of batches.entries()) {
      const drafts = Array.from({ length: size }, (_, index) => delta(`${name}.${batch}.${index}`));
      acknowledged.push(...(await log.append('r', drafts, epoch)));
    }
  } catch (error) {
    if (!streamErrors.is(error, 'EC_STREAM_FENCED')) throw error;
  }
}

async function follow(log: EventLog, signal: AbortSignal): Promise<readonly RunEvent[]> {
  const seen: RunEvent[] = [];
  for await (const event of log.read('r', { signal })) seen.push(event);
  return seen;
}

const writersArbitrary = fc.array(
  fc.record({
    delay: fc.nat(12),
    batches: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 12 }),
  }),
  { minLength: 2, maxLength: 4 },
);

/** Lets the file system answer some calls, so that writers meet at different places. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate);
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
      const acknowledged: RunEvent[] = [];
      const logs = writers.map(() => fileEventLog(folder));
      const writing = writers.map(async ({ delay, batches }, index) => {
        await turns(delay * 3);
        await write(logs[index] ?? first, `w${index}`, batches, acknowledged);
      });
      await Promise.all(writing);
      await using last = fileEventLog(folder);
      await last.append('r', [sampleEnd()]);
      const history = await readAll(last, 'r');
      expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
      for (const view of views) expect(await view).toEqual(history);
      for (const event of acknowledged) expect(history[event.seq - 1]).toEqual(event);
      stop.abort();
      for (const log of logs) await log[Symbol.asyncDispose]();
    }),
    { numRuns: 25 },
  );
}, 60_000);
