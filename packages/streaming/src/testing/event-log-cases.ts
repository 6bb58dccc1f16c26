import assert from 'node:assert/strict';
import type { RunEvent } from '../events/run-event.ts';
import type { EventLog } from '../log/event-log.ts';
import { sampleEnd, sampleRun, sampleStart } from './sample-run.ts';

/** How the cases get at a store. */
export interface EventLogHarness {
  /** Opens the same store, each time as another process would. */
  open(): EventLog | Promise<EventLog>;
}

/** One thing that every event log has to do. */
export interface EventLogCase {
  /** What is expected, as a sentence. */
  readonly name: string;
  /** Throws an `AssertionError` where the log does otherwise. */
  run(harness: EventLogHarness): Promise<void>;
}

/** All events that are there, without waiting for more. */
export async function readAll(log: EventLog, runId: string, after = 0): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of log.read(runId, { after, follow: false })) events.push(event);
  return events;
}

const delta = (text: string) => ({ type: 'text-delta', attemptId: 'a', partId: 'p', text }) as const;

/** What every store of events has to do, for any test runner: `for (const { name, run } of eventLogCases) …`. */
export const eventLogCases: readonly EventLogCase[] = [
  {
    name: 'gives events their place without gaps and reads them back as they were appended',
    async run({ open }) {
      await using log = await open();
      const appended = [...(await log.append('r', sampleRun().slice(0, 5)))];
      appended.push(...(await log.append('r', sampleRun().slice(5))));
      assert.deepEqual(
        appended.map(({ seq }) => seq),
        sampleRun().map((_, index) => index + 1),
      );
      assert.deepEqual(await readAll(log, 'r'), appended);
    },
  },
  {
    name: 'reads exactly what follows any place',
    async run({ open }) {
      await using log = await open();
      const all = await log.append('r', sampleRun());
      for (const { seq } of all) assert.deepEqual(await readAll(log, 'r', seq), all.slice(seq));
    },
  },
  {
    name: 'keeps the order of appends that are not awaited',
    async run({ open }) {
      await using log = await open();
      const texts = Array.from({ length: 200 }, (_, index) => String(index));
      await Promise.all(texts.map((text) => log.append('r', [delta(text)])));
      const read = await readAll(log, 'r');
      assert.deepEqual(
        read.map((event) => event.type === 'text-delta' && event.text),
        texts,
      );
    },
  },
  {
    name: 'lets several readers follow one run live, each at its own pace',
    async run({ open }) {
      await using log = await open();
      await log.append('r', [sampleStart()]);
      const follow = async () => {
        const seen: number[] = [];
        for await (const { seq } of log.read('r')) seen.push(seq);
        return seen;
      };
      const readers = [follow(), follow(), follow()];
      for (const text of ['a', 'b', 'c']) await log.append('r', [delta(text)]);
      await log.append('r', [sampleEnd()]);
      assert.deepEqual(await Promise.all(readers), Array(3).fill([1, 2, 3, 4, 5]));
    },
  },
  {
    name: 'ends a waiting reader when its loop is left or its signal aborts',
    async run({ open }) {
      await using log = await open();
      await log.append('r', [sampleStart()]);
      const left = log.read('r')[Symbol.asyncIterator]();
      await left.next();
      const waiting = left.next();
      await left.return?.();
      assert.equal((await waiting).done, true);
      const controller = new AbortController();
      const aborted = log.read('r', { after: 1, signal: controller.signal })[Symbol.asyncIterator]().next();
      controller.abort();
      assert.equal((await aborted).done, true);
    },
  },
  {
    name: 'refuses the writer that was replaced, and reads nothing of it afterwards',
    async run({ open }) {
      await using log = await open();
      const first = await log.open('r');
      await log.append('r', [sampleStart()], first);
      const second = await log.open('r');
      assert.deepEqual(second, { epoch: first.epoch + 1, lastSeq: 1 });
      await assert.rejects(log.append('r', [delta('late')], first), { code: 'EC_STREAM_FENCED' });
      await log.append('r', [delta('new')], second);
      const read = await readAll(log, 'r');
      assert.deepEqual(
        read.map(({ epoch, seq }) => [epoch, seq]),
        [
          [1, 1],
          [2, 2],
        ],
      );
    },
  },
  {
    name: 'takes nothing behind the end of a run',
    async run({ open }) {
      await using log = await open();
      await log.append('r', [sampleStart(), sampleEnd()]);
      await assert.rejects(log.append('r', [delta('late')]), { code: 'EC_STREAM_RUN_ENDED' });
      await assert.rejects(log.append('s', [sampleEnd(), delta('late')]), { code: 'EC_STREAM_RUN_ENDED' });
    },
  },
  {
    name: 'refuses unknown runs, unusable ids and custom events without a namespace',
    async run({ open }) {
      await using log = await open();
      await assert.rejects(readAll(log, 'missing'), { code: 'EC_STREAM_RUN_NOT_FOUND' });
      for (const runId of ['', '.', '../up', 'a/b', 'a\0b', 'x'.repeat(129)]) {
        await assert.rejects(log.append(runId, [sampleStart()]), { code: 'EC_STREAM_RUN_ID_INVALID' });
      }
      const custom = { type: 'custom', name: 'done' as 'a/b', data: null } as const;
      await assert.rejects(log.append('r', [custom]), { code: 'EC_STREAM_EVENT_INVALID' });
    },
  },
  {
    name: 'lists its runs with how far they are and how they ended',
    async run({ open }) {
      await using log = await open();
      await log.append('one', [sampleStart('First'), sampleEnd()]);
      await log.append('two', [sampleStart('Second')]);
      const runs = await log.list();
      assert.deepEqual(
        runs.map(({ runId, lastSeq, instruction, outcome }) => [runId, lastSeq, instruction, outcome?.kind]),
        [
          ['one', 2, 'First', 'finished'],
          ['two', 1, 'Second', undefined],
        ],
      );
    },
  },
  {
    name: 'takes nothing more once it is closed, and ends its readers',
    async run({ open }) {
      const log = await open();
      await log.append('r', [sampleStart()]);
      const reader = log.read('r', { after: 1 })[Symbol.asyncIterator]().next();
      await log[Symbol.asyncDispose]();
      assert.equal((await reader).done, true);
      await assert.rejects(log.append('r', [delta('late')]), { code: 'EC_STREAM_LOG_CLOSED' });
    },
  },
];
