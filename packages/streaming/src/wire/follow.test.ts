import { manualClock } from '@enhanced-code/llm/testing';
import { expect, test } from 'vitest';
import {
  type EventLog,
  encodeSse,
  followSse,
  memoryEventLog,
  parseEventId,
  type RunEvent,
} from '../index.ts';
import { readAll, sampleRun } from '../testing/index.ts';

async function sampleLog(): Promise<EventLog> {
  const log = memoryEventLog();
  await log.append('r', sampleRun());
  return log;
}

/** A server of one log whose connections break after as many bytes as a test says, or never. */
function server(log: EventLog, breakAfter: (connection: number) => number) {
  const seen: (string | undefined)[] = [];
  return {
    seen,
    async connect({ lastEventId }: { lastEventId: string | undefined }): Promise<AsyncIterable<Uint8Array>> {
      seen.push(lastEventId);
      const after = lastEventId === undefined ? 0 : parseEventId(lastEventId).seq;
      return upTo(encodeSse(log.read('r', { after })), breakAfter(seen.length));
    },
  };
}

async function* upTo(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let left = limit;
  for await (const chunk of bytes) {
    yield chunk.subarray(0, Math.max(0, left));
    left -= chunk.length;
    if (left <= 0) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }
}

/** A clock whose delays are over at once. */
const hurried = {
  now: () => 0,
  after(_ms: number, callback: () => void) {
    queueMicrotask(callback);
    return () => {};
  },
};

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

test('a client whose connection breaks at each event gets every event once', async () => {
  await using log = await sampleLog();
  const expected = await readAll(log, 'r');
  for (const seq of expected.map((event) => event.seq)) {
    let events = 0;
    const broken = server(log, () => Number.POSITIVE_INFINITY);
    const connect: typeof broken.connect = async (options) => {
      const body = await broken.connect(options);
      return broken.seen.length > 1 ? body : cutAfterEvents(body, seq, () => (events += 1));
    };
    expect(await collect(followSse({ connect, clock: hurried }))).toEqual(expected);
    expect(broken.seen).toEqual(seq === expected.length ? [undefined] : [undefined, `r.1.${seq}`]);
    expect(events).toBeGreaterThan(0);
  }
});

test('a client whose connections break at every few bytes gets every event once', async () => {
  await using log = await sampleLog();
  const expected = await readAll(log, 'r');
  for (const bytes of [900, 1501, 2999]) {
    const { connect, seen } = server(log, () => bytes);
    expect(await collect(followSse({ connect, clock: hurried }))).toEqual(expected);
    expect(seen.length).toBeGreaterThan(1);
  }
});

test('a client gives up after some connections in a row that bring nothing, with the last reason', async () => {
  await using log = await sampleLog();
  const { connect, seen } = server(log, () => 10);
  const events = collect(followSse({ connect, clock: hurried, maxRetries: 3 }));
  await expect(events).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(seen).toHaveLength(4);
});

test('a clean end before the end of the run is a broken connection too', async () => {
  async function* nothing(): AsyncGenerator<Uint8Array> {}
  const connect = async () => nothing();
  const events = collect(followSse({ connect, clock: hurried, maxRetries: 0 }));
  await expect(events).rejects.toMatchObject({ code: 'EC_STREAM_WIRE_MALFORMED' });
});

test('leaving while it waits for a reconnection ends it and leaves no timer', async () => {
  const clock = manualClock();
  const connect = () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  const events = followSse({ connect, clock });
  const next = events.next();
  await new Promise(setImmediate);
  expect(clock.pending).toBe(1);
  await events.return?.();
  expect((await next).done).toBe(true);
  expect(clock.pending).toBe(0);
});

async function* cutAfterEvents(
  body: AsyncIterable<Uint8Array>,
  events: number,
  onEvent: () => void,
): AsyncGenerator<Uint8Array> {
  let left = events + 1;
  for await (const chunk of body) {
    yield chunk;
    onEvent();
    left -= 1;
    if (left === 0) return;
  }
}
