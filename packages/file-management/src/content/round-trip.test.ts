import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace } from '../workspace/open-workspace.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { decodeText, encodeText, lineEndingOf } from './encoding.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'file-content-')));
let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace(join(scratch), { stateFolder: `${scratch}-state` });
});
afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
  for (const folder of [scratch, `${scratch}-state`]) rmSync(folder, { recursive: true, force: true });
});

const utf16 = (text: string, swap = false): Buffer =>
  swap ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le');
const encoders: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'utf-8': (text) => Buffer.from(text),
  'utf-8 with mark': (text) => Buffer.from(`\ufeff${text}`),
  'utf-16le with mark': (text) => utf16(`\ufeff${text}`),
  'utf-16be with mark': (text) => utf16(`\ufeff${text}`, true),
  'utf-16le': (text) => utf16(text),
  'utf-16be': (text) => utf16(text, true),
  cp1252: (text) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from([0x80, 0x93, 0xe9, 0x0a])]),
  'shift-jis': (text) =>
    Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x0a])]),
  gbk: (text) => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from([0xc4, 0xe3, 0xba, 0xc3, 0x0a])]),
};
const texts: Readonly<Record<string, string>> = {
  lf: 'one target line\ntwo\nthree\n',
  crlf: 'one target line\r\ntwo\r\nthree\r\n',
  cr: 'one target line\rtwo\rthree\r',
  mixed: 'one target line\ntwo\r\nthree\rfour\n\r\n',
  'no final newline': 'one target line\ntwo',
  'one line': 'one target line',
};
const modes = [0o644, 0o755, 0o600, 0o464];

describe('a change of one word leaves every other byte, the mode and the mark as they were', () => {
  let cases = 0;
  for (const [encoding, encode] of Object.entries(encoders)) {
    for (const [ending, text] of Object.entries(texts)) {
      test(`${encoding}, ${ending}, ${modes.length} modes`, async () => {
        for (const mode of modes) {
          const path = `${encoding}-${ending}-${mode}.txt`.replaceAll(' ', '_');
          const before = Buffer.from(encode(text));
          writeFileSync(join(scratch, path), before);
          chmodSync(join(scratch, path), mode);
          const transaction = await workspace.begin();
          const snapshot = await transaction.read(path);
          expect(snapshot.text).toBeDefined();
          await transaction.write(path, (snapshot.text ?? '').replace('target', 'TARGET'));
          await transaction.commit();
          const after = readFileSync(join(scratch, path));
          expect(after.equals(Buffer.from(encode(text.replace('target', 'TARGET'))))).toBe(true);
          expect(statSync(join(scratch, path)).mode & 0o777).toBe(mode);
          await workspace.undo();
          expect(readFileSync(join(scratch, path)).equals(before)).toBe(true);
          expect(statSync(join(scratch, path)).mode & 0o777).toBe(mode);
          cases++;
        }
      });
    }
  }
  test('these are at least 200 cases', () => expect(cases).toBeGreaterThanOrEqual(200));
});

test('what is decoded encodes to the same bytes, whatever the bytes are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const decoded = decodeText(bytes);
      if (decoded !== undefined)
        expect(Buffer.from(encodeText('x', decoded)).equals(Buffer.from(bytes))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('text of any script is read as UTF-8 and never as a carrier', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      if (text.includes('\0') || text.startsWith('\ufeff')) return;
      expect(decodeText(Buffer.from(text))).toEqual({ text, encoding: 'utf-8', bom: false });
    }),
  );
});

test('binary files are told from text', async () => {
  writeFileSync(join(scratch, 'image.bin'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13, 1, 2, 3]));
  const snapshot = await workspace.read('image.bin');
  expect(snapshot.encoding).toBe('binary');
  expect(snapshot.text).toBeUndefined();
  expect(await workspace.readText('image.bin')).toBeUndefined();
});

test('a character that the encoding of the file cannot hold is refused, never replaced', async () => {
  writeFileSync(join(scratch, 'latin.txt'), Buffer.from([0xe9, 0x0a]));
  const transaction = await workspace.begin();
  await expect(transaction.write('latin.txt', 'é€\n')).rejects.toMatchObject({
    code: 'EC_FILE_UNENCODABLE',
    details: { offset: 1, encoding: 'latin1' },
  });
  await expect(transaction.write('new.txt', 'a\ud800b')).rejects.toMatchObject({
    code: 'EC_FILE_UNENCODABLE',
  });
  await transaction.discard();
});

test.each([
  ['', 'none'],
  ['a', 'none'],
  ['a\n', 'lf'],
  ['a\r\nb\r\n', 'crlf'],
  ['a\rb\r', 'cr'],
  ['a\r\nb\n', 'mixed'],
  ['a\rb\n', 'mixed'],
  ['\n\r', 'mixed'],
] as const)('%j has line endings of kind %s', (text, kind) => {
  expect(lineEndingOf(text)).toBe(kind);
});
