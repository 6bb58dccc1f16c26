import { crc32 } from 'node:zlib';
import type { RunEvent } from '../events/run-event.ts';

/** Name of the format of a log file. */
export const LOG_FORMAT = 'enhanced-code.run-log';
/** Newest version of it that this release reads and writes. */
export const LOG_VERSION = 1;

/** How far an older segment of a run counts. */
export interface SegmentCut {
  readonly epoch: number;
  /** `seq` of its last event that counts. What is behind it was written by a writer that had been replaced. */
  readonly upTo: number;
}

/** First line of a segment. */
export interface SegmentHeader {
  readonly format: typeof LOG_FORMAT;
  readonly version: number;
  readonly runId: string;
  readonly epoch: number;
  /** The older segments, oldest first, each with how far it counts. */
  readonly before: readonly SegmentCut[];
}

/*
 * A line is `{"c":"<crc32>","s":<seq>,"e":<event>}` and a line feed; a header has `"h":<header>` in place of both.
 * The checksum, 8 hex digits, is of everything behind its comma up to the line feed, so it is found and tested
 * without parsing, and every line is JSON for any other tool.
 */
const BODY_START = '{"c":"00000000",'.length;

/** The line of an event. */
export function encodeRecord(seq: number, json: string): string {
  return withChecksum(`"s":${seq},"e":${json}}`);
}

/** The line of a header. */
export function encodeHeader(header: SegmentHeader): string {
  return withChecksum(`"h":${JSON.stringify(header)}}`);
}

/** The part of a line behind its checksum, or undefined where the line is not what was written. */
export function intactBody(line: string): string | undefined {
  if (!line.startsWith('{"c":"') || !line.startsWith('",', 14)) return undefined;
  const body = line.slice(BODY_START);
  return line.slice(6, 14) === checksum(body) ? body : undefined;
}

/** The `seq` of an intact record, without parsing its event. */
export function seqOf(body: string): number {
  return Number.parseInt(body.slice(4), 10);
}

/** The event of an intact record. */
export function eventOf(body: string): RunEvent {
  return JSON.parse(body.slice(body.indexOf(',"e":') + 5, -1)) as RunEvent;
}

/** The header of a segment, or undefined where the line is not intact or not a header. */
export function decodeHeader(line: string): SegmentHeader | undefined {
  const body = intactBody(line);
  if (!body?.startsWith('"h":')) return undefined;
  return JSON.parse(body.slice(4, -1)) as SegmentHeader;
}

function withChecksum(body: string): string {
  return `{"c":"${checksum(body)}",${body}\n`;
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
