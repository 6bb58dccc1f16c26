import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeIndex, encodeIndex, INDEX_VERSION, type StoredFile } from './codec.ts';
import { FileReader } from './file-reader.ts';
import { forEachTerm, linesOf, lookInto, type TermCounts } from './file-record.ts';

function stored(files: Readonly<Record<string, string>>): StoredFile[] {
  const reader = new FileReader();
  return Object.entries(files).map(([path, text], at) => ({
    record: reader.read(path, text),
    size: Buffer.byteLength(text),
    mtimeMs: at + 0.5,
    ...(at % 2 === 0 ? { hash: `hash ${at}` } : {}),
  }));
}

const FILES = {
  'src/cart.ts': 'export class Cart {\n  addItem(item) {\n    return item;\n  }\n}\n',
  'ünïcode/päth\n.py': 'def größe():\n    return 1\n',
  'empty.txt': '',
};

/** A record with everything that is packed in it. */
function readable({ record, ...file }: StoredFile) {
  const { terms, data, ...fields } = record;
  const counts: (TermCounts & { id: number })[] = [];
  forEachTerm(record, (id, each) => counts.push({ id, ...each }));
  const inside = { ...lookInto(record, true), lines: linesOf(record, [...terms]) };
  return { ...file, ...fields, counts, ...inside, bytesOfData: [...data] };
}

function roundTrip(files: readonly StoredFile[]) {
  const decoded = decodeIndex(encodeIndex(files));
  return decoded.ok ? decoded.files.map(readable) : expect.unreachable(decoded.problem);
}

describe('round trip', () => {
  test('gives every record back', () => {
    const files = stored(FILES);
    expect(roundTrip(files)).toEqual(files.map(readable));
  });

  test('does not depend on what the reader read before', () => {
    const reader = new FileReader();
    reader.read('other.ts', 'const entirely = different(words);\n');
    const [path, text] = Object.entries(FILES)[0] ?? ['', ''];
    expect(reader.read(path, text)).toEqual(new FileReader().read(path, text));
  });

  test('holds for any text', () => {
    const texts = fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(texts, (files) => {
        const records = stored(files);
        expect(roundTrip(records)).toEqual(records.map(readable));
      }),
      { numRuns: 60 },
    );
  });

  test('an empty index is one', () => {
    expect(decodeIndex(encodeIndex([]))).toEqual({ ok: true, files: [] });
  });

  test('a buffer at an odd offset is read too', () => {
    const encoded = encodeIndex(stored(FILES));
    const shifted = Buffer.concat([Buffer.from('x'), encoded]).subarray(1);
    expect(decodeIndex(shifted).ok).toBe(true);
  });
});

describe('damage', () => {
  const encoded = encodeIndex(stored(FILES));

  test('an index cut at any byte is refused', () => {
    for (let length = 0; length < encoded.length; length += 1) {
      expect(decodeIndex(Buffer.from(encoded.subarray(0, length))).ok, `cut at ${length}`).toBe(false);
    }
  });

  test('a change of any byte is refused', () => {
    for (let at = 0; at < encoded.length; at += 1) {
      const changed = Buffer.from(encoded);
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      expect(decodeIndex(changed).ok, `byte ${at}`).toBe(false);
    }
  });

  test('more bytes at the end are refused', () => {
    expect(decodeIndex(Buffer.concat([encoded, Buffer.alloc(4)]))).toEqual({ ok: false, problem: 'damaged' });
  });

  test('another version is told from damage', () => {
    const other = Buffer.from(encoded);
    new Uint32Array(other.buffer, other.byteOffset, 2)[1] = INDEX_VERSION + 1;
    expect(decodeIndex(other)).toEqual({ ok: false, problem: 'written by another version' });
  });
});
