import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeIndex, encodeIndex, INDEX_VERSION, type StoredFile } from './codec.ts';
import { FileReader } from './file-record.ts';
import { TermTable } from './term-table.ts';

function stored(files: Readonly<Record<string, string>>, table = new TermTable()): StoredFile[] {
  const reader = new FileReader(table);
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

/** A record whose lists are plain arrays of terms, comparable between two numberings. */
function readable({ record, ...file }: StoredFile, terms: readonly string[]) {
  const named = (ids: Iterable<number>) => Array.from(ids, (id) => terms[id]);
  const lines = Array.from(record.terms, (id, at): [string | undefined, number[]] => [
    terms[id],
    [...record.lines.subarray(record.starts[at], record.starts[at + 1])],
  ]);
  const { path, state, role, language, bytes, definitions } = record;
  const fields = [named(record.base), named(record.folders), named(record.names), [...record.lineBytes]];
  return {
    ...file,
    path,
    state,
    role,
    language,
    bytes,
    definitions,
    fields,
    lines: Object.fromEntries(lines),
  };
}

function roundTrip(files: readonly StoredFile[], table: TermTable) {
  const decoded = decodeIndex(encodeIndex(files, table.terms()));
  if (!decoded.ok) return expect.unreachable(decoded.problem);
  return decoded.files.map((file) => readable(file, decoded.terms));
}

describe('round trip', () => {
  test('gives every record back', () => {
    const table = new TermTable();
    const files = stored(FILES, table);
    expect(roundTrip(files, table)).toEqual(files.map((file) => readable(file, table.terms())));
  });

  test('leaves out terms that no file uses any more', () => {
    const table = new TermTable();
    stored({ 'gone.ts': 'const forgottenForever = 1;\n' }, table);
    const files = stored(FILES, table);
    const decoded = decodeIndex(encodeIndex(files, table.terms()));
    expect(decoded.ok && decoded.terms).not.toContain('forgottenforever');
    expect(roundTrip(files, table)).toEqual(files.map((file) => readable(file, table.terms())));
  });

  test('keeps the terms of a record in ascending order', () => {
    const table = new TermTable();
    const decoded = decodeIndex(encodeIndex(stored(FILES, table), table.terms()));
    if (!decoded.ok) return expect.unreachable(decoded.problem);
    for (const { record } of decoded.files)
      expect([...record.terms]).toEqual([...record.terms].sort((a, b) => a - b));
  });

  test('holds for any text', () => {
    const texts = fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), fc.string({ unit: 'binary' }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(texts, (files) => {
        const table = new TermTable();
        const records = stored(files, table);
        expect(roundTrip(records, table)).toEqual(records.map((file) => readable(file, table.terms())));
      }),
      { numRuns: 60 },
    );
  });

  test('an empty index is one', () => {
    expect(decodeIndex(encodeIndex([], []))).toEqual({ ok: true, files: [], terms: [] });
  });

  test('a buffer at an odd offset is read too', () => {
    const table = new TermTable();
    const encoded = encodeIndex(stored(FILES, table), table.terms());
    const shifted = Buffer.concat([Buffer.from('x'), encoded]).subarray(1);
    expect(decodeIndex(shifted).ok).toBe(true);
  });
});

describe('damage', () => {
  const table = new TermTable();
  const encoded = encodeIndex(stored(FILES, table), table.terms());

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
