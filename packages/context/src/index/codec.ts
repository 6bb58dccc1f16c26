import { createHash } from 'node:crypto';
import type { Definition } from '../text/definitions.ts';
import type { FileRole } from '../text/role.ts';
import type { FileRecord, FileState } from './file-record.ts';

/** Raised whenever the format or what is derived from a text changes, so that an older index is rebuilt. */
export const INDEX_VERSION = 1;

const FORMAT = 'enhanced-code-context-index';
// Layout, all numbers in the byte order of the machine: 16 words of header, then JSON, then 32-bit numbers, then
// 16-bit numbers, each part padded to 4 bytes.
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

type FileRow = readonly [
  path: string,
  size: number,
  mtimeMs: number,
  hash: string | null,
  state: FileState,
  role: FileRole,
  language: string | null,
  bytes: number,
  counts: readonly number[],
];

interface Directory {
  readonly format: string;
  readonly version: number;
  readonly terms: readonly string[];
  readonly names: readonly string[];
  readonly files: readonly FileRow[];
}

/** Gives out numbers to strings in the order of their first use. */
class Names {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.list.length);
    this.list.push(name);
    return this.list.length - 1;
  }
}

/** Numbers of the terms that files still use; the order stays, so that sorted lists stay sorted. */
function renumber(files: readonly StoredFile[], termCount: number): { used: number[]; to: Uint32Array } {
  const isUsed = new Uint8Array(termCount);
  for (const { record } of files) {
    for (const list of [record.terms, record.base, record.folders, record.names]) {
      for (const id of list) isUsed[id] = 1;
    }
  }
  const used: number[] = [];
  const to = new Uint32Array(termCount);
  for (let id = 0; id < termCount; id += 1) {
    if (isUsed[id] === 1) to[id] = used.push(id) - 1;
  }
  return { used, to };
}

function countsOf(record: FileRecord): number[] {
  const { terms, lines, lineBytes, base, folders, names, definitions } = record;
  return [
    terms.length,
    lines.length,
    lineBytes.length,
    base.length,
    folders.length,
    names.length,
    definitions.length,
  ];
}

function toRow({ record, size, mtimeMs, hash }: StoredFile): FileRow {
  const { path, state, role, language, bytes } = record;
  return [path, size, mtimeMs, hash ?? null, state, role, language ?? null, bytes, countsOf(record)];
}

