import { manualClock } from '@enhanced-code/llm/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  memoryEventLog,
  openRunWriter,
  type RunEvent,
  type RunEventDraft,
  type RunWriterOptions,
} from '../index.ts';
import { readAll, sampleStart } from '../testing/index.ts';

const delta = (text: string, partId = 'p') => ({ type: 'text-delta', attemptId: 'a', partId, text }) as const;

async function writing(options: Omit<RunWriterOptions, 'clock'> = {}) {
  const clock = manualClock();
  const log = memoryEventLog({ clock });
  const writer = await openRunWriter(log, 'r', { clock, ...options });
  const texts = async () => (await readAll(log, 'r')).map(textOf);
  return { clock, log, writer, texts };
}

function textOf(event: RunEvent): string {
  return event.type === 'text-delta' ? event.text : event.type;
}

/** Lets appends of the log in memory settle. */
const settle = () => new Promise(setImmediate);

test('the first delta after a pause is written at once', async () => {
  const { clock, texts, writer } = await writing();
  await writer.emit(delta('a'));
  expect(await texts()).toEqual(['a']);
  clock.advance(20);
  await writer.emit(delta('b'));
  expect(await texts()).toEqual(['a', 'b']);
  expect(clock.pending).toBe(0);
});

test('deltas of one part within 20 ms become one event', async () => {
  const { clock, texts, writer } = await writing();
  await writer.emit(delta('a'));
  for (const text of ['b', 'c', 'd']) writer.emit(delta(text));
  clock.advance(19);
  await settle();
  expect(await texts()).toEqual(['a']);
  clock.advance(1);
  await settle();
  expect(await texts()).toEqual(['a', 'bcd']);
});

test('deltas are written as soon as they are 4,096 characters together', async () => {
  const { texts, writer } = await writing();
  await writer.emit(delta('a'));
  expect(writer.emit(delta('b'.repeat(4095)))).toBeUndefined();
  await writer.emit(delta('b'));
  expect((await texts()).map((text) => text.length)).toEqual([1, 4096]);
});

test('any other event, or another part, first writes what is held back', async () => {
  const { texts, writer } = await writing();
  await writer.emit(delta('a'));
  writer.emit(delta('b'));
  await writer.emit(sampleStart());
  writer.emit(delta('c'));
  writer.emit(delta('d', 'q'));
  await writer.flush();
  expect(await texts()).toEqual(['a', 'b', 'run-start', 'c', 'd']);
});

test('a write that failed in the background fails the next call, and nothing is left unhandled', async () => {
  const { clock, log, writer } = await writing();
  await writer.emit(delta('a'));
  writer.emit(delta('b'));
  await log.open('r');
  clock.advance(20);
  await settle();
  await expect(writer.emit(delta('c'))).rejects.toMatchObject({ code: 'EC_STREAM_FENCED' });
  await expect(writer.flush()).rejects.toMatchObject({ code: 'EC_STREAM_FENCED' });
});

test('whatever the pauses, the text of each part is whole and in order', async () => {
  const step = fc.record({
    part: fc.constantFrom('p', 'q'),
    text: fc.string({ unit: 'grapheme' }),
    pause: fc.nat(30),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { clock, log, writer } = await writing({ coalesceLength: 16 });
      for (const { part, text, pause } of steps) {
        await writer.emit(delta(text, part));
        clock.advance(pause);
      }
      await writer[Symbol.asyncDispose]();
      const events = await readAll(log, 'r');
      for (const part of ['p', 'q']) {
        const written = events.filter(({ partId }) => partId === part).map(textOf);
        const expected = steps.filter((step) => step.part === part).map(({ text }) => text);
        expect(written.join('')).toBe(expected.join(''));
      }
      expect(clock.pending).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('input of tool calls is joined like text, and reasoning is kept apart from it', async () => {
  const { log, writer } = await writing();
  const place = { attemptId: 'a', partId: 'p' };
  const drafts: RunEventDraft[] = [
    { type: 'tool-call-delta', inputText: '{"a"', ...place },
    { type: 'tool-call-delta', inputText: ':1', ...place },
    { type: 'tool-call-delta', inputText: '}', ...place },
    { type: 'reasoning-delta', text: 'so', ...place },
  ];
  for (const draft of drafts) writer.emit(draft);
  await writer.flush();
  const events = await readAll(log, 'r');
  expect(events.map((event) => (event.type === 'tool-call-delta' ? event.inputText : event.type))).toEqual([
    '{"a"',
    ':1}',
    'reasoning-delta',
  ]);
});
