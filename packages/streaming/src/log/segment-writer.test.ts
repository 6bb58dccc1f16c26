import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleEnd, sampleStart } from '../testing/index.ts';
import { claimSegment } from './claim-segment.ts';
import { type SegmentOutput, SegmentWriter } from './segment-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segment-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = '2026-01-01T00:00:00.000Z';
const settle = { settleMs: 1000, pause: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) };
const delta = (text: string) => ({ type: 'text-delta', attemptId: 'a', partId: 'p', text }) as const;

/** An output that remembers what was done with it; `fail` makes the next write fail with this code. */
class FakeOutput implements SegmentOutput {
  readonly done: string[] = [];
  fail: string | undefined;
  closed = false;

  async appendFile(text: string): Promise<void> {
    const code = this.fail;
    this.fail = undefined;
    if (code !== undefined) throw Object.assign(new Error('failed'), { code });
    this.done.push(`write ${text.split('\n').length - 1}`);
  }

  async datasync(): Promise<void> {
    this.done.push('sync');
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function writerTo(output: SegmentOutput): SegmentWriter {
  return new SegmentWriter({ folder, runId: 'r', epoch: 1, lastSeq: 0, ended: false }, output, () => {});
}

test('appends that come while the disk is busy go out with the next write', async () => {
  const output = new FakeOutput();
  const writer = writerTo(output);
  await Promise.all(['a', 'b', 'c', 'd'].map((text) => writer.append([delta(text)], at)));
  expect(output.done).toEqual(['write 1', 'write 3']);
});

test('only what decides about a restart is synced', async () => {
  const output = new FakeOutput();
  const writer = writerTo(output);
  await writer.append([sampleStart(), delta('a')], at);
  await writer.append([{ type: 'tool-intent', toolCallId: 't', toolName: 'exec', effect: 'external' }], at);
  await writer.append([sampleEnd()], at);
  expect(output.done).toEqual(['write 2', 'write 1', 'sync', 'write 1', 'sync']);
});

test('a failed write fails what waits behind it, with the code of the system and no further writes', async () => {
  const output = new FakeOutput();
  const writer = writerTo(output);
  output.fail = 'ENOSPC';
  const failure = {
    code: 'EC_STREAM_LOG_IO',
    details: { runId: 'r', operation: 'written', reason: 'ENOSPC' },
  };
  const appends = ['a', 'b'].map((text) => writer.append([delta(text)], at));
  for (const append of appends) await expect(append).rejects.toMatchObject(failure);
  expect(() => writer.append([delta('c')], at)).toThrow(expect.objectContaining(failure));
  expect(output.done).toEqual([]);
});

test('closing waits for what is being written, and closes the file', async () => {
  const output = new FakeOutput();
  const writer = writerTo(output);
  const append = writer.append([delta('a')], at);
  await writer[Symbol.asyncDispose]();
  expect((await append).map(({ seq }) => seq)).toEqual([1]);
  expect(output.closed).toBe(true);
  expect(() => writer.append([delta('b')], at)).toThrow(
    expect.objectContaining({ code: 'EC_STREAM_LOG_CLOSED' }),
  );
});

test('writers that claim at the same time get epochs of their own, and only the newest writes', async () => {
  const writers = await Promise.all(
    Array.from({ length: 5 }, () => claimSegment(folder, 'r', settle, () => {})),
  );
  expect(writers.map(({ epoch }) => epoch).sort()).toEqual([1, 2, 3, 4, 5]);
  for (const writer of writers) {
    const append = writer.append([delta('x')], at);
    if (writer.epoch === 5) expect(await append).toHaveLength(1);
    else await expect(append).rejects.toMatchObject({ code: 'EC_STREAM_FENCED' });
    await writer[Symbol.asyncDispose]();
  }
});
