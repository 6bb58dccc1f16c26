import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EventLog,
  encodeSse,
  fileEventLog,
  followSse,
  initialRunState,
  parseEventId,
  type RunEventDraft,
  type RunState,
  reduceRun,
} from '../src/index.ts';
import { segmentPath } from '../src/log/segment-file.ts';
import { readAll, sampleEnd, sampleRun } from '../src/testing/index.ts';

/** Numbers from 0 up to 1 that a seed fixes (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What happened in a proof. */
export interface ReconnectFigures {
  runs: number;
  takeovers: number;
  tornBytes: number;
  connections: number;
  events: number;
}

interface Chance {
  readonly below: (limit: number) => number;
  readonly figures: ReconnectFigures;
}

const hurried = {
  now: () => Date.now(),
  after(_ms: number, callback: () => void) {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/**
 * Writes runs by processes that die at random, and reads them over connections that break at random. Throws where a
 * reader does not end in the state that a reader of the whole log has.
 */
export async function proveReconnect(runs: number, seed: number): Promise<ReconnectFigures> {
  const random = randomFrom(seed);
  const figures = { runs: 0, takeovers: 0, tornBytes: 0, connections: 0, events: 0 };
  const chance = { below: (limit: number) => Math.floor(random() * limit), figures };
  const scratch = await mkdtemp(join(tmpdir(), 'prove-reconnect-'));
  try {
    for (; figures.runs < runs; figures.runs += 1) {
      await proveRun(join(scratch, String(figures.runs)), chance);
    }
    return figures;
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function proveRun(folder: string, chance: Chance): Promise<void> {
  await writeRun(folder, chance);
  await using log = fileEventLog(folder, { clock: hurried, settleMs: 0 });
  const all = await readAll(log, 'r');
  assert.deepEqual(
    all.map(({ seq }) => seq),
    all.map((_, index) => index + 1),
  );
  const expected = all.reduce(reduceRun, initialRunState);
  assert.equal(JSON.stringify(await followRun(log, chance)), JSON.stringify(expected));
}

/** Writes a run in pieces, each by a writer that then dies, some with a torn last line. */
async function writeRun(folder: string, { below, figures }: Chance): Promise<void> {
  const drafts: RunEventDraft[] = sampleRun().slice(0, -1).flatMap(repeatDelta);
  for (let next = 0; next < drafts.length; ) {
    await using log = fileEventLog(folder, { clock: hurried, settleMs: 0 });
    const { epoch, lastSeq } = await log.open('r');
    next = lastSeq;
    const piece = drafts.slice(next, next + 1 + below(20));
    await log.append('r', piece, { epoch });
    figures.takeovers += 1;
    next += piece.length;
    if (below(10) < 3) figures.tornBytes += await tear(segmentPath(join(folder, 'r'), epoch), 1 + below(40));
  }
  await using log = fileEventLog(folder, { clock: hurried, settleMs: 0 });
  const { lastSeq } = await log.open('r');
  await log.append('r', [...drafts.slice(lastSeq), sampleEnd()]);
}

/** Cuts some bytes off, as a power cut does with what was not synced. */
async function tear(path: string, bytes: number): Promise<number> {
  const { size } = await stat(path);
  await truncate(path, Math.max(0, size - bytes));
  return bytes;
}

function repeatDelta(draft: RunEventDraft): RunEventDraft[] {
  return draft.type === 'text-delta' ? [...draft.text].map((text) => ({ ...draft, text })) : [draft];
}

/** Follows the run over connections that break after a random number of bytes. */
async function followRun(log: EventLog, { below, figures }: Chance): Promise<RunState> {
  let state = initialRunState;
  const connect = async ({ lastEventId }: { lastEventId: string | undefined }) => {
    figures.connections += 1;
    const after = lastEventId === undefined ? 0 : parseEventId(lastEventId).seq;
    return broken(encodeSse(log.read('r', { after })), 300 + below(8000));
  };
  for await (const event of followSse({ connect, clock: hurried, maxRetries: 100 })) {
    state = reduceRun(state, event);
    figures.events += 1;
  }
  return state;
}

async function* broken(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let left = limit;
  for await (const chunk of bytes) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
