import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CommandContext } from './command.ts';
import { readInput, readStdin } from './input.ts';

/** The part of a context that reading needs. */
const reading = (stdin: Readable, signal = new AbortController().signal) =>
  ({
    io: { stdin, signal, cwd: import.meta.dirname, terminal: { stdin: false } },
    progress: () => {},
  }) as unknown as CommandContext;

const text = fc
  .string({ unit: 'grapheme' })
  .filter((value) => !value.includes('\0') && !value.startsWith('\ufeff'));

test.each([
  ['UTF-8', (value: string) => Buffer.from(value)],
  ['UTF-8 with its mark', (value: string) => Buffer.from(`\ufeff${value}`)],
  ['UTF-16LE', (value: string) => Buffer.from(`\ufeff${value}`, 'utf16le')],
  ['UTF-16BE', (value: string) => Buffer.from(`\ufeff${value}`, 'utf16le').swap16()],
])('a text in %s comes back, however it is cut into chunks', async (_name, encode) => {
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (value, size) => {
      const bytes = encode(value);
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      expect(await readStdin(reading(Readable.from(chunks)))).toBe(value);
    }),
    { numRuns: 50 },
  );
});

test('bytes without a mark are never guessed at: the text has these bytes, or it is an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 12 }), async (bytes) => {
      fc.pre(!/^(?:fffe|feff|efbbbf)/.test(Buffer.from(bytes).toString('hex')));
      const read = await readStdin(reading(Readable.from([bytes]))).catch(
        ({ code }: { code: string }) => code,
      );
      if (read !== 'EC_CLI_INPUT_NOT_TEXT') expect([...Buffer.from(read)]).toEqual([...bytes]);
    }),
  );
});

test.each([
  [Uint8Array.of(0xc3), 'UTF-8'],
  [Uint8Array.of(0xff, 0xfe, 0x61), 'UTF-16LE'],
  [Uint8Array.of(0x61, 0, 0x62), 'NUL'],
])('bytes %j are refused with what they are not', async (bytes, says) => {
  await expect(readStdin(reading(Readable.from([bytes])))).rejects.toMatchObject({
    code: 'EC_CLI_INPUT_NOT_TEXT',
    message: expect.stringContaining(says),
  });
});

test('a file is read relative to where the command was called', async () => {
  expect(await readInput('input.ts', reading(Readable.from([])))).toContain(
    'export async function readInput',
  );
});

test('a stream that breaks is an error with its reason', async () => {
  const broken = new Readable({
    read() {
      this.destroy(Object.assign(new Error('broken'), { code: 'EIO' }));
    },
  });
  await expect(readInput('-', reading(broken))).rejects.toMatchObject({
    code: 'EC_CLI_INPUT_UNREADABLE',
    details: { source: 'stdin', reason: 'EIO' },
  });
});

test('an interrupt ends the reading with its own reason', async () => {
  const interrupt = new AbortController();
  const endless = new Readable({ read: () => interrupt.abort('stop') });
  await expect(readInput('-', reading(endless, interrupt.signal))).rejects.toBe('stop');
});
