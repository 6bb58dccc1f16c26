import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock } from '@enhanced-code/llm/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileEventLog, memoryEventLog, type RunEvent } from '../index.ts';
import { readAll, sampleEnd, sampleRun, sampleStart } from '../testing/index.ts';
import { encodeHeader, encodeRecord, LOG_FORMAT, type SegmentHeader } from './record.ts';
import { segmentPath } from './segment-file.ts';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'file-log-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const newFolder = () => mkdtemp(join(scratch, 'log-'));
const delta = (text: string) => ({ type: 'text-delta', attemptId: 'a', partId: 'p', text }) as const;

/** A log that takes claims without a header for those of the dead, at once. */
const impatient = (folder: string) => fileEventLog(folder, { settleMs: 0 });

/** A folder whose run `r` has these segments, oldest first. */
async function folderWith(...segments: readonly (Uint8Array | string)[]): Promise<string> {
  const folder = await newFolder();
  await mkdir(join(folder, 'r'));
  for (const [index, bytes] of segments.entries()) {
    await writeFile(segmentPath(join(folder, 'r'), index + 1), bytes);
  }
  return folder;
}

/** The bytes and events of a short run with characters of every length in UTF-8. */
async function shortRun(): Promise<{ bytes: Buffer; events: readonly RunEvent[] }> {
  const folder = await newFolder();
  await using log = fileEventLog(folder);
  const events = await log.append('r', [delta('ü 👩‍💻'), delta('"}\n{'), delta('')]);
  return { bytes: await readFile(segmentPath(join(folder, 'r'), 1)), events };
}

/** How many whole records lie in the first `length` bytes. */
function wholeRecords(bytes: Buffer, length: number): number {
  const lines = bytes.subarray(0, length).filter((byte) => byte === 0x0a).length;
  return Math.max(0, lines - 1);
}

function header(fields: Partial<SegmentHeader>): string {
  return encodeHeader({ format: LOG_FORMAT, version: 1, runId: 'r', epoch: 1, before: [], ...fields });
}

function record(seq: number, epoch = 1): string {
  const event = { seq, runId: 'r', epoch, at: '', visibility: 'public', ...delta(`${epoch}:${seq}`) };
  return encodeRecord(seq, JSON.stringify(event));
}

test('a file that was cut at any byte is read up to its last whole event', async () => {
  const { bytes, events } = await shortRun();
  const folder = await folderWith('');
  await using log = impatient(folder);
  for (let length = 0; length <= bytes.length; length += 1) {
    await writeFile(segmentPath(join(folder, 'r'), 1), bytes.subarray(0, length));
    expect(await readAll(log, 'r'), `cut at ${length}`).toEqual(events.slice(0, wholeRecords(bytes, length)));
  }
});

test('a writer that follows a cut at any byte goes on where the whole events end', async () => {
  const { bytes, events } = await shortRun();
  for (let length = 0; length <= bytes.length; length += 1) {
    const kept = wholeRecords(bytes, length);
    await using log = impatient(await folderWith(bytes.subarray(0, length)));
    expect(await log.open('r')).toEqual({ epoch: 2, lastSeq: kept });
    const [next] = await log.append('r', [delta('next')]);
    expect(await readAll(log, 'r')).toEqual([...events.slice(0, kept), next]);
  }
});

test('a changed byte is either the torn tail of the file or reported, and never read as an event', async () => {
  const { bytes, events } = await shortRun();
  const lastLine = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  const firstLine = bytes.indexOf(0x0a) + 1;
  for (let at = firstLine; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x10, at);
    await using log = fileEventLog(await folderWith(changed));
    const read = readAll(log, 'r');
    // Without the line feed before it, the last line and the one before are one torn line.
    if (at === lastLine - 1) expect(await read).toEqual(events.slice(0, -2));
    else if (at >= lastLine) expect(await read, `byte ${at}`).toEqual(events.slice(0, -1));
    else await expect(read, `byte ${at}`).rejects.toMatchObject({ code: 'EC_STREAM_LOG_CORRUPT' });
  }
});

test('a log of a newer version is refused, for reading and for writing', async () => {
  await using log = fileEventLog(await folderWith(header({ version: 2 }) + record(1)));
  const refusal = { code: 'EC_STREAM_VERSION_UNSUPPORTED', details: { runId: 'r', found: 2, supported: 1 } };
  await expect(readAll(log, 'r')).rejects.toMatchObject(refusal);
  await expect(log.append('r', [delta('x')])).rejects.toMatchObject(refusal);
});

test('the golden file of version 1 is read as it was written', async () => {
  const golden = await readFile(join(import.meta.dirname, 'fixtures', 'run-log-v1.ndjson'));
  await using log = fileEventLog(await folderWith(golden));
  const events = await readAll(log, 'r');
  expect(events.map(({ type }) => type)).toEqual(sampleRun().map(({ type }) => type));
  expect(events.at(-1)).toMatchObject({ seq: sampleRun().length, epoch: 1, ...sampleEnd() });
});

