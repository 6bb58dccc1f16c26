import type { Definition } from '../text/definitions.ts';
import type { FileRole } from '../text/role.ts';
import { ByteReader } from './bytes.ts';

/** Whether the content of a file is in the index, and if not, why. */
export type FileState = 'indexed' | 'binary' | 'huge' | 'minified';

/**
 * Everything the index knows of one file, packed: a record takes about a quarter of the bytes of its text. What only
 * the best files are asked for, such as lines and definitions, is unpacked when it is needed.
 */
export interface FileRecord {
  /** Path relative to the root. */
  readonly path: string;
  /** State of the content. */
  readonly state: FileState;
  /** What the file is for. */
  readonly role: FileRole;
  /** Language by the name. */
  readonly language: string | undefined;
  /** Length of the text in UTF-8 bytes; of the file when it was not read. */
  readonly bytes: number;
  /** Number of lines. */
  readonly lineCount: number;
  /** Number of definitions. */
  readonly definitionCount: number;
  /** How many terms each field holds, with repetitions. */
  readonly lengths: FieldLengths;
  /** Numbers of the terms of all fields, ascending. */
  readonly terms: Uint32Array;
  /**
   * For each term: twice its lines in the text, plus 1 when its counts in base name, folders and names follow. Then
   * for each term the distances between its lines; the bytes of each line; the definitions.
   */
  readonly data: Uint8Array;
}

/** How many terms each field of a file holds. */
export interface FieldLengths {
  /** Base name without its extension. */
  readonly base: number;
  /** Folders above it. */
  readonly folders: number;
  /** Names that it defines. */
  readonly names: number;
  /** Text; a term counts once a line. */
  readonly body: number;
}

/** How often a term stands in each field. */
export interface TermCounts {
  base: number;
  folders: number;
  names: number;
  body: number;
}

/** Index of a term in ascending numbers, or -1. */
export function findTerm(terms: Uint32Array, id: number): number {
  let low = 0;
  let high = terms.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = terms[middle] ?? 0;
    if (found === id) return middle;
    if (found < id) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Calls `visit` for each term with its counts. The counts object is the same each time. */
export function forEachTerm(record: FileRecord, visit: (id: number, counts: TermCounts) => void): void {
  const reader = new ByteReader(record.data);
  const counts: TermCounts = { base: 0, folders: 0, names: 0, body: 0 };
  for (let at = 0; at < record.terms.length; at += 1) {
    readCounts(reader, counts);
    visit(record.terms[at] ?? 0, counts);
  }
}

function readCounts(reader: ByteReader, counts: TermCounts): void {
  const head = reader.number();
  const hasMore = (head & 1) === 1;
  counts.body = head >>> 1;
  counts.base = hasMore ? reader.number() : 0;
  counts.folders = hasMore ? reader.number() : 0;
  counts.names = hasMore ? reader.number() : 0;
}

/** Parts of a record that do not depend on a question, and that only the best files are asked for. */
export interface Inside {
  /** UTF-8 bytes of each line with its end; line n at index n - 1. */
  readonly lineBytes: Uint32Array;
  /** Definitions in file order; their names are empty unless they were asked for. */
  readonly definitions: readonly Definition[];
}

/** Unpacks the sizes of the lines and the definitions of a record. */
export function lookInto(record: FileRecord, withNames = false): Inside {
  const reader = new ByteReader(record.data);
  skipTermLines(reader, record);
  const lineBytes = new Uint32Array(record.lineCount);
  for (let at = 0; at < lineBytes.length; at += 1) lineBytes[at] = reader.number();
  return { lineBytes, definitions: readDefinitions(reader, record.definitionCount, withNames) };
}

/** 1-based lines that hold some terms, by the term's place among those that are asked for. */
export function linesOf(record: FileRecord, wanted: readonly number[]): readonly (readonly number[])[] {
  const places = wanted.map((id) => findTerm(record.terms, id));
  return readTermLines(new ByteReader(record.data), record, places);
}

/** What a record defines, with names. */
export function definitionsIn(record: FileRecord): readonly Definition[] {
  return record.definitionCount === 0 ? [] : lookInto(record, true).definitions;
}

/** 1-based lines on which a record defines a name, given in UTF-8. */
export function linesDefining(record: FileRecord, name: Uint8Array): number[] {
  const reader = new ByteReader(record.data);
  skipTermLines(reader, record);
  reader.skip(record.lineCount);
  const lines: number[] = [];
  let line = 0;
  for (let left = record.definitionCount; left > 0; left -= 1) {
    const isIt = reader.isText(name);
    line += reader.number();
    reader.skip(2);
    if (isIt) lines.push(line);
  }
  return lines;
}

function readLineCounts(reader: ByteReader, termCount: number): Uint32Array {
  const counts = new Uint32Array(termCount);
  for (let at = 0; at < termCount; at += 1) {
    const head = reader.number();
    counts[at] = head >>> 1;
    if ((head & 1) === 1) reader.skip(3);
  }
  return counts;
}

/** Leaves the reader behind the lines of all terms. */
function skipTermLines(reader: ByteReader, record: FileRecord): void {
  reader.skip(readLineCounts(reader, record.terms.length).reduce((sum, count) => sum + count, 0));
}

/** Lines of the terms at some places. */
function readTermLines(reader: ByteReader, record: FileRecord, places: readonly number[]): number[][] {
  const counts = readLineCounts(reader, record.terms.length);
  const found: number[][] = places.map(() => []);
  let next = 0;
  for (const index of ascending(places)) {
    const place = places[index] ?? 0;
    let between = 0;
    for (; next < place; next += 1) between += counts[next] ?? 0;
    reader.skip(between);
    readLines(reader, counts[place] ?? 0, found[index] ?? []);
    next = place + 1;
  }
  return found;
}

/** Indexes of the places that are there, by ascending place; terms that are asked for in order need no sorting. */
function ascending(places: readonly number[]): number[] {
  const order: number[] = [];
  let last = -1;
  let isSorted = true;
  for (let index = 0; index < places.length; index += 1) {
    const place = places[index] ?? -1;
    if (place < 0) continue;
    if (place < last) isSorted = false;
    last = place;
    order.push(index);
  }
  return isSorted ? order : order.sort((left, right) => (places[left] ?? 0) - (places[right] ?? 0));
}

function readLines(reader: ByteReader, count: number, out: number[]): void {
  let line = 0;
  for (let left = count; left > 0; left -= 1) {
    line += reader.number();
    out.push(line);
  }
}

function readDefinitions(reader: ByteReader, count: number, withNames: boolean): Definition[] {
  const definitions: Definition[] = [];
  let line = 0;
  for (let left = count; left > 0; left -= 1) {
    let name = '';
    if (withNames) name = reader.text();
    else reader.skipText();
    line += reader.number();
    const startLine = line - reader.number();
    definitions.push({ name, line, startLine, endLine: line + reader.number() });
  }
  return definitions;
}
