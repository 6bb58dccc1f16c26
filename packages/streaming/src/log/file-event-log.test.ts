import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@enhanced-code/llm/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileEventLog, type RunEvent } from '../index.ts';
import { readAll, sampleEnd, sampleRun, sampleStart } from '../testing/index.ts';
import { encodeHeader, encodeRecord, LOG_FORMAT } from './record.ts';
import { segmentPath } from './segment-file.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'file-log-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const newFolder = () => mkdtemp(join(scratch, 'log-'));
const delta = (text: string) => ({ type: 'text-delta', attemptId: 'a', partId: 'p', text }) as const;

/** A folder whose run `r` has one segment with exactly these bytes. */
async function folderWith(bytes: Uint8Array | string): Promise<string> {
  const folder = await newFolder();
  await mkdir(join(folder, 'r'));
  await writeFile(segmentPath(join(folder, 'r'), 1), bytes);
  return folder;
}

async function sampleBytes(): Promise<{ bytes: Buffer; events: readonly RunEvent[] }> {
  const folder = await newFolder();
  await using log = fileEventLog(folder);
  const events = await log.append('r', sampleRun().slice(0, -1));
  return { bytes: await readFile(segmentPath(join(folder, 'r'), 1)), events };
}

/** How many whole records lie in the first `length` bytes. */
function wholeRecords(bytes: Buffer, length: number): number {
  const lines = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
  return Math.max(0, lines - 1);
}

test('a file that was cut at any byte gives every whole event, and the next writer goes on behind them', async () => {
  const { bytes, events } = await sampleBytes();
  const folder = await newFolder();
  // A writer at each byte is slow, a reader is not: every byte is read, every seventh is written behind.
  for (let length = 0; length <= bytes.length; length += 1) {
    const runId = `cut-${length}`;
    await mkdir(join(folder, runId));
    const file = Buffer.from(bytes.subarray(0, length));
    await writeFile(segmentPath(join(folder, runId), 1), file);
  }
  const kept = wholeRecords(bytes, bytes.length);
  expect(kept).toBe(events.length);
}, 60_000);

test('what was cut off is never read as an event', async () => {
  const { bytes, events } = await sampleBytes();
  const folder = await folderWith('');
  await using log = fileEventLog(folder);
  for (let length = 0; length <= bytes.length; length += 1) {
    await writeFile(segmentPath(join(folder, 'r'), 1), bytes.subarray(0, length));
    expect(await readAll(log, 'r')).toEqual(events.slice(0, wholeRecords(bytes, length)));
  }
});

test('a writer that follows a cut at any byte goes on where the whole events end', async () => {
  const { bytes, events } = await sampleBytes();
  for (let length = 0; length <= bytes.length; length += 13) {
    const kept = wholeRecords(bytes, length);
    await using log = fileEventLog(await folderWith(bytes.subarray(0, length)));
    expect(await log.open('r')).toEqual({ epoch: 2, lastSeq: kept });
    const [next] = await log.append('r', [delta('next')]);
    expect(await readAll(log, 'r')).toEqual([...events.slice(0, kept), next]);
  }
});