test('a segment of another run, or without the format of a log, is reported', async () => {
  for (const fields of [{ runId: 'other' }, { format: 'foreign' as typeof LOG_FORMAT }, { epoch: 7 }]) {
    await using log = fileEventLog(await folderWith(header(fields) + record(1)));
    await expect(readAll(log, 'r')).rejects.toMatchObject({ code: 'EC_STREAM_LOG_CORRUPT' });
  }
});

test('a gap in a file is reported', async () => {
  await using log = fileEventLog(await folderWith(header({}) + record(1) + record(3)));
  await expect(readAll(log, 'r')).rejects.toMatchObject({ code: 'EC_STREAM_LOG_CORRUPT' });
});

test('an older segment counts up to where the newer one says, and not less', async () => {
  const older = header({}) + record(1) + record(2) + record(3);
  const newer = (upTo: number) => header({ epoch: 2, before: [{ epoch: 1, upTo }] }) + record(upTo + 1, 2);
  await using log = fileEventLog(await folderWith(older, newer(2)));
  const read = await readAll(log, 'r');
  expect(read.map(({ seq, epoch }) => [seq, epoch])).toEqual([
    [1, 1],
    [2, 1],
    [3, 2],
  ]);
  await using lost = fileEventLog(await folderWith(older, newer(5)));
  await expect(readAll(lost, 'r')).rejects.toMatchObject({ code: 'EC_STREAM_LOG_CORRUPT' });
});

test('a claim whose writer died before its header counts for nothing', async () => {
  await using log = impatient(await folderWith(header({}) + record(1), ''));
  expect(await readAll(log, 'r')).toHaveLength(1);
  expect(await log.open('r')).toEqual({ epoch: 3, lastSeq: 1 });
  await log.append('r', [delta('next')]);
  expect((await readAll(log, 'r')).map(({ epoch }) => epoch)).toEqual([1, 3]);
});

test('a reader of another process sees what is appended, also by the next writer', async () => {
  const folder = await newFolder();
  const clock = manualClock();
  await using first = fileEventLog(folder);
  await using other = fileEventLog(folder, { clock, pollMs: 50 });
  await first.append('r', [sampleStart()]);
  const reader = other.read('r')[Symbol.asyncIterator]();
  const nextEvent = async () => {
    const result = reader.next();
    let value: RunEvent | undefined;
    const done = result.then((item) => {
      value = item.value;
    });
    while (value === undefined) {
      clock.advance(50);
      await Promise.race([done, new Promise(setImmediate)]);
    }
    return value;
  };
  expect(await nextEvent()).toMatchObject({ seq: 1, epoch: 1 });
  await first.append('r', [delta('a')]);
  expect(await nextEvent()).toMatchObject({ seq: 2, epoch: 1 });
  await using second = fileEventLog(folder);
  await second.append('r', [delta('b')]);
  expect(await nextEvent()).toMatchObject({ seq: 3, epoch: 2 });
  await expect(first.append('r', [delta('late')])).rejects.toMatchObject({ code: 'EC_STREAM_FENCED' });
  await second.append('r', [sampleEnd()]);
  expect(await nextEvent()).toMatchObject({ seq: 4, type: 'run-end' });
  expect(await reader.next()).toMatchObject({ done: true });
  expect(clock.pending).toBe(0);
});

test('a reader of the same process never depends on looking again after a while', async () => {
  const clock = manualClock();
  await using log = fileEventLog(await newFolder(), { clock });
  await log.append('r', [sampleStart()]);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const { seq } of log.read('r')) seen.push(seq);
  })();
  // The clock stands still, so that a wake-up that was missed would be missed for good.
  for (let count = 0; count < 300; count += 1) {
    await log.append('r', [delta('x')]);
    for (let turn = 0; turn < count % 5; turn += 1) await new Promise(setImmediate);
  }
  await log.append('r', [sampleEnd()]);
  await reading;
  expect(seen).toEqual(range(1, 302));
});

test('a batch of any size is one append', async () => {
  const drafts = Array.from({ length: 150_000 }, () => delta(''));
  await using memory = memoryEventLog();
  expect(await memory.append('r', drafts)).toHaveLength(drafts.length);
  await using log = fileEventLog(await newFolder());
  expect((await log.append('r', drafts)).at(-1)).toMatchObject({ seq: drafts.length });
});

test('files and folders are for their owner alone', async () => {
  const folder = join(await newFolder(), 'logs');
  await using log = fileEventLog(folder);
  await log.append('r', [sampleStart()]);
  expect((await stat(join(folder, 'r'))).mode & 0o777).toBe(0o700);
  expect((await stat(segmentPath(join(folder, 'r'), 1))).mode & 0o777).toBe(0o600);
});

