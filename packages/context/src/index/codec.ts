import { createHash } from 'node:crypto';
import type { FileRecord } from './file-record.ts';
import { type RecordRow, toRow, unpackRecords } from './packed-records.ts';

/** Raised whenever the format or what is derived from a text changes, so that an older index is rebuilt. */
export const INDEX_VERSION = 3;

const FORMAT = 'enhanced-code-context-index';
// Layout, all numbers in the byte order of the machine: 16 words of header, then JSON, padded to 4 bytes, then the
// terms as 32-bit numbers, then the packed data.
const MAGIC = 0x45435831;
const HEADER_WORDS = 16;
const HEADER_BYTES = HEADER_WORDS * 4;
const DIGEST_BYTES = 32;
const DIGEST_AT = HEADER_BYTES - DIGEST_BYTES;

/** A file as it was when its record was made. */
export interface StoredFile {
  readonly record: FileRecord;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash?: string;
}

type StampRow = readonly [size: number, mtimeMs: number, hash: string | null];

interface Directory {
  readonly format: string;
  readonly version: number;
  readonly rows: readonly RecordRow[];
  readonly stamps: readonly StampRow[];
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

function bytesOf(list: Uint32Array | Uint8Array): Buffer {
  return Buffer.from(list.buffer, list.byteOffset, list.byteLength);
}

/** Records as they are written down, in parts that follow each other; the numbers are those of the records, not copies. */
export function indexParts(files: readonly StoredFile[]): readonly Buffer[] {
  const records = files.map(({ record }) => record);
  const stamps = files.map(({ size, mtimeMs, hash }): StampRow => [size, mtimeMs, hash ?? null]);
  const directory: Directory = { format: FORMAT, version: INDEX_VERSION, rows: records.map(toRow), stamps };
  const json = Buffer.from(JSON.stringify(directory));
  const gap = Buffer.alloc(padded(json.length) - json.length);
  const terms = records.map((record) => bytesOf(record.terms));
  const body = [json, gap, ...terms, ...records.map(({ data }) => bytesOf(data))];
  const header = new Uint32Array(HEADER_WORDS);
  header.set([MAGIC, INDEX_VERSION, json.length, lengthOf(terms), lengthOf(body)]);
  const head = bytesOf(header);
  digestOf([head.subarray(0, DIGEST_AT), ...body]).copy(head, DIGEST_AT);
  return [head, ...body];
}

function lengthOf(parts: readonly Buffer[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

/** Writes records down as one. */
export function encodeIndex(files: readonly StoredFile[]): Buffer {
  return Buffer.concat(indexParts(files));
}

/** Over everything but itself, so that a change of any byte is seen. */
function digestOf(parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** What an index file held, or why it cannot be used. */
export type DecodedIndex =
  | { readonly ok: true; readonly files: readonly StoredFile[] }
  | { readonly ok: false; readonly problem: 'damaged' | 'written by another version' };

const DAMAGED: DecodedIndex = { ok: false, problem: 'damaged' };

/** Memory of its own, so that lists of 32-bit numbers can lie in it and nothing else is kept alive. */
function aligned(file: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = file;
  const isWhole = buffer instanceof ArrayBuffer && file.byteOffset % 4 === 0;
  return isWhole ? new Uint8Array(buffer, file.byteOffset, file.length) : new Uint8Array(file);
}

/** Reads records back. The lists of a record are views of the buffer. */
export function decodeIndex(file: Buffer): DecodedIndex {
  if (file.length < HEADER_BYTES) return DAMAGED;
  const bytes = aligned(file);
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS);
  const [magic, version, jsonBytes = 0, termBytes = 0, bodyBytes] = header;
  if (magic !== MAGIC) return DAMAGED;
  if (version !== INDEX_VERSION) return { ok: false, problem: 'written by another version' };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bodyBytes !== buffer.length - HEADER_BYTES) return DAMAGED;
  if (
    !digestOf([buffer.subarray(0, DIGEST_AT), buffer.subarray(HEADER_BYTES)]).equals(
      buffer.subarray(DIGEST_AT, HEADER_BYTES),
    )
  )
    return DAMAGED;
  const json = buffer.toString('utf8', HEADER_BYTES, HEADER_BYTES + jsonBytes);
  const { rows, stamps } = JSON.parse(json) as Directory;
  const start = bytes.byteOffset + HEADER_BYTES + padded(jsonBytes);
  const terms = new Uint32Array(bytes.buffer, start, termBytes / 4);
  const data = bytes.subarray(HEADER_BYTES + padded(jsonBytes) + termBytes);
  return { ok: true, files: withStamps(unpackRecords({ rows, terms, data }), stamps) };
}

function withStamps(records: readonly FileRecord[], stamps: readonly StampRow[]): StoredFile[] {
  return records.map((record, at) => {
    const [size = 0, mtimeMs = 0, hash = null] = stamps[at] ?? [];
    return { record, size, mtimeMs, ...(hash === null ? {} : { hash }) };
  });
}
