import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutBytes } from '../../test/fake-fetch.ts';
import { SseReader } from './sse-reader.ts';

interface SseEvent {
  readonly event: string;
  readonly data: string;
}

/** A reader, and what it has handed over since it was asked last. */
function startReading() {
  const events: SseEvent[] = [];
  const reader = new SseReader((data, event) => events.push({ event, data }));
  return { reader, take: () => events.splice(0) };
}

function read(chunks: readonly Uint8Array[]): SseEvent[] {
  const { reader, take } = startReading();
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  return take();
}

function readText(text: string): SseEvent[] {
  return read([new TextEncoder().encode(text)]);
}

const body =
  '\uFEFF: comment\nevent: one\ndata: a\ndata:  b\ndata\n\n' +
  'id: 1\r\nretry: 5\r\ndata: {"ä":"世界👩‍💻"}\r\n\r\n' +
  'event: three\rdata:x\r\r' +
  ':\n\nevent: lonely\n\ndata: last';

const expected: SseEvent[] = [
  { event: 'one', data: 'a\n b\n' },
  { event: '', data: '{"ä":"世界👩‍💻"}' },
  { event: 'three', data: 'x' },
  { event: '', data: 'last' },
];

describe('reading server-sent events', () => {
  it('reads all line ends, comments, a BOM, several data lines and a last event without a blank line', () => {
    expect(readText(body)).toEqual(expected);
  });

  it('reads the same events however the bytes are cut', () => {
    const bytes = new TextEncoder().encode(body);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (lengths) => {
        expect(read(cutBytes(bytes, lengths))).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('reads any data that was written, with any line end', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\uFEFF]/g, ''));
    const ending = fc.constantFrom('\n', '\r\n', '\r');
    const lengths = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { minLength: 1 }), { minLength: 1 }),
        ending,
        lengths,
        (list, end, cuts) => {
          const text = list.map((lines) => lines.map((one) => `data: ${one}${end}`).join('') + end).join('');
          const events = read(cutBytes(new TextEncoder().encode(text), cuts));
          expect(events.map(({ data }) => data)).toEqual(list.map((lines) => lines.join('\n')));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('reads an event of 3 MB in small pieces in a time that grows with its length only', () => {
    const data = 'x'.repeat(3_000_000);
    const bytes = new TextEncoder().encode(`data: ${data}\n\n`);
    const [event] = read(cutBytes(bytes, [64]));
    expect(event?.data.length).toBe(data.length);
  }, 5000);

  it('gives events as soon as their blank line is there', () => {
    const { reader, take } = startReading();
    const push = (text: string): readonly SseEvent[] => {
      reader.push(new TextEncoder().encode(text));
      return take();
    };
    expect(push('data: a\n')).toEqual([]);
    expect(push('\r')).toEqual([{ event: '', data: 'a' }]);
    expect(push('\ndata: b\n\n')).toEqual([{ event: '', data: 'b' }]);
  });

  it('keeps the name of each event apart, whether it repeats, begins alike or is left out', () => {
    const names = ['delta', 'delta', 'delta_stop', 'delta', '', 'delta', 'del', 'del', '', 'delta'];
    const text = (end: string): string =>
      names.map((name) => `${name && `event: ${name}${end}`}data: 1${end}${end}`).join('');
    for (const end of ['\n', '\r\n', '\r']) {
      const bytes = new TextEncoder().encode(text(end));
      for (const length of [1, 7, 23, 1000]) {
        expect(read(cutBytes(bytes, [length])).map(({ event }) => event)).toEqual(names);
      }
    }
  });

  it('takes an event line back that is followed by another or by none', () => {
    const text =
      'event: a\ndata: 1\n\nevent: a\nevent: b\ndata: 2\n\nevent: a\n\ndata: 3\n\nevent:\ndata: 4\n\n';
    expect(readText(text).map(({ event }) => event)).toEqual(['a', 'b', '', '']);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(startReading().reader.push(new Uint8Array([0x64, 0xff, 0x0a]))).toBe(false);
    expect(startReading().reader.push(new Uint8Array([0x64, 0x0a]))).toBe(true);
  });

  it('keeps text that belongs to no event, up to a bound', () => {
    const { reader } = startReading();
    reader.push(new TextEncoder().encode('<html>\n<p>no</p>\n'));
    expect(reader.strayText).toBe('<html>\n<p>no</p>\n');
    const line = new TextEncoder().encode(`${'y'.repeat(1_000_000)}\n`);
    for (let i = 0; i < 12; i += 1) reader.push(line);
    expect(reader.strayText.length).toBeLessThan(6_000_000);
  });
});
