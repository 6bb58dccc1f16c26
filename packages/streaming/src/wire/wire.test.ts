import { manualClock } from '@enhanced-code/llm/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeNdjson,
  decodeSse,
  type EncodeOptions,
  encodeNdjson,
  encodeSse,
  formatEventId,
  memoryEventLog,
  parseEventId,
  type RunEvent,
} from '../index.ts';
import { sampleRun, sampleStart } from '../testing/index.ts';

async function sampleEvents(): Promise<readonly RunEvent[]> {
  await using log = memoryEventLog();
  return log.append('run-1.a', sampleRun());
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* iterate<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

async function encoded(
  encode: (events: AsyncIterable<RunEvent>, options?: EncodeOptions) => AsyncIterable<Uint8Array>,
  events: readonly RunEvent[],
  options?: EncodeOptions,
): Promise<Buffer> {
  return Buffer.concat(await collect(encode(iterate(events), options)));
}

/** Cuts bytes at places that a test draws. */
function* cutAt(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

test('events come back from both encodings, wherever the bytes are cut', async () => {
  const events = await sampleEvents();
  const sse = await encoded(encodeSse, events);
  const ndjson = await encoded(encodeNdjson, events);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 150 }), async (sizes) => {
      const received = await collect(decodeSse(iterate(cutAt(sse, sizes))));
      expect(received.map(({ event }) => event)).toEqual(events);
      expect(await collect(decodeNdjson(iterate(cutAt(ndjson, sizes))))).toEqual(events);
    }),
    { numRuns: 50 },
  );
  expect(await collect(decodeNdjson(iterate(cutAt(ndjson, Array(ndjson.length).fill(1)))))).toEqual(events);
});

test('lines may end in LF, CR or both, also across chunks', async () => {
  const events = await sampleEvents();
  const text = (await encoded(encodeSse, events)).toString();
  for (const end of ['\n', '\r', '\r\n']) {
    const chunks = [...text.replaceAll('\n', end)];
    expect((await collect(decodeSse(iterate(chunks)))).map(({ event }) => event)).toEqual(events);
  }
});

test('a stream that is cut anywhere gives a prefix, and the id of its last event gives the rest', async () => {
  const events = await sampleEvents();
  const bytes = await encoded(encodeSse, events);
  for (let length = 0; length <= bytes.length; length += 11) {
    const received = await collect(decodeSse(iterate([bytes.subarray(0, length)])));
    expect(received.map(({ event }) => event)).toEqual(events.slice(0, received.length));
    const last = received.at(-1);
    if (last !== undefined) expect(parseEventId(last.id)).toMatchObject({ seq: received.length });
  }
});

test('messages have the form that a browser reads', async () => {
  const [first] = await sampleEvents();
  const bytes = await encoded(encodeSse, first === undefined ? [] : [first], { retryMs: 250 });
  expect(bytes.toString()).toBe(
    'retry: 250\nevent: format\ndata: {"format":"enhanced-code.run-events","version":1}\n\n' +
      `id: run-1.a.1.1\ndata: ${JSON.stringify(first)}\n\n`,
  );
});

test('fields, comments and messages of others are passed over', async () => {
  const [first] = await sampleEvents();
  const text = `\uFEFF: hello\nretry: 5\nunknown: x\nevent: other\ndata: {}\n\nid: 7\ndata:${JSON.stringify(first)}\n\ndata\n`;
  expect(await collect(decodeSse(iterate([text])))).toEqual([{ id: '7', event: first }]);
});

test('what is not an event is refused', async () => {
  for (const line of ['{', '[]', '7', '{"seq":1}', '{"seq":1,"epoch":1,"runId":"r","type":7}']) {
    const failure = { code: 'EC_STREAM_WIRE_MALFORMED', retryable: true };
    await expect(collect(decodeNdjson(iterate([`${line}\n`])))).rejects.toMatchObject(failure);
    await expect(collect(decodeSse(iterate([`data: ${line}\n\n`])))).rejects.toMatchObject(failure);
  }
});

test('a newer version is refused', async () => {
  const header = '{"format":"enhanced-code.run-events","version":2}';
  const failure = { code: 'EC_STREAM_VERSION_UNSUPPORTED' };
  await expect(collect(decodeNdjson(iterate([`${header}\n`])))).rejects.toMatchObject(failure);
  await expect(collect(decodeSse(iterate([`event: format\ndata: ${header}\n\n`])))).rejects.toMatchObject(
    failure,
  );
});

test('events of an unknown type pass, for a reader that knows them', async () => {
  const [first] = await sampleEvents();
  const unknown = { ...first, type: 'teleport' };
  expect(await collect(decodeNdjson(iterate([`${JSON.stringify(unknown)}\n`])))).toEqual([unknown]);
});

test('internal events are left out of a public view', async () => {
  const events = await sampleEvents();
  const received = await collect(
    decodeNdjson(iterate([await encoded(encodeNdjson, events, { publicOnly: true })])),
  );
  expect(received).toEqual(events.filter(({ visibility }) => visibility === 'public'));
  expect(received.length).toBeLessThan(events.length);
});

test('silence is filled with heartbeats, and nothing is left running when a client goes', async () => {
  const clock = manualClock();
  await using log = memoryEventLog({ clock });
  await log.append('r', [sampleStart()]);
  const bytes = encodeSse(log.read('r'), { clock, heartbeatMs: 15_000 });
  const next = async () => Buffer.from((await bytes.next()).value ?? []).toString();
  expect(await next()).toContain('retry:');
  expect(await next()).toContain('run-start');
  const silent = next();
  await new Promise(setImmediate);
  clock.advance(14_999);
  clock.advance(1);
  expect(await silent).toBe(':\n\n');
  await bytes.return(undefined);
  expect(clock.pending).toBe(0);
});

test('a signal ends a stream that waits, without an error', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  await using log = memoryEventLog({ clock });
  await log.append('r', [sampleStart()]);
  const all = collect(encodeNdjson(log.read('r'), { clock, signal: controller.signal }));
  await new Promise(setImmediate);
  controller.abort();
  expect(await all).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('an id names run, epoch and place, and nothing else is taken for one', () => {
  const position = { runId: 'run.1-a_b', epoch: 3, seq: 42 };
  expect(parseEventId(formatEventId(position))).toEqual(position);
  for (const id of ['', 'r', 'r.1', 'r.1.x', 'r.-1.2', '../r.1.2', `r.1.${'9'.repeat(16)}`, 'r.1.2\n']) {
    expect(() => parseEventId(id), id).toThrow(
      expect.objectContaining({ code: 'EC_STREAM_EVENT_ID_INVALID' }),
    );
  }
});