test('a record longer than a page is read whole', async () => {
  await using log = fileEventLog(await newFolder());
  const long = '👩‍💻'.repeat(60_000);
  const appended = await log.append('r', [delta(long), delta('after')]);
  expect(await readAll(log, 'r')).toEqual(appended);
});

test('other files in the folder are left alone', async () => {
  const folder = await newFolder();
  await using log = fileEventLog(folder);
  await log.append('r', [sampleStart()]);
  await writeFile(join(folder, 'r', 'notes.txt'), 'x');
  await writeFile(join(folder, 'README'), 'x');
  expect(await log.list()).toHaveLength(1);
  expect(await readdir(join(folder, 'r'))).toContain('notes.txt');
});

test('the list shows runs of any length and of several writers, and does not read them whole', async () => {
  const folder = await newFolder();
  await using log = fileEventLog(folder);
  const long = Array.from({ length: 3000 }, (_, index) => delta(`${index} ${'x'.repeat(100)}`));
  await log.append('long', [sampleStart('Long'), ...long]);
  await log.append('taken', [sampleStart('Taken'), delta('a')]);
  await log.open('taken');
  await log.append('twice', [sampleStart('Twice')]);
  await log.open('twice');
  await log.append('twice', [sampleEnd()]);
  expect(await log.list()).toMatchObject([
    { runId: 'long', epoch: 1, lastSeq: 3001, instruction: 'Long' },
    { runId: 'taken', epoch: 2, lastSeq: 2, instruction: 'Taken' },
    { runId: 'twice', epoch: 2, lastSeq: 2, outcome: { kind: 'finished' } },
  ]);
});

test('a run that cannot be read is listed with the reason, beside those that can', async () => {
  const folder = await folderWith(header({ version: 9 }));
  await using log = fileEventLog(folder);
  await log.append('good', [sampleStart()]);
  await mkdir(join(folder, 'empty'));
  await mkdir(join(folder, 'not a run'));
  const runs = await log.list();
  expect(runs.map(({ runId, lastSeq, error }) => [runId, lastSeq, error?.code])).toEqual([
    ['good', 1, undefined],
    ['empty', 0, undefined],
    ['r', 0, 'EC_STREAM_VERSION_UNSUPPORTED'],
  ]);
});

test('a folder that cannot be listed is reported with the code of the system', async () => {
  const folder = join(await newFolder(), 'file');
  await writeFile(folder, 'x');
  await using log = fileEventLog(folder);
  await expect(log.list()).rejects.toMatchObject({ code: 'EC_STREAM_LOG_IO' });
  await expect(log.append('r', [sampleStart()])).rejects.toMatchObject({
    code: 'EC_STREAM_LOG_IO',
    details: { runId: 'r', operation: 'written', reason: 'ENOTDIR' },
  });
});

test('a folder that does not exist yet holds no runs, and is made by the first event', async () => {
  const folder = join(await newFolder(), 'a', 'b');
  await using log = fileEventLog(folder);
  expect(await log.list()).toEqual([]);
  await log.append('r', [sampleStart()]);
  expect(await log.list()).toHaveLength(1);
});

test('reading on at any place of a long run gives what follows, found without reading what is before', async () => {
  await using log = fileEventLog(await newFolder());
  const drafts = Array.from({ length: 4000 }, (_, index) => delta(`${index} ${'é'.repeat(index % 90)}`));
  await log.append('r', drafts.slice(0, 2500));
  await log.open('r');
  await log.append('r', drafts.slice(2500));
  for (const after of [1, 7, 999, 2499, 2500, 2501, 3998, 3999, 4000, 5000]) {
    const read = await readAll(log, 'r', after);
    expect(read.map(({ seq }) => seq)).toEqual(range(after + 1, 4000));
  }
});

test('a writer that cannot tell whether it was replaced acknowledges nothing', async () => {
  const folder = await newFolder();
  await using log = fileEventLog(folder);
  await log.append('r', [delta('a')]);
  // A file in place of the folder stands for a disk that went away: looking for a newer writer fails.
  await rm(join(folder, 'r'), { recursive: true });
  await writeFile(join(folder, 'r'), 'x');
  const failure = { code: 'EC_STREAM_LOG_IO', details: { operation: 'written', reason: 'ENOTDIR' } };
  await expect(log.append('r', [delta('b')])).rejects.toMatchObject(failure);
  // Without an epoch, the next append tries to become the writer again, and succeeds once the disk is back.
  await expect(log.append('r', [delta('c')])).rejects.toMatchObject({ code: 'EC_STREAM_LOG_IO' });
  await rm(join(folder, 'r'));
  expect(await log.append('r', [delta('d')])).toMatchObject([{ seq: 1, epoch: 1, text: 'd' }]);
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
