// How fast events are read and folded, in events per second of CPU time, beside the floor: splitting lines and
// JSON.parse alone. Then how long one append takes until a reader has the event.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  decodeNdjson,
  decodeSse,
  encodeNdjson,
  encodeSse,
  fileEventLog,
  initialRunState,
  memoryEventLog,
  type RunEvent,
  type RunEventDraft,
  reduceRun,
} from '../../packages/streaming/src/index.ts';

const EVENTS = Number(process.env.EVENTS ?? 200_000);
const CHUNK = 64 * 1024;
const step = { stepId: 's' };
const place = { attemptId: 'a', partId: 'p', ...step };

function drafts(count: number): RunEventDraft[] {
  const deltas = Array.from({ length: count - 3 }, (_, index) => ({ type: 'text-delta', text: `word${index} `, ...place }));
  return [
    { type: 'step-start', index: 1, ...step },
    { type: 'attempt-start', attemptId: 'a', provider: 'p', modelId: 'm', ...step },
    { type: 'text-start', ...place },
    ...deltas,
  ] as RunEventDraft[];
}

async function* chunked(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK) yield bytes.subarray(start, start + CHUNK);
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

async function* iterate(events: readonly RunEvent[]) {
  yield* events;
}

async function fold(events: AsyncIterable<RunEvent>): Promise<number> {
  let state = initialRunState;
  for await (const event of events) state = reduceRun(state, event);
  return state.lastSeq;
}

async function* eventsOf(received: AsyncIterable<{ event: RunEvent }>) {
  for await (const { event } of received) yield event;
}

/** Best of three rounds, in CPU microseconds per event. */
async function measure(name: string, work: () => Promise<number>): Promise<{ name: string; cost: number }> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    const before = process.cpuUsage();
    if ((await work()) !== EVENTS) throw new RangeError(`${name} lost events`);
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / EVENTS);
  }
  return { name, cost: best };
}

const folder = await mkdtemp(join(tmpdir(), 'bench-events-'));
try {
  const memory = memoryEventLog();
  const files = fileEventLog(folder);
  const events = await memory.append('r', drafts(EVENTS));
  await files.append('r', drafts(EVENTS));
  const ndjson = await bytesOf(encodeNdjson(iterate(events)));
  const sse = await bytesOf(encodeSse(iterate(events)));
  const floor = async () => {
    let count = 0;
    for (const line of Buffer.from(ndjson).toString().split('\n')) {
      if (line !== '' && typeof JSON.parse(line).seq === 'number') count += 1;
    }
    return count;
  };
  const rows = [
    await measure('floor: split lines, JSON.parse', floor),
    await measure('reduce only', async () => events.reduce(reduceRun, initialRunState).lastSeq),
    await measure('NDJSON: decode, reduce', () => fold(decodeNdjson(chunked(ndjson)))),
    await measure('SSE: decode, reduce', () => fold(eventsOf(decodeSse(chunked(sse))))),
    await measure('memory log: read, reduce', () => fold(memory.read('r', { follow: false }))),
    await measure('file log: read, verify, reduce', () => fold(files.read('r', { follow: false }))),
  ];
  const base = rows[0]?.cost ?? 1;
  console.log(`${EVENTS} events, best of 3, CPU time`);
  for (const { name, cost } of rows) {
    const rate = Math.round(1000 / cost);
    console.log(`${name.padEnd(34)} ${cost.toFixed(2).padStart(6)} µs/event ${String(rate).padStart(5)}k/s ${(cost / base).toFixed(2)}x`);
  }
  await latency(files);
} finally {
  await rm(folder, { recursive: true });
}

/** From the call of append to the event in the hands of a reader of the same process. */
async function latency(log: ReturnType<typeof fileEventLog>): Promise<void> {
  const times: number[] = [];
  await log.append('live', drafts(4));
  const reader = log.read('live', { after: 4 })[Symbol.asyncIterator]();
  for (let count = 0; count < 2000; count += 1) {
    const next = reader.next();
    const startedAt = performance.now();
    const appended = log.append('live', [{ type: 'text-delta', text: 'x', ...place }]);
    await next;
    times.push(performance.now() - startedAt);
    await appended;
  }
  await reader.return?.();
  times.sort((left, right) => left - right);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
  console.log(`append to reader, file log: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
}
