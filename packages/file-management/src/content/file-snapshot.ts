import { hash } from 'node:crypto';
import type { FileContent } from '../driver/driver.ts';
import { decodeText, type LineEnding, lineEndingOf, type TextEncoding } from './encoding.ts';

/** What a path holds: content by hash, and permission bits. */
export interface FileState {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** Permission bits, such as `0o644`. */
  readonly mode: number;
  /** Size in bytes. */
  readonly size: number;
}

/** A file as it was read. */
export interface FileSnapshot {
  /** Path inside the workspace, with forward slashes. */
  readonly path: string;
  /** The content, byte order mark included. */
  readonly bytes: Uint8Array;
  /** The text without byte order mark, line endings kept; absent when the bytes are not text. */
  readonly text?: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly hash: string;
  /** How the text is encoded; `binary` when the bytes are not text. */
  readonly encoding: TextEncoding | 'binary';
  /** How its lines end; `none` when the bytes are not text. */
  readonly eol: LineEnding;
  /** Whether the bytes start with a byte order mark. */
  readonly bom: boolean;
  /** Permission bits. */
  readonly mode: number;
  /** Size in bytes. */
  readonly size: number;
  /** Time of the last change, milliseconds since 1970; 0 for pending content. */
  readonly mtimeMs: number;
}

/** SHA-256 of bytes, hexadecimal. */
export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

/** Describes bytes that were read. */
export function toSnapshot(
  path: string,
  { bytes, stat }: Pick<FileContent, 'bytes'> & { stat: Stamp },
): FileSnapshot {
  const decoded = decodeText(bytes);
  return {
    path,
    bytes,
    ...(decoded === undefined ? {} : { text: decoded.text }),
    hash: hashOf(bytes),
    encoding: decoded?.encoding ?? 'binary',
    eol: decoded === undefined ? 'none' : lineEndingOf(decoded.text),
    bom: decoded?.bom ?? false,
    mode: stat.mode,
    size: bytes.length,
    mtimeMs: stat.mtimeMs,
  };
}

interface Stamp {
  readonly mode: number;
  readonly mtimeMs: number;
}

/** What a path holds, not looked into. */
export type FileBytes = Pick<FileSnapshot, 'bytes' | 'hash' | 'mode' | 'size'>;

/** Names bytes that were read by their hash, without decoding them. */
export function toFileBytes({ bytes, stat }: Pick<FileContent, 'bytes'> & { stat: Stamp }): FileBytes {
  return { bytes, hash: hashOf(bytes), mode: stat.mode, size: bytes.length };
}

/** Whether two states are the same bytes with the same permission bits. */
export function sameState(a: FileState | undefined, b: FileState | undefined): boolean {
  return a?.hash === b?.hash && a?.mode === b?.mode;
}