function wordsOfRecord(record: FileRecord, to: Uint32Array, names: Names): number[][] {
  const mapped = (ids: Iterable<number>) => Array.from(ids, (id) => to[id] ?? 0);
  return [
    mapped(record.terms),
    [...record.starts],
    [...record.lineBytes],
    mapped(record.base),
    mapped(record.folders),
    mapped(record.names),
    record.definitions.flatMap(({ name, line, startLine, endLine }) => [
      names.idOf(name),
      line,
      startLine,
      endLine,
    ]),
  ];
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

/** Writes records down. `terms` holds all terms by their number. */
export function encodeIndex(files: readonly StoredFile[], terms: readonly string[]): Buffer {
  const { used, to } = renumber(files, terms.length);
  const names = new Names();
  const words = files
    .flatMap(({ record }) => wordsOfRecord(record, to, names))
    .map((list) => Uint32Array.from(list));
  const directory: Directory = {
    format: FORMAT,
    version: INDEX_VERSION,
    terms: used.map((id) => terms[id] ?? ''),
    names: names.list,
    files: files.map(toRow),
  };
  const json = Buffer.from(JSON.stringify(directory));
  const parts = [json, ...words.map(toBytes), ...files.map(({ record }) => toBytes(record.lines))];
  const wordBytes = words.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return assemble(json, wordBytes, parts);
}

function toBytes(list: Uint32Array | Uint16Array): Buffer {
  return Buffer.from(list.buffer, list.byteOffset, list.byteLength);
}

function assemble(json: Buffer, wordBytes: number, parts: readonly Buffer[]): Buffer {
  const [, ...numbers] = parts;
  const body = Buffer.concat([json, Buffer.alloc(padded(json.length) - json.length), ...numbers]);
  const buffer = Buffer.alloc(HEADER_BYTES + body.length);
  body.copy(buffer, HEADER_BYTES);
  const header = new Uint32Array(buffer.buffer, buffer.byteOffset, HEADER_WORDS);
  header.set([MAGIC, INDEX_VERSION, json.length, wordBytes, body.length]);
  digestOf(buffer).copy(buffer, DIGEST_AT);
  return buffer;
}

/** Over everything but itself, so that a change of any byte is seen. */
function digestOf(buffer: Buffer): Buffer {
  const hash = createHash('sha256');
  return hash.update(buffer.subarray(0, DIGEST_AT)).update(buffer.subarray(HEADER_BYTES)).digest();
}

/** What an index file held, or why it cannot be used. */
export type DecodedIndex =
  | { readonly ok: true; readonly files: readonly StoredFile[]; readonly terms: readonly string[] }
  | { readonly ok: false; readonly problem: 'damaged' | 'written by another version' };

const DAMAGED: DecodedIndex = { ok: false, problem: 'damaged' };

/** Reads records back. The lists of a record are views of `buffer`. */
export function decodeIndex(file: Buffer): DecodedIndex {
  if (file.length < HEADER_BYTES) return DAMAGED;
  const buffer = file.byteOffset % 4 === 0 ? file : Buffer.from(new Uint8Array(file).buffer);
  const [magic, version, jsonBytes = 0, wordBytes = 0, bodyBytes] = new Uint32Array(
    buffer.buffer,
    buffer.byteOffset,
    HEADER_WORDS,
  );
  if (magic !== MAGIC) return DAMAGED;
  if (version !== INDEX_VERSION) return { ok: false, problem: 'written by another version' };
  if (bodyBytes !== buffer.length - HEADER_BYTES) return DAMAGED;
  if (!digestOf(buffer).equals(buffer.subarray(DIGEST_AT, HEADER_BYTES))) return DAMAGED;
  const json = buffer.toString('utf8', HEADER_BYTES, HEADER_BYTES + jsonBytes);
  const directory = JSON.parse(json) as Directory;
  const start = buffer.byteOffset + HEADER_BYTES + padded(jsonBytes);
  const words = new Uint32Array(buffer.buffer, start, wordBytes / 4);
  const linesStart = start + wordBytes;
  const lineCount = (buffer.byteOffset + buffer.length - linesStart) >> 1;
  const lines = new Uint16Array(buffer.buffer, linesStart, lineCount);
  return { ok: true, terms: directory.terms, files: readFiles(directory, words, lines) };
}

function readFiles(directory: Directory, words: Uint32Array, allLines: Uint16Array): StoredFile[] {
  let at = 0;
  let lineAt = 0;
  const take = (count: number) => {
    at += count;
    return words.subarray(at - count, at);
  };
  return directory.files.map(([path, size, mtimeMs, hash, state, role, language, bytes, counts]) => {
    const [termCount = 0, lineCount = 0, rows = 0, base = 0, folders = 0, names = 0, definitions = 0] =
      counts;
    lineAt += lineCount;
    const record: FileRecord = {
      path,
      state,
      role,
      language: language ?? undefined,
      bytes,
      terms: take(termCount),
      starts: take(termCount + 1),
      lines: allLines.subarray(lineAt - lineCount, lineAt),
      lineBytes: take(rows),
      base: [...take(base)],
      folders: [...take(folders)],
      names: [...take(names)],
      definitions: readDefinitions(take(definitions * 4), directory.names),
    };
    return { record, size, mtimeMs, ...(hash === null ? {} : { hash }) };
  });
}

function readDefinitions(words: Uint32Array, names: readonly string[]): Definition[] {
  const definitions: Definition[] = [];
  for (let at = 0; at < words.length; at += 4) {
    const [name = 0, line = 0, startLine = 0, endLine = 0] = words.subarray(at, at + 4);
    definitions.push({ name: names[name] ?? '', line, startLine, endLine });
  }
  return definitions;
}
