import { hashOf } from '../content/file-snapshot.ts';
import { fileErrors } from '../file-errors.ts';

/** Name and version of a persisted format, as the first record of each file says. */
export interface FormatHeader {
  readonly format: string;
  readonly version: number;
}

/** What a file of records holds. */
export interface ReadRecords {
  readonly records: readonly unknown[];
  /** Bytes up to the end of the last good record; what follows is the torn end of an interrupted write. */
  readonly end: number;
}

const CHECKSUM_LENGTH = 16;
const LINE_FEED = 10;

/** One record as a line: part of the SHA-256 of the JSON text, a blank, the JSON text. */
export function encodeRecord(record: unknown): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** Which records are read, for messages and for the header. */
export interface RecordsPlace {
  readonly file: string;
  /** 1-based line at which the bytes start; the header is expected in line 1 only. */
  readonly line: number;
}

/**
 * Reads records. A torn end is left out. A damaged record with good ones behind it cannot come from an
 * interrupted write: the file is corrupt and refused as a whole.
 */
export function decodeRecords(bytes: Uint8Array, header: FormatHeader, place: RecordsPlace): ReadRecords {
  const lines = splitLines(bytes);
  const decoded = lines.map(({ text }) => decodeRecord(text));
  const damaged = decoded.indexOf(undefined);
  const kept = damaged < 0 ? decoded : decoded.slice(0, damaged);
  if (decoded.slice(kept.length).some((record) => record !== undefined)) {
    throw fileErrors.create('EC_FILE_JOURNAL_CORRUPT', { file: place.file, line: place.line + kept.length });
  }
  const headed = place.line === 1;
  if (headed && kept.length > 0) checkHeader(kept[0], header, place.file);
  return { records: headed ? kept.slice(1) : kept, end: lines[kept.length - 1]?.end ?? 0 };
}

/** Refuses a file of another format or of a newer version. */
export function checkHeader(found: unknown, wanted: FormatHeader, file: string): void {
  const { format, version } = (found ?? {}) as Partial<FormatHeader>;
  if (format !== wanted.format || typeof version !== 'number') {
    throw fileErrors.create('EC_FILE_JOURNAL_CORRUPT', { file, line: 1 });
  }
  if (version > wanted.version) {
    throw fileErrors.create('EC_FILE_FORMAT_NEWER', { file, format, version, supported: wanted.version });
  }
}

function decodeRecord(line: string): unknown {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (line[CHECKSUM_LENGTH] !== ' ' || line.slice(0, CHECKSUM_LENGTH) !== checksum(json)) return undefined;
  return JSON.parse(json);
}

function checksum(json: string): string {
  return hashOf(json).slice(0, CHECKSUM_LENGTH);
}

/** The complete lines; what follows the last line feed is torn and left out. */
function splitLines(bytes: Uint8Array): { text: string; end: number }[] {
  const lines: { text: string; end: number }[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let start = 0; ; ) {
    const end = buffer.indexOf(LINE_FEED, start);
    if (end < 0) return lines;
    lines.push({ text: buffer.toString('utf8', start, end), end: end + 1 });
    start = end + 1;
  }
}
